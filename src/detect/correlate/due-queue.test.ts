import fc from "fast-check";
import { expect, test } from "vitest";
import { createDueQueue } from "./due-queue.ts";

test("what is due comes by its time, of one time what was added first, as from a sorted list", () => {
  const step = fc.record({ ms: fc.nat(20), takes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = createDueQueue<number>();
      let list: { readonly ms: number; readonly at: number }[] = [];
      for (const [at, { ms, takes }] of steps.entries()) {
        if (takes) {
          const first = list.toSorted((a, b) => a.ms - b.ms || a.at - b.at).find((one) => one.ms < ms);
          expect(queue.takeBefore(ms)).toBe(first?.at);
          list = list.filter((one) => one !== first);
        } else {
          queue.add(ms, at);
          list = [...list, { ms, at }];
        }
      }
      const rest = list.toSorted((a, b) => a.ms - b.ms || a.at - b.at).map(({ at }) => at);
      expect(rest.map(() => queue.takeBefore(Number.POSITIVE_INFINITY))).toEqual(rest);
      expect(queue.takeBefore(Number.POSITIVE_INFINITY)).toBeUndefined();
    }),
    { seed: 20_260_101, numRuns: 300 },
  );
});

test("what was cleared is gone", () => {
  const queue = createDueQueue<string>();
  queue.add(1, "a");
  queue.clear();
  expect(queue.takeBefore(2)).toBeUndefined();
});
