import fc from "fast-check";
import { expect, test } from "vitest";
import { sortRows } from "./sort-rows.ts";

test("rows are in the order of their times, then of what is asked for, then as they came", () => {
  const runs = fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), { maxLength: 12 });
  fc.assert(
    fc.property(runs, fc.boolean(), (lists, inRuns) => {
      const times = lists.flatMap((list) => (inRuns ? list.toSorted((a, b) => a - b) : list));
      const rankOf = (row: number): number => (row * 7) % 3;
      const rows = Uint32Array.from(times.keys());
      const sorted = [...rows].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || rankOf(a) - rankOf(b));
      const ownTimes = Float64Array.from(times);
      sortRows(rows, ownTimes, (row, other) => rankOf(row) > rankOf(other));
      expect([...rows]).toEqual(sorted);
      expect([...ownTimes]).toEqual(sorted.map((row) => times[row]));
    }),
  );
});
