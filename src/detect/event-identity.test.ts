import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../model/index.ts";
import { contentHash } from "./content-hash.ts";
import { hashId } from "./id-hash.ts";
import { createIdTable, type Sighting } from "./id-table.ts";

describe("the content hash", () => {
  test.each<readonly [string, Json, Json, boolean]>([
    ["does not depend on the order of keys", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ["depends on the order of a list", [1, 2], [2, 1], false],
    ["tells a number from its text", { a: 1 }, { a: "1" }, false],
    ["tells null from a missing key", { a: null }, {}, false],
    ["tells an object from a list of its pairs", { a: 1 }, { object: [["a", 1]] }, false],
    ["sees a key named __proto__", JSON.parse('{"__proto__":1}') as Json, {}, false],
  ])("%s", (_name, a, b, equal) => {
    expect(contentHash(a) === contentHash(b)).toBe(equal);
  });
});

describe("the table of ids", () => {
  test("a copy is a duplicate, another text a suspect that points at the first", () => {
    const table = createIdTable();
    expect(table.see(sighting("a", 1, 0, 0))).toEqual({ kind: "new" });
    expect(table.see(sighting("a", 1, 0, 9))).toEqual({ kind: "duplicate" });
    expect(table.see(sighting("a", 2, 1, 5))).toEqual({ kind: "suspect", first: { file: 0, index: 0 } });
    expect(table.see(sighting("a", 2, 3, 0))).toEqual({ kind: "duplicate" });
    expect(table.see(sighting("a", 3, 4, 0))).toEqual({ kind: "suspect", first: { file: 0, index: 0 } });
    expect(table.see(sighting("b", 1, 5, 0))).toEqual({ kind: "new" });
  });

  test("knows numbers with and without a sign as the same 32 bits", () => {
    const table = createIdTable();
    const [idLow, idHigh, checksum] = [0xffff_ff00, 0x8000_0000, 0xdead_beef];
    expect(table.see({ idLow, idHigh, checksum, file: 0, index: 0 })).toEqual({ kind: "new" });
    const signed = { idLow: idLow | 0, idHigh: idHigh | 0, checksum: checksum | 0, file: 1, index: 0 };
    expect(table.see(signed)).toEqual({ kind: "duplicate" });
    expect(table.see({ ...signed, checksum: 1 })).toEqual({ kind: "suspect", first: { file: 0, index: 0 } });
  });

  test("agrees with a Map on any sequence, also while it grows", () => {
    const table = createIdTable();
    const known = new Map<string, Set<number>>();
    for (let index = 0; index < 60_000; index += 1) {
      const id = `id ${(index * 7919) % 40_000}`;
      const checksum = index % 3;
      const before = known.get(id);
      const expected = before === undefined ? "new" : before.has(checksum) ? "duplicate" : "suspect";
      known.set(id, (before ?? new Set()).add(checksum));
      if (table.see(sighting(id, checksum, 0, index)).kind !== expected)
        throw new Error(`Event ${index} is ${expected}.`);
    }
    expect(table.evicted).toBe(0);
  });

  test("one id with ever other texts stays fast, and every text but the first is a suspect or a duplicate", () => {
    const table = createIdTable();
    // To look at all texts each time would outlast the test's limit.
    for (let index = 0; index < 200_000; index += 1) {
      const verdict = table.see(sighting("the one", index + 1, 0, index));
      if (index > 0 && (verdict.kind !== "suspect" || verdict.first.index !== 0)) throw new Error(`Record ${index}.`);
    }
    expect(table.see(sighting("the one", 1, 1, 0))).toEqual({ kind: "duplicate" });
    expect(table.see(sighting("the one", 200_000, 1, 1))).toMatchObject({ first: { file: 0, index: 0 } });
    expect(table.see(sighting("another", 1, 1, 2))).toEqual({ kind: "new" });
  });

  test("remembers at least a generation, forgets beyond two, and says so", () => {
    const table = createIdTable(0, 1000);
    for (let index = 0; index < 5000; index += 1) table.see(sighting(`id ${index}`, 0, 0, index));
    expect(table.see(sighting("id 4001", 0, 1, 0)).kind).toBe("duplicate");
    expect(table.see(sighting("id 0", 0, 1, 1)).kind).toBe("new");
    expect(table.evicted).toBeGreaterThanOrEqual(3000);
  });
});

test("ids that differ hash apart, by every seed", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 50 }), fc.integer(), (ids, seed) => {
      const hashes = ids.map((id) => {
        const hash = { low: 0, high: 0 };
        hashId(id, seed, hash);
        return `${hash.low} ${hash.high}`;
      });
      expect(new Set(hashes).size).toBe(ids.length);
    }),
    { seed: 20260101, numRuns: 200 },
  );
});

function sighting(id: string, checksum: number, file: number, index: number): Sighting {
  const hash = { low: 0, high: 0 };
  hashId(id, 42, hash);
  return { idLow: hash.low, idHigh: hash.high, checksum, file, index };
}
