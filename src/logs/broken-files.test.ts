import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { brief, logDirectory, read, readBoth, startOf } from "../../test/support/read-bytes.ts";

const directory = logDirectory();

const a = { eventVersion: "1.08", eventName: "CreateUser", eventID: "a" };
const b = { eventName: 'says "}]{[\\" and é', nested: { list: [{ deep: [] }] }, eventID: "b" };
const c = { eventID: "c", userIdentity: { type: "Root" }, ["__proto__x"]: 1 };
describe("what is broken is named, and the rest is read", () => {
  const A = JSON.stringify(a);
  const B = JSON.stringify(b);
  const C = JSON.stringify(c);
  type Row = readonly [name: string, text: string | Buffer, events: readonly object[], problems: readonly string[]];
  const rows: readonly Row[] = [
    ["nothing at all", "", [], ["input.empty"]],
    ["white space only", " \n\t\r\n ", [], ["input.empty"]],
    ["no JSON", "hello", [], ["input.malformed byte 0"]],
    ["an empty list of records", '{"Records":[]}', [], ["input.nothing"]],
    ["an empty JSON list", "[]", [], ["input.nothing"]],
    ["JSON of something else", '{"Users":[]}', [], ["input.malformed record 0"]],
    ["records that are no objects", `{"Records":[1,${A},"x",null,[],true]}`, [a], malformedRecords(0, 2, 3, 4, 5)],
    ["records under a key that is no list", '{"Records":{"a":1}}', [], ["input.malformed record 0"]],
    ["an object without fields of a record in a list", `[${A},{"foo":1}]`, [a], ["input.malformed record 1"]],
    [
      "EventBridge events of other services",
      `[{"detail-type":"GuardDuty Finding","detail":{"id":"1"}},${A}]`,
      [a],
      malformedRecords(0),
    ],
    ["lookup-events whose event is no JSON", '{"Events":[{"CloudTrailEvent":"{"}]}', [], malformedRecords(0)],
    [
      "a record that is no JSON",
      `{"Records":[${A},{"eventID":nope},${C}]}`,
      [a, c],
      [`input.malformed byte ${13 + A.length}`],
    ],
    [
      "a comma too many",
      `{"Records":[${A},,${B},]}`,
      [a, b],
      [`input.malformed byte ${13 + A.length}`, "input.malformed"],
    ],
    ["a comma too few", `{"Records":[${A}${B}]}`, [a], ["input.malformed"]],
    ["a comma too few between lines", `{"Records":[\n${A}\n${B},\n${C}\n]}`, [a, b, c], ["input.malformed"]],
    ["text after the end", `{"Records":[${A}]} trailing`, [a], [`input.malformed byte ${14 + A.length + 1}`]],
    ["an end inside a record", `{"Records":[${A},{"eventID":"x`, [a], [`input.truncated byte ${13 + A.length}`]],
    ["an end inside the list", `{"Records":[${A},`, [a], ["input.truncated"]],
    ["an end inside a pretty-printed record", `{"Records": [\n  {\n    "eventID": "x",\n`, [], ["input.truncated"]],
    ["an end before the last bracket", `{"Records":[${A}]`, [a], ["input.truncated"]],
    ["a broken line among JSON lines", `${A}\n{"eventID": \n${B}\n`, [a, b], [`input.malformed byte ${A.length + 1}`]],
    [
      "a line without its last bracket",
      `${A}\n{"eventID":{"x":1\n${B}\n${C}`,
      [a, b, c],
      [`input.malformed byte ${A.length + 1}`],
    ],
    ["a line with a bracket too many", `${A}}\n${B}`, [a, b], [`input.malformed byte ${A.length}`]],
    ["a line without its last quote", `{"eventID":"x\n${A}\n${B}`, [a, b], ["input.malformed byte 0"]],
    ["a log file cut on its line", `{"Records":[${A},{"eventID":{\n{"Records":[${B}]}\n`, [a, b], ["input.malformed"]],
    ["lines that are no objects", `${A}\n17\n"x"\n${B}`, [a, b], ["input.malformed", "input.malformed"]],
    ["zeros at the end, as a crash leaves them", `${A}\n\0\0\0`, [a], [`input.malformed byte ${A.length + 1}`]],
    [
      "bytes that are not UTF-8",
      Buffer.concat([Buffer.from('{"eventID":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      [{ eventID: "\uFFFD" }],
      ["input.malformed byte 0"],
    ],
    ["Zstandard", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]), [], ["input.unsupported byte 0"]],
    ["ZIP", Buffer.from("PK\x03\x04 rest"), [], ["input.unsupported byte 0"]],
  ];
  test.each(rows)("%s", async (_name, text, events, problems) => {
    const read = await readBoth(Buffer.from(text));
    expect(read.events).toEqual(events);
    expect(read.problems.map(brief)).toEqual(problems.map((problem) => expect.stringMatching(startOf(problem))));
  });

  test("problems of one file are named up to a limit and then counted", async () => {
    const { problems } = await readBoth(Buffer.from(JSON.stringify({ Records: Array.from({ length: 50 }, () => 1) })));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toContain("30 more problems");
  });

  test("a file that is not there", async () => {
    expect((await read(join(directory, "absent"))).problems.map(brief)).toEqual(["input.unreadable"]);
  });

  test("a directory is no file", async () => {
    expect((await read(directory)).problems.map(brief)).toEqual(["input.unreadable"]);
  });

  test("a pipe that breaks ends the file, not the run", async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${JSON.stringify(a)}\n`);
      throw new Error("EIO");
    }
    const { events, problems } = await read("-", { stdin: breaking() });
    expect(events).toEqual([a]);
    expect(problems.map(brief)).toEqual(["input.unreadable"]);
  });
});

describe("limits hold", () => {
  const A = JSON.stringify(a);
  test("unpacked bytes", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(`${A}\n`), Buffer.alloc(3_000_000, 0x20), Buffer.from(A)]));
    const { events, problems } = await readBoth(bomb, { maxUnpackedBytes: 1_000_000 });
    expect(events).toEqual([a]);
    expect(problems.map(brief)).toContain("input.too-large");
  });

  test("white space", async () => {
    const { events, problems } = await readBoth(Buffer.from(`${A}${" ".repeat(5000)}${A}`), { maxSpaceBytes: 1000 });
    expect(events).toEqual([a]);
    expect(problems.map((problem) => problem.code)).toEqual(["input.too-large"]);
  });

  test("the size of a record: it is skipped and the next is read", async () => {
    const huge = JSON.stringify({ ...a, userAgent: "x".repeat(2000) });
    const { events, problems } = await readBoth(Buffer.from(`{"Records":[${huge},${A}]}`), { maxRecordBytes: 1000 });
    expect(events).toEqual([a]);
    expect(problems.map(brief)).toEqual(["input.too-large byte 12 record 0"]);
  });

  test("a bracket that is never closed does not swallow the lines after it", async () => {
    const text = `{"eventID":{\n${`${A}\n`.repeat(100)}`;
    const { events, problems } = await readBoth(Buffer.from(text), { maxRecordBytes: 1000 });
    expect(events.length).toBeGreaterThan(95);
    expect(problems[0]?.code).toBe("input.too-large");
  });

  test("nesting", async () => {
    const deep = `{"eventID":"d","x":${"[".repeat(200)}${"]".repeat(200)}}`;
    const lookedUp = JSON.stringify({ Events: [{ CloudTrailEvent: deep }] });
    for (const text of [`{"Records":[${deep},${A}]}`, `${deep}\n${A}\n`, `{"eventID":\n${deep}\n${A}`]) {
      const { events, problems } = await readBoth(Buffer.from(text));
      expect(events).toEqual([a]);
      expect(problems.length).toBeGreaterThan(0);
    }
    expect(await readBoth(Buffer.from(lookedUp))).toMatchObject({
      events: [],
      problems: [{ code: "input.malformed" }],
    });
  });
});

function malformedRecords(...records: readonly number[]): readonly string[] {
  return records.map((record) => `input.malformed record ${record}`);
}
