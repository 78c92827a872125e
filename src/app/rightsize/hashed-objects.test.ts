import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashedObjects } from "./hashed-objects.ts";

const bytes = Buffer.from("first, second, third");
const sha256 = createHash("sha256").update(bytes).digest("hex");

const objects = hashedObjects(async (uri) => {
  if (uri.endsWith("whole")) return { kind: "whole", bytes };
  if (uri.endsWith("stream")) return { kind: "stream", chunks: pieces() };
  return { kind: "problem", problem: { code: "input.unreadable", message: "It is gone." } };
});

async function* pieces(): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

test("an object in one piece and one that comes in chunks have the hash of their bytes", async () => {
  await objects.open("s3://bucket/whole");
  const stored = await objects.open("s3://bucket/stream");
  const read: Buffer[] = [];
  if (stored.kind === "stream") for await (const chunk of stored.chunks) read.push(chunk);
  expect(Buffer.concat(read)).toEqual(bytes);
  expect(objects.hashOf("s3://bucket/whole")).toBe(sha256);
  expect(objects.hashOf("s3://bucket/stream")).toBe(sha256);
});

test("what was not read to its end, or not at all, has none", async () => {
  const stored = await objects.open("s3://bucket/other-stream");
  if (stored.kind === "stream") for await (const chunk of stored.chunks) if (chunk.length > 0) break;
  await objects.open("s3://bucket/gone");
  expect(objects.hashOf("s3://bucket/other-stream")).toBeUndefined();
  expect(objects.hashOf("s3://bucket/gone")).toBeUndefined();
  expect(objects.hashOf("s3://bucket/never-opened")).toBeUndefined();
});
