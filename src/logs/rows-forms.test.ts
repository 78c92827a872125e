import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAndCompare } from "../../test/support/compare-rows.ts";
import { but, delivered, usual, usualText } from "../../test/support/usual-record.ts";

describe("forms of files", () => {
  const forms: readonly (readonly [name: string, text: string, rows: number])[] = [
    ["a list at the root", `[${usualText},${usualText}]`, 2],
    ["lines, but for the first", `${usualText}\n${usualText}\n${usualText}\n`, 2],
    ["objects without anything between them", usualText.repeat(3), 2],
    ["several lists", `{"Records":[${usualText}],"x":1,"Records":[${usualText}]}\n{"Records":[${usualText}]}`, 3],
    ["records behind other records", `{"Records":[{"a":1},${usualText},{"a":[1,2]},${usualText}]}`, 2],
    ["lookup-events", `{"Events":[${JSON.stringify({ CloudTrailEvent: usualText })},${usualText}]}`, 0],
    ["a log file in a list", `[{"Records":[${usualText}]},${usualText}]`, 1],
    ["an envelope in a list", `[${usualText.slice(0, -1)},"detail-type":"x","detail":${usualText}}]`, 0],
    ["a digest that looks like a record", `[${usualText.slice(0, -1)},"digestStartTime":1,"logFiles":[]}]`, 0],
    ["the same under Records", `{"Records":[${usualText.slice(0, -1)},"digestStartTime":1,"logFiles":[]}]}`, 1],
    ["a record with Records in it, as a line", `${usualText}\n${usualText.slice(0, -1)},"Records":[${usualText}]}`, 1],
    ["a record with Events in it, in a list", `[${usualText.slice(0, -1)},"Events":[{"eventID":"x"}]}]`, 0],
  ];
  test.each(forms)("%s", async (_name, text, rows) => {
    const read = await readAndCompare([Buffer.from(text)]);
    expect(read.rows).toHaveLength(rows);
  });

  test("several gzip members", async () => {
    const bytes = Buffer.concat([delivered(usualText, usualText), delivered(usualText)].map((part) => gzipSync(part)));
    expect((await readAndCompare([bytes])).rows).toHaveLength(3);
  });

  test("the end is missing, at any byte", async () => {
    const bytes = delivered(usualText, but("GetRole", "GetUser"), usualText);
    for (let end = bytes.length - 1; end > 0; end -= 7) await readAndCompare([bytes.subarray(0, end)]);
  });

  test("chunks may end at any byte", async () => {
    const bytes = delivered(usualText, '{"a":1}', but("GetRole", "GetUser"), '{"broken', usualText);
    for (let at = 8; at < bytes.length; at += 5) await readAndCompare([bytes.subarray(0, at), bytes.subarray(at)]);
    for (const size of [1, 2, 3, 64, 500]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      await readAndCompare(pieces);
    }
  });

  test("records lie across the borders of the kernel's blocks, or are larger than these", async () => {
    const random = fc.sample(fc.integer({ min: 0, max: 20_000 }), { numRuns: 120, seed: 11 });
    const sizes = [...random, 262_143, 10, 262_144, 262_145, 40, 400_000, ...random.slice(0, 40), 230_000, 20, 230_000];
    const records = sizes.map((size, n) => but("GetRole", `Get${n}`).replace("aws-cli", () => `${"x".repeat(size)}é`));
    const read = await readAndCompare([delivered(...records)]);
    expect(read.rows.length).toBeGreaterThan(sizes.length - 8);
  });

  test("more records than there is room for rows", async () => {
    const short = JSON.stringify({ eventTime: usual.eventTime, eventSource: "s", eventName: "n" });
    const paths = Array.from({ length: 60 }, (_, n) => `requestParameters.field${n}.a.b.c.d`);
    const read = await readAndCompare([delivered(...Array.from({ length: 9000 }, () => short))], paths);
    expect(read.rows).toHaveLength(9000);
  });
});
