import fc from "fast-check";
import { expect, it } from "vitest";
import { concatInOrder, type Step, settleInOrder } from "./in-order.ts";

it("gives results in the order of their steps, with so many in the making at most", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 0, max: 3 }))),
      fc.integer({ min: 1, max: 5 }),
      async (delays, most) => {
        let running = 0;
        let highest = 0;
        const steps = delays.map((delay, index): Step<number> => {
          if (delay === null) return { ready: index };
          return {
            make: async () => {
              running += 1;
              highest = Math.max(highest, running);
              for (let left = delay; left > 0; left -= 1) await new Promise(setImmediate);
              running -= 1;
              return index;
            },
          };
        });
        expect(await all(settleInOrder(generate(steps), most))).toEqual(delays.map((_, index) => index));
        expect(highest).toBeLessThanOrEqual(most);
      },
    ),
    { seed: 1, numRuns: 50 },
  );
});

it("tells a failure when its turn comes", async () => {
  const seen: number[] = [];
  const steps: readonly Step<number>[] = [{ ready: 1 }, { make: () => Promise.reject(new Error("no")) }, { ready: 2 }];
  const read = async (): Promise<void> => {
    for await (const value of settleInOrder(generate(steps), 4)) seen.push(value);
  };
  await expect(read()).rejects.toThrow("no");
  expect(seen).toEqual([1]);
});

it("gives one source after the other, reads ahead and holds back", async () => {
  const made = [0, 0, 0];
  const sources = made.map(
    (_, source) =>
      async function* (): AsyncGenerator<string> {
        for (let at = 0; at < 50; at += 1) {
          made[source] = at + 1;
          yield `${source}.${at}`;
        }
      },
  );
  const seen: string[] = [];
  for await (const value of concatInOrder(sources, 2, 10)) {
    seen.push(value);
    await new Promise(setImmediate);
    if (value === "0.20") expect(made[1]).toBe(10);
    if (value.startsWith("0.") && value !== "0.49") expect(made[2]).toBe(0);
  }
  expect(seen).toEqual(sources.flatMap((_, source) => Array.from({ length: 50 }, (_value, at) => `${source}.${at}`)));
});

async function* generate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const result: T[] = [];
  for await (const value of values) result.push(value);
  return result;
}
