import { expect, test } from "vitest";
import { createLearning } from "./learning.ts";

/** How many of `count` look-ups are worthwhile, when `isMissed` says which of these find nothing. */
function worthwhile(
  learning: ReturnType<typeof createLearning>,
  count: number,
  isMissed: (n: number) => boolean,
): number {
  let tried = 0;
  for (let n = 0; n < count; n += 1) {
    if (!learning.isWorthwhile()) continue;
    if (isMissed(tried)) learning.missed();
    tried += 1;
  }
  return tried;
}

test("goes on as long as half of the look-ups find something", () => {
  expect(worthwhile(createLearning(), 100_000, () => false)).toBe(100_000);
  expect(worthwhile(createLearning(), 100_000, (n) => n % 2 === 0)).toBe(100_000);
  // Everything is new at first.
  expect(worthwhile(createLearning(), 100_000, (n) => n < 500)).toBe(100_000);
});

test("rests, longer each time, while nothing is found", () => {
  const learning = createLearning();
  const first = worthwhile(learning, 10_000, () => true);
  const million = worthwhile(learning, 1_000_000, () => true);
  expect(first).toBeGreaterThan(1000);
  expect(first).toBeLessThan(5000);
  expect(million).toBeLessThan(30_000);
});

test("comes back when things repeat again, and is as patient as at first", () => {
  const learning = createLearning();
  worthwhile(learning, 300_000, () => true);
  expect(worthwhile(learning, 200_000, () => false)).toBeGreaterThan(100_000);
  expect(worthwhile(learning, 100_000, () => false)).toBe(100_000);
  const again = worthwhile(learning, 10_000, () => true);
  expect(again).toBeGreaterThan(1000);
});
