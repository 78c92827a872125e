import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Unpacked, unpackObject } from "./unpack-object.ts";

const small = Buffer.from('{"Records":[]}');
/** More than is read in one go, also when it is packed. */
const large = randomBytes(3 * 1024 * 1024);

describe.each([
  ["a small object", small],
  ["a large object", large],
])("%s", (_name, text) => {
  const stored = gzipSync(text);
  const sha256 = createHash("sha256").update(text).digest("hex");

  it("has the hash of what it holds", async () => {
    expect(await unpack(stored)).toEqual({ kind: "whole", sha256, hasTrailing: false });
    const kept = await unpack(stored, { keeps: true });
    expect("text" in kept && kept.text?.equals(text)).toBe(true);
  });

  it.each([
    ["a zero", Buffer.from([0])],
    ["a line end", Buffer.from("\n")],
    ["another member", gzipSync("{}")],
    ["an empty member", gzipSync("")],
    ["the beginning of a member", gzipSync("{}").subarray(0, 5)],
    ["megabytes of zeros", Buffer.alloc(2_000_000)],
  ])("has trailing data when %s follows", async (_what, more) => {
    expect(await unpack(Buffer.concat([stored, more]))).toEqual({ kind: "whole", sha256, hasTrailing: true });
  });

  it("is truncated where its end is missing", async () => {
    expect(await unpack(stored.subarray(0, -9))).toMatchObject({ kind: "truncated" });
    expect(await unpack(stored.subarray(0, -8))).toMatchObject({ kind: "truncated", sha256 });
    expect(await unpack(stored.subarray(0, 3))).toMatchObject({ kind: "truncated" });
  });

  it("is corrupt where a byte is another one", async () => {
    for (const at of [0, 3, stored.length - 6]) {
      const broken = Buffer.from(stored);
      broken.writeUInt8(broken.readUInt8(at) ^ 0xff, at);
      expect(await unpack(broken)).toEqual({ kind: "corrupt" });
    }
  });

  it("is too large beyond the limit, and not at it", async () => {
    expect(await unpack(stored, { maxBytes: text.length - 1 })).toEqual({ kind: "too-large" });
    expect(await unpack(stored, { maxBytes: text.length })).toMatchObject({ kind: "whole" });
  });
});

it("an object without bytes is truncated, one that is no gzip corrupt", async () => {
  expect(await unpack(Buffer.alloc(0))).toMatchObject({ kind: "truncated", hasTrailing: false });
  expect(await unpack(small)).toEqual({ kind: "corrupt" });
});

function unpack(
  stored: Buffer,
  { keeps = false, maxBytes = 64 * 1024 * 1024 }: { readonly keeps?: boolean; readonly maxBytes?: number } = {},
): Promise<Unpacked> {
  return unpackObject(
    { chunks: inPieces(stored), size: stored.length, metadata: async () => new Map() },
    maxBytes,
    keeps,
  );
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_537) yield bytes.subarray(at, at + 65_537);
}
