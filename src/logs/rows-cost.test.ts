import { describe, expect, test } from "vitest";
import { readAndCompare, reading, usualPaths } from "../../test/support/compare-rows.ts";
import { but, delivered, usualText } from "../../test/support/usual-record.ts";
import { sharedKernel } from "./kernel.ts";

const mebibyte = 1024 * 1024;

describe("no input makes the kernel look at bytes again and again", () => {
  const many = (record: string, bytes: number): readonly string[] =>
    Array.from({ length: Math.ceil(bytes / record.length) }, () => record);
  const inputs: readonly (readonly [name: string, bytes: Buffer])[] = [
    ["records that are all declined", delivered(...many('{"a":1}', mebibyte / 4))],
    ["every second one", delivered(...many(`${usualText},{"a":1}`, mebibyte))],
    ["all declined at their end", delivered(...many(but('"GetRole"', '""'), mebibyte))],
    ["as lines", Buffer.from(many('{"eventID":"x"}', mebibyte / 4).join("\n"))],
    ["quotes that make no pairs", delivered(...many('{\\"}', mebibyte / 4))],
    ["broken records", delivered(...many('{"a"', mebibyte / 16))],
    ["lines without an end", Buffer.from(many(usualText.slice(0, -20), mebibyte / 4).join("\n"))],
    ["strings without an end", Buffer.from(many('{"a":"x\n', mebibyte / 16).join("\n"))],
    ["bytes that are not UTF-8", Buffer.from(delivered(...many(usualText, mebibyte)).toString("latin1"), "latin1")],
    ["records as large as a block", delivered(...many(`{"a":"${"x".repeat(262_135)}"}`, 2 * mebibyte))],
    [
      "a small one before each large one",
      delivered(...many(`${usualText},{"a":"${"x".repeat(200_000)}"}`, 2 * mebibyte)),
    ],
    ["one record after the other in brackets", delivered(...many("[[[[[[[[[[{}]]]]]]]]]]", mebibyte / 4))],
    ["white space between records", delivered(...many(`${usualText}${" ".repeat(1000)}`, mebibyte))],
  ];
  test.each(inputs)("%s", async (_name, bytes) => {
    const work = counted();
    try {
      for (const size of [bytes.length, 100_000]) {
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        work.indexed = work.restarts = 0;
        const read = await reading(chunks, usualPaths);
        expect(work.indexed).toBeLessThan(2.5 * bytes.length + mebibyte / 4);
        expect(work.restarts).toBeLessThanOrEqual(
          2 * (read.records.length + read.problems.length) + 4 * chunks.length + 40,
        );
      }
    } finally {
      work.stop();
    }
  });

  test("its memory does not grow", async () => {
    const before = sharedKernel()?.memory.length;
    await readAndCompare([delivered(but("aws-cli", "x".repeat(3 * mebibyte)), usualText)]);
    expect(sharedKernel()?.memory.length).toBe(before);
    expect(before).toBeLessThan(12 * mebibyte);
  });
});

/** Counts the bytes that the kernel goes over, and how often it is asked to go on. */
function counted(): { indexed: number; restarts: number; stop(): void } {
  const kernel = sharedKernel();
  if (kernel === undefined) throw new Error("There is no kernel.");
  const { index, scan } = kernel;
  const work = {
    indexed: 0,
    restarts: 0,
    stop: (): unknown => Object.assign(kernel, { index, scan }),
  };
  Object.assign(kernel, {
    index(from: number, length: number): void {
      work.indexed += length;
      index(from, length);
    },
    scan(from: number, separator: number, loose: number): number {
      work.restarts += 1;
      return scan(from, separator, loose);
    },
  });
  return work;
}
