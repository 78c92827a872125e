import { type Glob, globMatches, many, one } from "./glob.ts";

/** Beyond this many the answer is "not shown", which never hides a permission behind a Deny. */
const maxSets = 2000;

/**
 * Does `outer` match every text that `inner` matches?
 *
 * Exact for an alphabet with at least one character that is in neither pattern: such a character fits least, so
 * that it can stand for all others wherever `inner` has a wildcard.
 */
export function globCovers(outer: Glob, inner: Glob): boolean {
  if (outer.shape === "any") return true;
  if (inner.shape === "literal") return globMatches(outer, inner.prefix);
  if (outer.shape === "literal") return false;
  if (!inner.prefix.startsWith(outer.prefix)) return false;
  if (outer.shape === "prefix") return true;
  const [end, other] = [outer.tokens.at(-1) ?? one, inner.tokens.at(-1)];
  if (end >= 0 && end !== other) return false;
  return coversBySets(outer.tokens, inner.tokens);
}

/** Positions in `outer` that may be reached, in ascending order. */
type Positions = readonly number[];

/**
 * Walks `inner` and keeps, for each way to fill its wildcards, the set of positions that `outer` may have reached.
 * All of the sets must end in acceptance, and a larger set accepts whatever a smaller one does, so only the
 * smallest sets are kept.
 */
function coversBySets(outer: readonly number[], inner: readonly number[]): boolean {
  let sets: readonly Positions[] = [closed([0])];
  for (const token of inner) {
    sets = smallest(token === many ? sets.flatMap(afterMany) : sets.map((set) => after(set, token)));
    if (sets.length > maxSets || sets.some((set) => set.length === 0)) return false;
  }
  return sets.every((set) => set.at(-1) === outer.length);

  function after(set: Positions, unit: number): Positions {
    const next: number[] = [];
    for (const position of set) {
      const token = outer[position];
      if (token === many) next.push(position);
      else if (token !== undefined && (token === one || (token === unit && unit !== one))) next.push(position + 1);
    }
    return closed(next);
  }

  /** After none, one, two, ... unknown characters, until more of them change nothing. */
  function afterMany(set: Positions): readonly Positions[] {
    const all = [set];
    for (let current = set; ; ) {
      const next = after(current, one);
      if (next.join() === current.join()) return all;
      all.push(next);
      current = next;
    }
  }

  function closed(positions: Positions): Positions {
    const found = new Set(positions);
    for (const position of positions) if (outer[position] === many) found.add(position + 1);
    return [...found].sort((a, b) => a - b);
  }
}

function smallest(sets: readonly Positions[]): readonly Positions[] {
  const unique = [...new Map(sets.map((set) => [set.join(), set])).values()].sort((a, b) => a.length - b.length);
  if (unique.length > maxSets) return unique;
  const kept: Positions[] = [];
  for (const set of unique)
    if (!kept.some((other) => other.every((position) => set.includes(position)))) kept.push(set);
  return kept;
}
