import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brief, logDirectory, readBoth, readChunks } from "../../test/support/read-bytes.ts";
import type { CloudTrailEvent } from "../model/index.ts";
import { readLogFile } from "./read-log-file.ts";

const directory = logDirectory();

const a = { eventVersion: "1.08", eventName: "CreateUser", eventID: "a" };
const b = { eventName: 'says "}]{[\\" and é', nested: { list: [{ deep: [] }] }, eventID: "b" };
const c = { eventID: "c", userIdentity: { type: "Root" }, ["__proto__x"]: 1 };
const digest = { awsAccountId: "111122223333", digestStartTime: "2026-01-01T00:00:00Z", logFiles: [{ s3Object: "x" }] };
const insight = { eventType: "AwsCloudTrailInsight", insightDetails: { state: "Start" }, eventID: "i" };

describe("every form gives its records", () => {
  const records = (...list: readonly object[]): string => JSON.stringify({ Records: list });
  const lines = (...list: readonly unknown[]): string => list.map((value) => JSON.stringify(value)).join("\n");
  const looked = (event: object): object => ({ EventId: "x", Resources: [], CloudTrailEvent: JSON.stringify(event) });
  const envelope = (detail: object, type = "AWS API Call via CloudTrail"): object => ({
    version: "0",
    "detail-type": type,
    source: "aws.iam",
    detail,
  });
  const forms: readonly (readonly [name: string, text: string | Buffer, events: readonly object[]])[] = [
    ["a log file", records(a, b, c), [a, b, c]],
    ["a log file that is pretty-printed", JSON.stringify({ Records: [a, b, c] }, null, 2), [a, b, c]],
    [
      "keys before and after the records",
      JSON.stringify({ x: [1, { Records: [] }], Records: [a, b], y: "]}" }),
      [a, b],
    ],
    ["a key whose text is an escape", records(a).replace("Records", "\\u0052ecords"), [a]],
    ["two lists of records", `{"Records":[${JSON.stringify(a)}],"Records":[${JSON.stringify(b)}]}`, [a, b]],
    ["a JSON list", JSON.stringify([a, b, c]), [a, b, c]],
    ["a list of log files", JSON.stringify([{ Records: [a, b] }, { Records: [c] }]), [a, b, c]],
    ["JSON lines", `${lines(a, b, c)}\n`, [a, b, c]],
    ["JSON lines with CRLF and empty lines", lines(a, b, c).replaceAll("\n", "\r\n\r\n"), [a, b, c]],
    ["a log file on each line", `${records(a, b)}\n${records(c)}\n`, [a, b, c]],
    [
      "pretty-printed objects one after the other",
      [a, b].map((one) => JSON.stringify(one, null, 2)).join("\n"),
      [a, b],
    ],
    ["objects without anything between them", [a, b].map((one) => JSON.stringify(one)).join(""), [a, b]],
    ["lookup-events", JSON.stringify({ Events: [looked(a), looked(b)], NextToken: "t" }, null, 4), [a, b]],
    ["one event of lookup-events", JSON.stringify(looked(a)), [a]],
    ["an EventBridge envelope", JSON.stringify(envelope(a)), [a]],
    [
      "EventBridge envelopes in a list",
      JSON.stringify([envelope(a), envelope(b, "AWS Service Event via CloudTrail")]),
      [a, b],
    ],
    ["EventBridge envelopes as lines", lines(envelope(a), envelope(c, "AWS Console Sign In via CloudTrail")), [a, c]],
    ["Insight events", records(insight), [insight]],
    ["an empty object among records", '{"Records":[{}]}', [{}]],
    ["a UTF-8 byte order mark", `\uFEFF${records(a)}`, [a]],
    ["UTF-16, little-endian, as PowerShell writes it", Buffer.from(`\uFEFF${records(a, b)}`, "utf16le"), [a, b]],
    ["UTF-16, big-endian", Buffer.from(`\uFEFF${records(a, b)}`, "utf16le").swap16(), [a, b]],
  ];
  test.each(forms)("%s", async (_name, text, events) => {
    for (const bytes of [Buffer.from(text), gzipSync(Buffer.from(text))]) {
      const read = await readBoth(bytes);
      expect(read.problems).toEqual([]);
      expect(read.events).toEqual(events);
      expect(read.indexes).toEqual(events.map((_, index) => index));
      expect(read.summary).toMatchObject({ bytesRead: bytes.length, records: events.length, digests: 0 });
    }
  });

  test("a digest file is recognised and holds no event", async () => {
    const read = await readBoth(gzipSync(JSON.stringify(digest)));
    expect(read).toMatchObject({ events: [], problems: [], summary: { digests: 1, records: 0 } });
  });

  test("a key named __proto__ is an ordinary key", async () => {
    const { events } = await readBoth(Buffer.from('{"Records":[{"eventID":"p","__proto__":{"eventName":"X"}}]}'));
    expect(Object.hasOwn(events[0] ?? {}, "__proto__")).toBe(true);
    expect(events[0]?.["eventName"]).toBeUndefined();
  });
});

describe("records that follow each other as CloudTrail writes them", () => {
  const nested = { eventVersion: "1", list: [a, { eventVersion: "2" }, a], text: '},{"eventVersion":"1"}' };
  const deep = JSON.parse(`{"eventVersion":"1","deep":${"[".repeat(128)}${"]".repeat(128)}}`) as CloudTrailEvent;
  const rows: readonly (readonly [
    name: string,
    list: string,
    events: readonly object[],
    problems: readonly string[],
  ])[] = [
    ["the same list inside one of them", json(a, nested, a, nested), [a, nested, a, nested], []],
    ["some with another key first", json(a, b, a, c, nested, a), [a, b, a, c, nested, a], []],
    ["many others before one of them", json(...Array(50).fill(b), a), [...Array(50).fill(b), a], []],
    ["what is no record between them", `${json(a)},17,${json(a, a)}`, [a, a, a], ["input.malformed record 1"]],
    ["one that is broken", `${json(a)},{"eventVersion":x},${json(a)}`, [a, a], ["input.malformed record 1"]],
    [
      "a key without a value at the end",
      `${json(a)},{"eventVersion":},${json(a)}`,
      [a, a],
      ["input.malformed record 1"],
    ],
    ["a comma missing", `${json(a, a)}${json(a, a)}`, [a, a], ["input.malformed record 2"]],
    ["one that is nested too deeply", json(a, deep, a), [a, a], ["input.too-large record 1"]],
    ["one that is as deep as can be", json(a, { ...deep, deep: firstOf(deep["deep"]) }, a), [a, {}, a], []],
    ["one that is too long", json(a, { ...a, x: "x".repeat(9_000) }, a), [a, a], ["input.too-large record 1"]],
  ];
  test.each(rows)("%s", async (_name, list, events, problems) => {
    const read = await readBoth(gzipSync(`{"Records":[${list}]}`), { maxRecordBytes: 9_000 });
    expect(read.problems.map(brief)).toEqual(problems);
    expect(read.events).toMatchObject(events);
    expect(read.events).toHaveLength(events.length);
  });

  test("a checksum is that of the record alone, wherever it stands", async () => {
    const checksums: number[] = [];
    const path = join(directory, "checksums");
    writeFileSync(path, `{"Records":[${json(a, b, a)},\n${json(a)}]}`);
    const sink = { event: (_: object, __: number, sum: number) => checksums.push(sum), problem: () => {} };
    await readLogFile(path, sink);
    expect(checksums).toEqual([a, b, a, a].map((one) => crc32(JSON.stringify(one))));
  });

  function json(...records: readonly object[]): string {
    return records.map((record) => JSON.stringify(record)).join(",");
  }

  function firstOf(list: unknown): unknown {
    return Array.isArray(list) ? list[0] : undefined;
  }
});

test("where chunks begin and end makes no difference", async () => {
  const pieces = [
    JSON.stringify({ x: { Records: [1] }, Records: [a, b, c], "y\\": [] }),
    JSON.stringify([a, [b], "]"], null, 1),
    `${JSON.stringify(b)}\n{"eventID": {\n${JSON.stringify(c)}\n`,
    `{"Records":[${JSON.stringify(a)} ${JSON.stringify(b)}]}\n`,
    '{"a":"\\\\\\"\\n","eventName":"x"}',
    JSON.stringify({ Records: [a, { eventVersion: "1", list: [a, a] }, a, c, a] }),
    `{"Records":[${JSON.stringify(a)},{"eventVersion":},${JSON.stringify(a)}`,
    `{"Records":[{"eventID":"${"long ".repeat(30)}"},{"eventID"}]}`,
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      async (parts, sizes, packed) => {
        const bytes = packed ? gzipSync(parts.join("\n")) : Buffer.from(parts.join("\n"));
        const limits = { maxRecordBytes: 120 };
        const whole = await readChunks([bytes], limits);
        expect(await readChunks(cut(bytes, sizes), limits)).toEqual(whole);
      },
    ),
    { seed: 20260101, numRuns: 300 },
  );
});

const realFiles = join(process.cwd(), "../shared/data/cloudtrail-events");
describe.skipIf(!existsSync(realFiles))("real files (skipped where ../shared/data/cloudtrail-events is absent)", () => {
  test("each record as JSON.parse sees it, by every path", async () => {
    let count = 0;
    for (const name of readdirSync(realFiles).filter((one) => one.endsWith(".json"))) {
      const stored = readFileSync(join(realFiles, name));
      const { Records } = JSON.parse(stored.toString()) as { readonly Records: readonly CloudTrailEvent[] };
      for (const bytes of [stored, gzipSync(stored)]) {
        const read = await readBoth(bytes);
        expect(read.problems).toEqual([]);
        expect(read.events).toEqual(Records);
      }
      count += Records.length;
    }
    expect(count).toBe(2900);
  });
});

function cut(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
