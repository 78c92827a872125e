import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { ownerOf, textOf } from "./bucket.ts";
import { checksumType } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { type KeyQuery, listKeys } from "./list-keys.ts";
import { findVersion } from "./object-store.ts";
import { listOperation } from "./operation.ts";

/** A thousand at most, whatever is asked for. */
export function pageLimit(value: unknown, name: string): number {
  if (value === undefined) return 1000;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw s3Error("InvalidArgument", `Argument ${name} must be an integer between 0 and 2147483647`);
  }
  return Math.min(value, 1000);
}

/** How keys are told: with `encoding-type=url` so that XML can hold every character. */
export function encoder(type: unknown): (text: string) => string {
  if (type === undefined) return (text) => text;
  if (type !== "url") throw s3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  return (text) =>
    encodeURIComponent(Buffer.from(text).toString())
      .replaceAll("%2F", "/")
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%20", "+");
}

interface Page {
  readonly contents: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** Key or common prefix of the last line, if there is more. */
  readonly last?: string;
}

function pageOf(call: Call, bucket: BucketState, query: KeyQuery, limit: number): Page {
  const contents: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  if (limit === 0) return { contents, prefixes };
  for (const line of aliveLines(call, bucket, query)) {
    if (contents.length + prefixes.length === limit) return { contents, prefixes, ...(last !== undefined && { last }) };
    if (typeof line === "string") prefixes.push(line);
    else contents.push(line);
    last = typeof line === "string" ? line : line.key;
  }
  return { contents, prefixes };
}

/** Objects, and common prefixes as text, without what is deleted. */
function* aliveLines(call: Call, { name }: BucketState, query: KeyQuery): IterableIterator<ObjectVersion | string> {
  for (const listed of listKeys(call.world, name, query)) {
    if ("commonPrefix" in listed) {
      if (isAlive(call, name, listed.commonPrefix)) yield listed.commonPrefix;
      continue;
    }
    const object = findVersion(call.world, name, listed.key);
    if (object !== undefined && !object.deleted) yield object;
  }
}

/** Whether anything below the prefix is more than a delete marker. */
function isAlive({ world }: Call, bucket: string, prefix: string): boolean {
  if (world.buckets.get(bucket)?.versioning === undefined) return true;
  for (const listed of listKeys(world, bucket, { prefix })) {
    if ("key" in listed && findVersion(world, bucket, listed.key)?.deleted === false) return true;
  }
  return false;
}

function listV1(call: Call, bucket: BucketState): Output {
  const { input } = call;
  const [prefix, delimiter, marker] = [textOf(input["Prefix"]), textOf(input["Delimiter"]), textOf(input["Marker"])];
  const limit = pageLimit(input["MaxKeys"], "max-keys");
  const encode = encoder(input["EncodingType"]);
  const page = pageOf(call, bucket, { prefix, delimiter, after: marker }, limit);
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(marker),
    MaxKeys: limit,
    IsTruncated: page.last !== undefined,
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    // Without a delimiter the last key says it.
    ...(delimiter !== "" && page.last !== undefined && { NextMarker: encode(page.last) }),
    ...(input["EncodingType"] !== undefined && { EncodingType: "url" }),
    ...lines(page, encode, ownerOf(bucket.owner)),
  };
}

function listV2(call: Call, bucket: BucketState): Output {
  const { input } = call;
  const [prefix, delimiter, startAfter] = [
    textOf(input["Prefix"]),
    textOf(input["Delimiter"]),
    textOf(input["StartAfter"]),
  ];
  const limit = pageLimit(input["MaxKeys"], "max-keys");
  const encode = encoder(input["EncodingType"]);
  const token = input["ContinuationToken"];
  const after = token === undefined ? startAfter : keyOfToken(textOf(token));
  const page = pageOf(call, bucket, { prefix, delimiter, after }, limit);
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    MaxKeys: limit,
    KeyCount: page.contents.length + page.prefixes.length,
    IsTruncated: page.last !== undefined,
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    ...(startAfter !== "" && { StartAfter: encode(startAfter) }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(page.last !== undefined && { NextContinuationToken: tokenOf(page.last) }),
    ...(input["EncodingType"] !== undefined && { EncodingType: "url" }),
    ...lines(page, encode, input["FetchOwner"] === true ? ownerOf(bucket.owner) : undefined),
  };
}

function lines({ contents, prefixes }: Page, encode: (text: string) => string, owner: object | undefined): Output {
  return {
    ...(contents.length > 0 && {
      Contents: contents.map(({ key, modifiedAt, etag, size, headers, checksum }) => ({
        Key: encode(key),
        LastModified: new Date(modifiedAt),
        ETag: etag,
        ...(checksum && {
          ChecksumAlgorithm: [checksum.member.slice("Checksum".length)],
          ChecksumType: checksumType(checksum),
        }),
        Size: size,
        ...(owner && { Owner: owner }),
        StorageClass: headers?.["StorageClass"] ?? "STANDARD",
      })),
    }),
    ...(prefixes.length > 0 && { CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
  };
}

/** Opaque to clients. */
function tokenOf(key: string): string {
  return `1${Buffer.from(key).toString("base64")}`;
}

function keyOfToken(token: string): string {
  const key = /^1[A-Za-z0-9+/]+={0,2}$/.test(token) ? Buffer.from(token.slice(1), "base64").toString() : "";
  if (key === "") throw s3Error("InvalidArgument", "The continuation token provided is incorrect");
  return key;
}

export const listOperations: Operations = {
  ListObjects: listOperation({ action: "s3:ListBucket", run: listV1 }),
  ListObjectsV2: listOperation({ action: "s3:ListBucket", eventName: "ListObjects", run: listV2 }),
};
