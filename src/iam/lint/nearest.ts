/**
 * The word most like the one that was written: at most a third of its letters differ, and not more than four.
 * Without regard to case; the first of equals.
 */
export function nearest(written: string, words: Iterable<string>): string | undefined {
  const asked = written.toLowerCase();
  if (asked.length > maxLength) return undefined;
  let best: string | undefined;
  let limit = Math.min(4, Math.floor(asked.length / 3)) + 1;
  for (const word of words) {
    if (Math.abs(word.length - asked.length) >= limit) continue;
    const distance = editDistance(asked, word.toLowerCase(), limit);
    if (distance >= limit) continue;
    [best, limit] = [word, distance];
  }
  return best;
}

/** ` Did you mean NAME?`, or nothing. */
export function suggestion(name: string | undefined): string {
  return name === undefined ? "" : ` Did you mean ${name}?`;
}

/** No name of AWS is longer. */
const maxLength = 128;

/** Letters to insert, delete, replace or swap; from `limit` on only that it is as much. */
function editDistance(a: string, b: string, limit: number): number {
  let [before, above] = [new Uint16Array(b.length + 1), Uint16Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Uint16Array(b.length + 1);
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const replaced = cell(above, j - 1) + (isSame ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? cell(before, j - 2) + 1 : replaced;
      const distance = Math.min(replaced, swapped, cell(above, j) + 1, cell(row, j - 1) + 1);
      row[j] = distance;
      least = Math.min(least, distance);
    }
    if (least >= limit) return limit;
    [before, above] = [above, row];
  }
  return cell(above, b.length);
}

function cell(cells: Uint16Array, index: number): number {
  return cells[index] ?? 0;
}
