import { createHash } from "node:crypto";
import { createGunzip } from "../gunzip.ts";
import { gunzipWhole } from "../gunzip-whole.ts";
import type { StoredObject } from "./archive.ts";

/** What an object holds that should be one gzip member. */
export type Unpacked =
  | {
      readonly kind: "whole" | "truncated";
      /** Hex, of the first member, as far as it goes. */
      readonly sha256: string;
      /** The same bytes, where they were to be kept. */
      readonly text?: Buffer;
      /** Bytes stand after the first member, of whatever kind. */
      readonly hasTrailing: boolean;
    }
  | { readonly kind: "corrupt" }
  | { readonly kind: "too-large" };

/** Unpacks the first gzip member of an object. Memory stays flat unless `keeps`; never more than `maxBytes` are unpacked. */
export async function unpackObject(object: StoredObject, maxBytes: number, keeps: boolean): Promise<Unpacked> {
  const { start, rest } = await startOf(object.chunks);
  const whole = rest === undefined ? gunzipWhole(start, maxBytes) : undefined;
  if (whole === undefined) return unpackSlowly(start, rest, maxBytes, keeps);
  const sha256 = createHash("sha256").update(whole).digest("hex");
  // The next file is unpacked into the same memory.
  return { kind: "whole", sha256, hasTrailing: false, ...(keeps && { text: Buffer.from(whole) }) };
}

/** Most objects are small enough to be unpacked in one go. `rest` is undefined when there is no more. */
async function startOf(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly start: Buffer; readonly rest: AsyncIterator<Buffer> | undefined }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let length = 0;
  while (length <= maxWholeBytes) {
    const { done, value } = await iterator.next();
    if (done === true) return { start: Buffer.concat(parts), rest: undefined };
    parts.push(value);
    length += value.length;
  }
  return { start: Buffer.concat(parts), rest: iterator };
}

/** With 32 objects at a time this is what they may take up. */
const maxWholeBytes = 1024 * 1024;

async function unpackSlowly(
  start: Buffer,
  rest: AsyncIterator<Buffer> | undefined,
  maxBytes: number,
  keeps: boolean,
): Promise<Unpacked> {
  const hash = createHash("sha256");
  const parts: Buffer[] = [];
  const seen = { stored: 0, unpacked: 0, isTooLarge: false, isCorrupt: false, hasTrailing: false };
  const gunzip = createGunzip({
    data: (chunk) => {
      if (seen.hasTrailing) return false;
      seen.unpacked += chunk.length;
      seen.isTooLarge = seen.unpacked > maxBytes;
      if (seen.isTooLarge) return false;
      hash.update(chunk);
      if (keeps) parts.push(chunk);
      return true;
    },
    member: () => {
      seen.hasTrailing = true;
    },
    problem: (code) => {
      if (code === "input.trailing-data") seen.hasTrailing = true;
      else if (code !== "input.truncated") seen.isCorrupt = !seen.hasTrailing;
    },
  });
  let chunk: Buffer | undefined = start;
  while (chunk !== undefined) {
    seen.stored += chunk.length;
    const wantsMore = await gunzip.write(chunk);
    const ended = gunzip.firstMemberEnd();
    if (ended !== undefined && ended < seen.stored) seen.hasTrailing = true;
    if (!wantsMore || seen.hasTrailing) break;
    const next: IteratorResult<Buffer, unknown> | undefined = await rest?.next();
    chunk = next === undefined || next.done === true ? undefined : next.value;
  }
  await rest?.return?.();
  const isWhole = gunzip.end() || gunzip.firstMemberEnd() !== undefined;
  if (seen.isTooLarge) return { kind: "too-large" };
  if (seen.isCorrupt) return { kind: "corrupt" };
  return {
    kind: isWhole ? "whole" : "truncated",
    sha256: hash.digest("hex"),
    hasTrailing: seen.hasTrailing,
    ...(keeps && { text: Buffer.concat(parts) }),
  };
}
