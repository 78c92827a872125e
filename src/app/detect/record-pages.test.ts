import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecordPages, noHour, recordWords } from "./record-pages.ts";

const hourMs = 3_600_000;

test("a record is five signed words, its hour and error packed into the last", () => {
  const pages = createRecordPages();
  pages.add(0xffff_ffff, 2, 0x8000_0000, 3, 10 * hourMs + 1, true);
  pages.add(0, 0, 1, 4, Number.NaN, false);
  expect(pages.count).toBe(2);
  expect([...pages.take()]).toEqual([-1, 2, -(2 ** 31), 3, 21, 0, 0, 1, 4, noHour]);
  expect(pages.count).toBe(0);
});

test.each([-1, -5 * hourMs, 2 ** 30 * hourMs, Number.POSITIVE_INFINITY])("%d is no time that has an hour", (ms) => {
  const pages = createRecordPages();
  pages.add(1, 1, 1, 0, ms, true);
  expect(pages.take()[4]).toBe(noHour);
});

test("what is taken stays as it is, however pages are filled, given away and turned", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("add" as const), count: fc.integer({ min: 0, max: 12_000 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("take" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const pages = createRecordPages();
      const taken: { readonly from: number; readonly words: Int32Array }[] = [];
      let added = 0;
      const take = (): void => {
        const from = added - pages.count;
        taken.push({ from, words: pages.take() });
      };
      for (const one of steps) {
        if (one.kind === "add") {
          for (let at = 0; at < one.count; at += 1) {
            pages.add(added, -added, added ^ 7, added, hourMs, false);
            added += 1;
          }
        } else {
          take();
          if (one.kind === "turn") pages.turn();
        }
      }
      take();
      const all = taken.flatMap(({ words }) =>
        Array.from({ length: words.length / recordWords }, (_, at) => words[at * recordWords]),
      );
      expect(all).toEqual(Array.from({ length: added }, (_, at) => at));
      for (const { from, words } of taken) {
        if (words.length > 0) expect([...words.subarray(0, recordWords)]).toEqual([from, -from | 0, from ^ 7, from, 2]);
      }
    }),
    { seed: 20260101, numRuns: 30 },
  );
});
