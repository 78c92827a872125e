import { expect, test } from "vitest";
import { usualText } from "../../test/support/usual-record.ts";
import { kernelStop, sharedKernel } from "./kernel.ts";
import { kernelLimits, kernelPlan, limitsOffset } from "./kernel-plan.ts";
import { defaultReadLimits } from "./limits.ts";

const comma = 0x2c;

/** Scans a block from each of the offsets, in turn: how many records, and why it stopped. */
function scans(bytes: Buffer, ...offsets: readonly number[]): readonly (readonly [count: number, stop: number])[] {
  const kernel = sharedKernel();
  const plan = kernel && kernelPlan({ paths: [], seed: 1 }, kernel.planAt, kernel.planBytes);
  if (kernel === undefined || plan === undefined) throw new Error("There is no kernel.");
  plan.bytes.copy(kernel.memory, kernel.planAt);
  for (const [at, limit] of kernelLimits(defaultReadLimits).entries()) {
    kernel.memory.writeUInt32LE(limit, kernel.planAt + limitsOffset + 4 * at);
  }
  kernel.owner = kernel.plan = undefined;
  kernel.index(0, bytes.copy(kernel.block));
  return offsets.map((offset) => [kernel.scan(offset, comma, 0), kernel.stop()]);
}

test("it goes on behind a declined record, and after what is no record", () => {
  const declined = '{"a":1}';
  const bytes = Buffer.from(`${declined},${usualText},${usualText} x ${usualText}`);
  const second = declined.length + 1;
  expect(scans(bytes, 0, second, bytes.lastIndexOf('{"eventVersion'))).toEqual([
    [0, kernelStop.declined],
    [2, kernelStop.other],
    [1, kernelStop.other],
  ]);
});

test("inside of what it took for a string, it takes nothing", () => {
  expect(scans(Buffer.from(`"${usualText}`), 1)).toEqual([[0, kernelStop.misled]]);
  const first = '{"a":"\n';
  const second = '{","b":{"c":"d"},"e":{"f":"g"},"h"}        ';
  expect(scans(Buffer.from(first + second), 0, first.length)).toEqual([
    [0, kernelStop.declined],
    [0, kernelStop.misled],
  ]);
});

test("at every place where the block may end, it takes whole records only", () => {
  const bytes = Buffer.from(usualText);
  for (let end = 1; end < bytes.length; end += 1) {
    const [[count] = [1]] = scans(bytes.subarray(0, end), 0);
    expect(count).toBe(0);
  }
  expect(scans(bytes, 0)).toEqual([[1, kernelStop.other]]);
});
