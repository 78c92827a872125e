import type { Call } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { changeBucket } from "./bucket.ts";
import { day, dueAt, enabledRules, midnightAfter } from "./lifecycle-rules.ts";
import { isLocked } from "./locked.ts";
import { objectIndex } from "./object-index.ts";
import { deleteObject, findVersion } from "./object-store.ts";
import { membersOf } from "./rules.ts";

/**
 * Does what the bucket's lifecycle rules say, once for each day of the virtual clock, when the bucket is next asked for anything.
 * Objects expire, old versions and unfinished uploads go; transitions to other storage classes are not made, since nothing can
 * be seen of them but the class. CloudTrail records none of it.
 *
 * Source: Amazon S3 User Guide, "Managing the lifecycle of objects".
 */
export function expireDue(call: Call, bucket: BucketState): BucketState {
  const today = call.time.slice(0, "2026-11-21".length);
  if (bucket.lifecycle === undefined || bucket.expiredOn === today) return bucket;
  const now = Date.parse(call.time);
  for (const object of [...call.world.objects(bucket.name).values()]) {
    if (isDue(call, bucket, object, now)) remove(call, bucket, object);
  }
  abortUploads(call, bucket, now);
  changeBucket(call, bucket, { expiredOn: today });
  return { ...bucket, expiredOn: today };
}

function isDue(call: Call, bucket: BucketState, object: ObjectVersion, now: number): boolean {
  const rules = enabledRules(bucket, object);
  if (object.isLatest) return !object.deleted && rules.some((rule) => (dueAt(rule, object) ?? Infinity) <= now);
  const since = replacedAt(call, bucket, object);
  return rules.some((rule) => {
    const { NoncurrentDays } = membersOf(rule["NoncurrentVersionExpiration"]);
    return typeof NoncurrentDays === "number" && midnightAfter(since + NoncurrentDays * day) <= now;
  });
}

/** When the next newer version came. */
function replacedAt({ world }: Call, { name }: BucketState, { key, versionId, modifiedAt }: ObjectVersion): number {
  const ids = objectIndex(world, name).versionsOf(key);
  const newer = ids[ids.indexOf(versionId) - 1];
  const next = newer === undefined ? undefined : findVersion(world, name, key, newer);
  return Date.parse(next?.modifiedAt ?? modifiedAt);
}

/** The newest version of a bucket with versions gets a delete marker; what is locked stays. */
function remove(call: Call, { name, versioning }: BucketState, object: ObjectVersion): void {
  const isForGood = versioning === undefined || !object.isLatest;
  if (isForGood && isLocked(object, call.time, false)) return;
  deleteObject(call.world, name, object.key, object.isLatest ? undefined : object.versionId);
}

function abortUploads({ world }: Call, bucket: BucketState, now: number): void {
  const uploads = world.uploads(bucket.name);
  for (const { id, key, startedAt, parts } of [...uploads.values()]) {
    const isOver = enabledRules(bucket, { key, size: 0 }).some((rule) => {
      const { DaysAfterInitiation } = membersOf(rule["AbortIncompleteMultipartUpload"]);
      return (
        typeof DaysAfterInitiation === "number" &&
        midnightAfter(Date.parse(startedAt) + DaysAfterInitiation * day) <= now
      );
    });
    if (!isOver) continue;
    for (const { blob } of parts) world.store.blobs.delete(blob);
    uploads.delete(id);
  }
}
