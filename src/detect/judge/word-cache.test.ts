import { expect, test } from "vitest";
import { rowKey } from "./row-key.ts";
import { createWordCache } from "./word-cache.ts";

test("the cache agrees with a Map, also while it grows, for keys that share slots", () => {
  const cache = createWordCache<number>(100_000);
  const known = new Map<string, number>();
  for (let index = 0; index < 30_000; index += 1) {
    const key = { low: (index * 7) % 64, high: (Math.floor((index % 15_000) / 64) * 31) % 400 };
    const name = `${key.low} ${key.high}`;
    expect(cache.find(key)).toBe(known.get(name));
    if (known.has(name)) continue;
    known.set(name, index);
    cache.set(key, index);
  }
  expect(known.size).toBeGreaterThan(10_000);
});

test("the key of zeros is a key", () => {
  const cache = createWordCache<string>(8);
  expect(cache.find({ low: 0, high: 0 })).toBeUndefined();
  cache.set({ low: 0, high: 0 }, "x");
  expect(cache.find({ low: 0, high: 0 })).toBe("x");
});

test("it holds a generation at least and two at most, and what is used stays", () => {
  const cache = createWordCache<number>(100);
  const key = (low: number) => ({ low, high: 1 });
  for (let low = 0; low < 1000; low += 1) {
    cache.set(key(low), low);
    expect(cache.find(key(0))).toBe(0);
  }
  const kept = Array.from({ length: 1000 }, (_, low) => cache.find(key(low))).filter((value) => value !== undefined);
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(kept.length).toBeLessThanOrEqual(201);
});

test("heavy values leave room for few", () => {
  const cache = createWordCache<number>(100);
  const key = (low: number) => ({ low, high: 1 });
  for (let low = 0; low < 10; low += 1) cache.set(key(low), low, 60);
  expect(Array.from({ length: 10 }, (_, low) => cache.find(key(low))).filter((value) => value !== undefined)).toEqual([
    8, 9,
  ]);
});

test("keys of rows that differ differ: in a word, in its place, in the seed", () => {
  const seen = new Set<string>();
  let rows = 0;
  for (const seed of [0, 1, 2]) {
    for (const [a, b, c] of triples(24)) {
      const into = { low: 0, high: 0 };
      // A hash of which one word only is set is the worst case.
      rowKey(seed, Uint32Array.of(9, a, b, 0, 0, 0, c, 9), 0, [1, 3, 5], into);
      seen.add(`${into.low} ${into.high}`);
      rows += 1;
    }
  }
  expect(seen.size).toBe(rows);
});

test("words that are not asked for do not matter, nor where the row stands", () => {
  const a = { low: 0, high: 0 };
  const b = { low: 0, high: 0 };
  rowKey(5, Uint32Array.of(1, 2, 3, 4, 5, 6), 0, [2], a);
  rowKey(5, Uint32Array.of(0, 0, 8, 8, 3, 4, 8, 8), 2, [2], b);
  expect(a).toEqual(b);
});

function* triples(size: number): Generator<readonly [number, number, number]> {
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < size; b += 1) for (let c = 0; c < size; c += 1) yield [a, b, c];
  }
}
