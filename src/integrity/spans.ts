/** A span of time, milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const hourMs = 3_600_000;

/** `2026-11-21T20:36:49Z` */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/[.]\d{3}Z$/, "Z");
}

/** Of adjoining or overlapping spans, in any order, one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || last.to < span.from) result.push(span);
    else if (last.to < span.to) result[result.length - 1] = { from: last.from, to: span.to };
  }
  return result;
}

/** Whether an instant lies in one of the spans, which are in order and apart; their beginnings do not belong to them. */
export function isWithin(spans: readonly Span[], time: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.from ?? Infinity) < time;
}
