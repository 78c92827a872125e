import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { brief, logDirectory, read, readBoth, startOf } from "../../test/support/read-bytes.ts";

const directory = logDirectory();

const a = { eventVersion: "1.08", eventName: "CreateUser", eventID: "a" };
const b = { eventName: 'says "}]{[\\" and é', nested: { list: [{ deep: [] }] }, eventID: "b" };
const c = { eventID: "c", userIdentity: { type: "Root" }, ["__proto__x"]: 1 };
describe("gzip", () => {
  const first = gzipSync(JSON.stringify({ Records: [a] }));
  const second = gzipSync(JSON.stringify({ Records: [b, c] }));
  const many = {
    Records: Array.from({ length: 3000 }, (_, index) => ({ ...a, eventID: `${index} ${Math.sin(index)}` })),
  };
  const big = gzipSync(JSON.stringify(many));
  type Row = readonly [name: string, bytes: Buffer, events: number, problems: readonly string[]];
  const rows: readonly Row[] = [
    ["a second member is read, and no problem", Buffer.concat([first, second]), 3, []],
    ["three members", Buffer.concat([first, second, first]), 4, []],
    ["an empty member before the data", Buffer.concat([gzipSync(""), second]), 2, []],
    [
      "other bytes after two members",
      Buffer.concat([first, second, Buffer.from("and more")]),
      3,
      [`input.trailing-data byte ${first.length + second.length}`],
    ],
    ["zeros after the end are padding", Buffer.concat([first, Buffer.alloc(512)]), 1, []],
    [
      "other bytes after the end",
      Buffer.concat([first, Buffer.from("and more")]),
      1,
      [`input.trailing-data byte ${first.length}`],
    ],
    [
      "a member that is no gzip after all",
      Buffer.concat([first, Buffer.from([0x1f, 0x8b, 7])]),
      1,
      [`input.trailing-data byte ${first.length}`],
    ],
    ["cut in its checksum", first.subarray(0, -3), 1, [`input.truncated byte ${first.length - 3}`]],
    ["cut in its header", first.subarray(0, 5), 0, ["input.truncated"]],
    ["nothing inside", gzipSync(""), 0, ["input.empty"]],
    ["a wrong checksum", changed(first, first.length - 8), 1, [`input.malformed byte ${first.length - 8}`]],
    ["an unknown method", changed(first, 2), 0, ["input.malformed byte 2"]],
    ["a header with all its parts", withLongHeader(JSON.stringify({ Records: [a, b] })), 2, []],
  ];
  test.each(rows)("%s", async (_name, bytes, events, problems) => {
    const read = await readBoth(bytes);
    expect(read.events).toHaveLength(events);
    expect(read.problems.map(brief)).toEqual(problems.map((problem) => expect.stringMatching(startOf(problem))));
  });

  test("of a file that is cut in the middle, everything before is read", async () => {
    const cut = Math.floor(big.length * 0.6);
    const { events, problems } = await readBoth(big.subarray(0, cut));
    expect(problems.map(brief)).toEqual([`input.truncated byte ${cut}`]);
    expect(events.length).toBeGreaterThan(1500);
    expect(events).toEqual(many.Records.slice(0, events.length));
  });

  test("of a file that is corrupt in the middle, what comes before is read and the place is told", async () => {
    const at = Math.floor(big.length * 0.8);
    const { events, problems } = await readBoth(
      Buffer.concat([big.subarray(0, at), Buffer.alloc(64, 0xff), big.subarray(at + 64)]),
    );
    const places = problems.flatMap(({ location }) => location?.byteOffset ?? []);
    expect(Math.abs((places[0] ?? 0) - at)).toBeLessThan(16 * 1024);
    expect(events.length).toBeGreaterThan(0);
  });

  test("a name that ends in .gz does not make it gzip, and none is needed", async () => {
    const plain = join(directory, "plain.json.gz");
    writeFileSync(plain, JSON.stringify({ Records: [a] }));
    const packed = join(directory, "packed.json");
    writeFileSync(packed, first);
    expect((await read(plain)).events).toEqual([a]);
    expect((await read(packed)).events).toEqual([a]);
  });
});

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** A member with extra field, name, comment and header checksum, which Node does not write. */
function withLongHeader(text: string): Buffer {
  const plain = gzipSync(text);
  const header = Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3]);
  const parts = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from("name\0comment\0"), Buffer.alloc(2)]);
  return Buffer.concat([header, parts, deflateRawSync(text), plain.subarray(-8)]);
}
