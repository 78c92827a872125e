/** A time from one instant to another, both included; whole seconds, in milliseconds since 1970. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is asked for and not covered, newest first. Spans that touch within a second leave no gap. */
export function gapsIn(asked: TimeSpan, covered: readonly TimeSpan[]): readonly TimeSpan[] {
  const gaps: TimeSpan[] = [];
  let { fromMs } = asked;
  for (const span of [...covered].sort((a, b) => a.fromMs - b.fromMs)) {
    if (span.toMs < fromMs || span.fromMs > asked.toMs) continue;
    if (span.fromMs > fromMs) gaps.push({ fromMs, toMs: span.fromMs - secondMs });
    fromMs = span.toMs + secondMs;
  }
  if (fromMs <= asked.toMs) gaps.push({ fromMs, toMs: asked.toMs });
  return gaps.reverse();
}

export const secondMs = 1000;
