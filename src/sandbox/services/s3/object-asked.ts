import type { Call } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { findVersion } from "./object-store.ts";

/**
 * The object that the call asks for. Throws `NoSuchKey`, also where its newest version is a delete marker; `NoSuchVersion`;
 * `MethodNotAllowed`, where the version is a delete marker; `InvalidArgument`, where it can be none.
 */
export function existingObject({ world, input }: Call, { name }: BucketState): ObjectVersion {
  return existingVersion(world, name, textOf(input["Key"]), input["VersionId"]);
}

export function existingVersion(world: Call["world"], bucket: string, key: string, versionId: unknown): ObjectVersion {
  checkVersionId(versionId);
  const object = findVersion(world, bucket, key, versionId);
  if (versionId === undefined) {
    if (object === undefined || object.deleted) throw s3Error("NoSuchKey");
    return object;
  }
  if (object === undefined) throw s3Error("NoSuchVersion");
  if (object.deleted) throw s3Error("MethodNotAllowed");
  return object;
}

/** Ids that S3 never gave are an error of their own. */
export function checkVersionId(versionId: unknown): asserts versionId is string | undefined {
  if (versionId === undefined || versionId === "null") return;
  if (typeof versionId === "string" && /^[A-Za-z0-9._]{32}$/.test(versionId)) return;
  throw s3Error(
    "InvalidArgument",
    versionId === "" ? "Version id cannot be the empty string" : "Invalid version id specified",
  );
}

/** A key that an object may have: up to 1,024 bytes of UTF-8. */
export function checkedKey({ input }: Call): string {
  const key = textOf(input["Key"]);
  if (Buffer.byteLength(key) > 1024) throw s3Error("KeyTooLongError");
  return key;
}
