import { expect, test } from "vitest";
import { peakMemoryBytes } from "./peak-memory.ts";

test("the peak holds what was used for a moment", () => {
  const before = peakMemoryBytes();
  expect(before).toBeGreaterThan(20_000_000);
  const used = Buffer.alloc(100_000_000, 1);
  expect(peakMemoryBytes()).toBeGreaterThanOrEqual(Math.max(before, used.length));
});
