import type { Call, Input, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { checksumOutput } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { expirationOf } from "./lifecycle-rules.ts";
import { readNeed, versioned } from "./needs.ts";
import { existingObject } from "./object-asked.ts";
import { unquoted } from "./object-put.ts";
import { bytesOf } from "./object-store.ts";
import { objectOperation } from "./operation.ts";

export const getOperations: Operations = {
  GetObject: objectOperation({ needs: needsToRead, run: (call, bucket) => answer(call, bucket, true) }),
  HeadObject: objectOperation({ needs: needsToRead, run: (call, bucket) => answer(call, bucket, false) }),
};

function needsToRead(call: Call): ReturnType<typeof readNeed> {
  return readNeed(call, versioned(call, "s3:GetObject"));
}

/** Where reads with conditions end: 412, or 304 for what the client has already. `prefix`: of the source of a copy. */
export function checkReadConditions(input: Input, { etag, modifiedAt }: ObjectVersion, prefix: string = ""): void {
  const modified = Date.parse(modifiedAt);
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = {
    IfMatch: input[`${prefix}IfMatch`],
    IfNoneMatch: input[`${prefix}IfNoneMatch`],
    IfModifiedSince: input[`${prefix}IfModifiedSince`],
    IfUnmodifiedSince: input[`${prefix}IfUnmodifiedSince`],
  };
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, etag)) throw s3Error("PreconditionFailed");
  } else if (IfUnmodifiedSince instanceof Date && modified > IfUnmodifiedSince.getTime()) {
    throw s3Error("PreconditionFailed");
  }
  const unchanged = prefix === "" ? "NotModified" : "PreconditionFailed";
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, etag)) throw s3Error(unchanged);
  } else if (IfModifiedSince instanceof Date && modified <= IfModifiedSince.getTime()) {
    throw s3Error(unchanged);
  }
}

function matches(condition: unknown, etag: string): boolean {
  return String(condition)
    .split(",")
    .map((one) => one.trim())
    .some((one) => one === "*" || unquoted(one) === unquoted(etag));
}

function answer(call: Call, bucket: BucketState, withBody: boolean): Output {
  const { input, world } = call;
  const object = existingObject(call, bucket);
  checkReadConditions(input, object);
  const range = rangeAsked(input, object);
  const [start, end] = range ?? [0, object.size];
  return {
    ...(withBody && { Body: bytesOf(world, object).subarray(start, end) }),
    AcceptRanges: "bytes",
    ContentLength: end - start,
    ...(range && { ContentRange: `bytes ${start}-${end - 1}/${object.size}` }),
    ...described(object, bucket),
    ...(input["ChecksumMode"] === "ENABLED" && range === undefined && checksumOutput(object.checksum)),
    ...(typeof input["PartNumber"] === "number" && object.parts && { PartsCount: object.parts.length }),
    ...overrides(input),
  };
}

function described(object: ObjectVersion, bucket: BucketState): Output {
  const { Expires, StorageClass, ...headers } = object.headers ?? {};
  const { tags = [], retention, legalHold, contentEncoding, kmsKeyId } = object;
  const expiration = expirationOf(bucket, object);
  return {
    LastModified: new Date(object.modifiedAt),
    ETag: object.etag,
    ContentType: object.contentType,
    ...(contentEncoding !== undefined && { ContentEncoding: contentEncoding }),
    Metadata: object.metadata,
    ...headers,
    ...(StorageClass !== undefined && StorageClass !== "STANDARD" && { StorageClass }),
    ...(Expires !== undefined && { Expires: new Date(Expires) }),
    ServerSideEncryption: object.encryption ?? "AES256",
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
    ...(bucket.versioning !== undefined && { VersionId: object.versionId }),
    ...(tags.length > 0 && { TagCount: tags.length }),
    ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: new Date(retention.until) }),
    ...(legalHold !== undefined && { ObjectLockLegalHoldStatus: legalHold ? "ON" : "OFF" }),
    ...(expiration !== undefined && { Expiration: expiration }),
  };
}

/** `response-content-type=...` in the query; only those who sign may say so. */
function overrides(input: Input): Output {
  const members = [
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
  ];
  return Object.fromEntries(
    members.flatMap((member) => {
      const value = input[`Response${member}`];
      return value === undefined ? [] : [[member, value]];
    }),
  );
}

/** From, and up to without. Undefined: the whole object. What is no range, and several at once, counts as none. */
function rangeAsked(
  { Range, PartNumber }: Input,
  { size, parts }: ObjectVersion,
): readonly [number, number] | undefined {
  if (typeof PartNumber === "number") return partRange(PartNumber, parts ?? [size]);
  return parseRange(Range, size);
}

export function parseRange(value: unknown, size: number): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(String(value ?? "")) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    if (Number(last) === 0 || size === 0) throw s3Error("InvalidRange");
    return [Math.max(0, size - Number(last)), size];
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) throw s3Error("InvalidRange");
  return [start, last === "" ? size : Math.min(size, Number(last) + 1)];
}

function partRange(number: number, sizes: readonly number[]): readonly [number, number] {
  const size = sizes[number - 1];
  if (size === undefined) throw s3Error("InvalidPartNumber");
  const start = sizes.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  return [start, start + size];
}
