import { createHash } from "node:crypto";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import type { World } from "../../world/world.ts";
import { s3Error } from "./errors.ts";
import { indexedDelete, indexedPut, objectIndex, versionKey } from "./object-index.ts";

/** An object as it is put; all but key and bytes can be left out. */
export interface NewObject
  extends Partial<
    Pick<
      ObjectVersion,
      | "contentType"
      | "contentEncoding"
      | "metadata"
      | "headers"
      | "tags"
      | "encryption"
      | "kmsKeyId"
      | "checksum"
      | "parts"
      | "acl"
      | "retention"
      | "legalHold"
    >
  > {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** In quotes; undefined: the MD5 of the bytes. */
  readonly etag?: string;
}

/** What a deletion came to: the id of the version that is gone, or of the delete marker that was put or is gone. */
export interface Deletion {
  /** Undefined: the bucket has no versions. */
  readonly versionId?: string;
  readonly deleteMarker: boolean;
}

/**
 * Puts an object as its newest version, in place of the one before where the bucket has no versions. Knows nothing of
 * permissions. Throws `NoSuchBucket`.
 */
export function putObject(world: World, bucket: string, object: NewObject): ObjectVersion {
  const { key, bytes, etag, ...rest } = object;
  const state = existingBucket(world, bucket);
  const blob = `${bucket}/${world.ids.uuid()}`;
  world.store.blobs.put(blob, bytes);
  return addVersion(world, state, {
    contentType: "binary/octet-stream",
    metadata: {},
    retention: defaultRetention(world, state),
    ...rest,
    key,
    deleted: false,
    size: bytes.length,
    etag: etag ?? `"${createHash("md5").update(bytes).digest("hex")}"`,
    blob,
  });
}

/** The object's newest version, or the one that is asked for; also delete markers. Undefined: there is none. */
export function findVersion(world: World, bucket: string, key: string, versionId?: string): ObjectVersion | undefined {
  const id = versionId ?? objectIndex(world, bucket).versionsOf(key)[0];
  return id === undefined ? undefined : world.objects(bucket).get(versionKey(key, id));
}

/** Undefined: there is no such object (or version), or it is deleted. */
export function readObject(
  world: World,
  bucket: string,
  key: string,
  versionId?: string,
): { readonly object: ObjectVersion; readonly bytes: Uint8Array } | undefined {
  const object = findVersion(world, bucket, key, versionId);
  return object === undefined || object.deleted ? undefined : { object, bytes: bytesOf(world, object) };
}

export function bytesOf(world: World, { blob, key }: ObjectVersion): Uint8Array {
  const bytes = world.store.blobs.get(blob);
  if (bytes === undefined) throw new Error(`the bytes of ${key} are gone`);
  return bytes;
}

/**
 * Deletes one version for good, or, without a version id, puts a delete marker where the bucket has versions. What is not
 * there is deleted as well. Knows nothing of locks. Throws `NoSuchBucket`.
 */
export function deleteObject(world: World, bucket: string, key: string, versionId?: string): Deletion {
  const state = existingBucket(world, bucket);
  if (versionId !== undefined || state.versioning === undefined) {
    const gone = findVersion(world, bucket, key, versionId ?? "null");
    if (gone !== undefined) removeVersion(world, bucket, gone);
    return { ...(versionId !== undefined && { versionId }), deleteMarker: gone?.deleted ?? false };
  }
  const marker = addVersion(world, state, {
    key,
    deleted: true,
    size: 0,
    etag: "",
    contentType: "",
    metadata: {},
    blob: "",
  });
  return { versionId: marker.versionId, deleteMarker: true };
}

/** Puts another state of a version that is there: tags, a lock. */
export function replaceVersion(world: World, bucket: string, object: ObjectVersion): void {
  indexedPut(world, bucket, object);
}

type Version = Omit<ObjectVersion, "versionId" | "isLatest" | "modifiedAt" | "retention"> & {
  readonly retention?: ObjectVersion["retention"] | undefined;
};

function addVersion(world: World, { name, versioning }: BucketState, { retention, ...object }: Version): ObjectVersion {
  const versionId = versioning === "Enabled" ? newVersionId(world) : "null";
  const replaced = findVersion(world, name, object.key, versionId);
  if (replaced !== undefined) removeVersion(world, name, replaced);
  const before = findVersion(world, name, object.key);
  if (before !== undefined) replaceVersion(world, name, { ...before, isLatest: false });
  const modifiedAt = new Date(Math.floor(world.clock.now() / 1000) * 1000).toISOString();
  const added = { ...object, ...(retention && { retention }), versionId, isLatest: true, modifiedAt };
  indexedPut(world, name, added);
  return added;
}

function removeVersion(world: World, bucket: string, { key, versionId, isLatest, blob }: ObjectVersion): void {
  indexedDelete(world, bucket, key, versionId);
  if (blob !== "") world.store.blobs.delete(blob);
  const newest = isLatest ? findVersion(world, bucket, key) : undefined;
  if (newest !== undefined) replaceVersion(world, bucket, { ...newest, isLatest: true });
}

/** 32 characters that need no escaping in an address. */
function newVersionId(world: World): string {
  return Buffer.from(world.ids.bytes(24)).toString("base64url").replaceAll("-", ".");
}

function defaultRetention(world: World, { objectLock }: BucketState): ObjectVersion["retention"] {
  const rule = objectLock?.retention;
  if (rule === undefined) return undefined;
  const until = new Date(world.clock.now());
  until.setUTCDate(until.getUTCDate() + (rule.days ?? 0));
  until.setUTCFullYear(until.getUTCFullYear() + (rule.years ?? 0));
  return { mode: rule.mode, until: until.toISOString() };
}

function existingBucket(world: World, name: string): BucketState {
  const state = world.buckets.get(name);
  if (state === undefined) throw s3Error("NoSuchBucket");
  return state;
}
