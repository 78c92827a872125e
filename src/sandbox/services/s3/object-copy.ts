import type { Call, Need, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { textOf } from "./bucket.ts";
import { checkedChecksum, checksumOutput, checksumType } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { needOf } from "./needs.ts";
import { checkedKey, existingVersion } from "./object-asked.ts";
import { checkReadConditions } from "./object-get.ts";
import { checkWriteConditions, describedObject, keptHeaders, writeNeeds, writtenOutput } from "./object-put.ts";
import { bytesOf, putObject } from "./object-store.ts";
import { objectOperation } from "./operation.ts";

/** Where a copy comes from: `/bucket/key?versionId=...`, percent-encoded. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Throws `InvalidArgument` for what is no source. */
export function copySource({ input }: Call): CopySource {
  const [path = "", query] = textOf(input["CopySource"]).split(/\?(?=versionId=)/);
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw s3Error("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  return { bucket, key, ...(query !== undefined && { versionId: decoded(query.slice("versionId=".length)) }) };
}

/** What is needed to read it; nothing of a bucket that is not there. */
export function sourceNeeds(call: Call): readonly Need[] {
  const { bucket, key, versionId } = copySource(call);
  const state = call.world.buckets.get(bucket);
  const action = versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return state === undefined ? [] : [needOf(call, state, action, key)];
}

/** Throws `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `PreconditionFailed`. */
export function sourceObject(call: Call): { readonly object: ObjectVersion; readonly bucket: BucketState } {
  const { bucket, key, versionId } = copySource(call);
  const state = call.world.buckets.get(bucket);
  if (state === undefined) throw s3Error("NoSuchBucket");
  const object = existingVersion(call.world, bucket, key, versionId);
  checkReadConditions(call.input, object, "CopySource");
  return { object, bucket: state };
}

export const copyOperations: Operations = {
  CopyObject: objectOperation({ needs: (call) => [...sourceNeeds(call), ...writeNeeds(call)], run: copyIt }),
};

function copyIt(call: Call, bucket: BucketState): Output {
  const { input, world } = call;
  const key = checkedKey(call);
  const source = sourceObject(call);
  const replaces = directive(input["MetadataDirective"]) === "REPLACE";
  const asked = describedObject(call, bucket);
  const changes =
    replaces ||
    ["StorageClass", "ServerSideEncryption", "WebsiteRedirectLocation"].some((it) => input[it] !== undefined);
  if (source.bucket.name === bucket.name && source.object.key === key && source.object.isLatest && !changes) {
    throw s3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  checkWriteConditions(call, bucket, key);
  const bytes = bytesOf(world, source.object);
  const checksum = checkedChecksum(input, bytes) ?? wholeChecksum(source.object);
  const tags = directive(input["TaggingDirective"]) === "REPLACE" ? asked.tags : source.object.tags;
  const { contentType, contentEncoding, metadata, headers } = replaces ? asked : source.object;
  const kept = { ...headers, ...own(asked.headers, input) };
  const object = putObject(world, bucket.name, {
    ...without(asked, ["contentType", "contentEncoding", "metadata", "headers", "tags"]),
    key,
    bytes,
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    metadata: metadata ?? {},
    ...(Object.keys(kept).length > 0 && { headers: kept }),
    ...(tags && { tags }),
    ...(checksum && { checksum }),
  });
  return {
    CopyObjectResult: { ETag: object.etag, LastModified: new Date(object.modifiedAt), ...checksumOutput(checksum) },
    ...(source.bucket.versioning !== undefined && { CopySourceVersionId: source.object.versionId }),
    ...writtenOutput(bucket, object),
  };
}

/** A checksum of parts is not one of the copy, which is in one piece. */
function wholeChecksum({ checksum }: ObjectVersion): ObjectVersion["checksum"] {
  return checksum !== undefined && checksumType(checksum) === "COMPOSITE" ? undefined : checksum;
}

/** Of the source's headers the storage class is not copied. */
function own(asked: ObjectVersion["headers"], input: Call["input"]): ObjectVersion["headers"] {
  const names = keptHeaders.filter((name) => input[name] !== undefined || name === "StorageClass");
  return Object.fromEntries(names.map((name) => [name, asked?.[name] ?? "STANDARD"]));
}

function without<T extends object, K extends keyof T>(object: T, names: readonly K[]): Omit<T, K> {
  // What is left of the members is of the same types.
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name as K))) as Omit<T, K>;
}

function directive(value: unknown): "COPY" | "REPLACE" {
  if (value === undefined || value === "COPY") return "COPY";
  if (value === "REPLACE") return "REPLACE";
  throw s3Error("InvalidArgument", "Unknown directive.");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
