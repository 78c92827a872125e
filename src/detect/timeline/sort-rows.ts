/**
 * Sorts rows in place by their times, which move along; equal times by `isAfter`, and what is equal then keeps its order. By
 * natural merging: what is delivered comes in a few long runs, and what is not costs no more than by any other way.
 */
export function sortRows(
  rows: Uint32Array<ArrayBuffer>,
  times: Float64Array<ArrayBuffer>,
  isAfter: (row: number, other: number) => boolean,
): void {
  let ends = runEnds(rows, times, isAfter);
  if (ends.length <= 1) return;
  let from: Columns = { rows, times };
  let to: Columns = { rows: new Uint32Array(rows.length), times: new Float64Array(times.length) };
  while (ends.length > 1) {
    ends = mergeRuns(from, to, ends, isAfter);
    [from, to] = [to, from];
  }
  if (from.rows === rows) return;
  rows.set(from.rows);
  times.set(from.times);
}

type IsAfter = (row: number, other: number) => boolean;

interface Columns {
  readonly rows: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
}

/** Where each run of rows that are in order ends. */
function runEnds(rows: Uint32Array, times: Float64Array, isAfter: IsAfter): readonly number[] {
  const ends: number[] = [];
  for (let at = 1; at < rows.length; at += 1) {
    const before = times[at - 1] ?? 0;
    const time = times[at] ?? 0;
    if (before > time || (before === time && isAfter(rows[at - 1] ?? 0, rows[at] ?? 0))) ends.push(at);
  }
  if (rows.length > 0) ends.push(rows.length);
  return ends;
}

/** Each two neighbours become one. */
function mergeRuns(from: Columns, to: Columns, ends: readonly number[], isAfter: IsAfter): readonly number[] {
  const merged: number[] = [];
  let start = 0;
  for (let at = 0; at < ends.length; at += 2) {
    const middle = ends[at] ?? start;
    const end = ends[at + 1] ?? middle;
    mergeTwo(from, to, start, middle, end, isAfter);
    merged.push(end);
    start = end;
  }
  return merged;
}

function mergeTwo(from: Columns, to: Columns, start: number, middle: number, end: number, isAfter: IsAfter): void {
  const { rows, times } = from;
  let left = start;
  let right = middle;
  for (let at = start; at < end; at += 1) {
    const isRight = left >= middle || (right < end && isLater(rows, times, left, right, isAfter));
    const next = isRight ? right++ : left++;
    to.rows[at] = rows[next] ?? 0;
    to.times[at] = times[next] ?? 0;
  }
}

function isLater(rows: Uint32Array, times: Float64Array, left: number, right: number, isAfter: IsAfter): boolean {
  const a = times[left] ?? 0;
  const b = times[right] ?? 0;
  return a > b || (a === b && isAfter(rows[left] ?? 0, rows[right] ?? 0));
}
