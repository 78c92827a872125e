import { expect, test } from "vitest";
import { createByteBudget } from "./byte-budget.ts";

/** Whether a promise has resolved once all that was ready has run. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test("who finds no room waits until another lets go, in the order of asking", async () => {
  const budget = createByteBudget(10);
  const [first, second, third] = [budget.request(), budget.request(), budget.request()];
  expect(await isDone(first.take(8))).toBe(true);
  const taken = [second.take(6), third.take(6)] as const;
  expect(await Promise.all(taken.map(isDone))).toEqual([false, false]);
  first.release();
  expect(await Promise.all(taken.map(isDone))).toEqual([true, false]);
  second.release();
  expect(await isDone(taken[1])).toBe(true);
});

test("the one that all wait for is let in, so that nobody waits for ever", async () => {
  const budget = createByteBudget(10);
  const [later, next] = [budget.request(), budget.request()];
  await later.take(10);
  const taken = next.take(5);
  expect(await isDone(taken)).toBe(false);
  next.insist();
  expect(await isDone(taken)).toBe(true);
  // What it took counts: there is room again only when both have let go.
  const other = budget.request();
  const waits = other.take(6);
  later.release();
  expect(await isDone(waits)).toBe(false);
  next.release();
  expect(await isDone(waits)).toBe(true);
});

test("who asks again after a failure gives back what he had", async () => {
  const budget = createByteBudget(10);
  const [one, two] = [budget.request(), budget.request()];
  await one.take(7);
  await one.take(7);
  expect(await isDone(two.take(3))).toBe(true);
});
