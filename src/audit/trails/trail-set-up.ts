import type { Bucket, RecordedChange, Trail } from "../../model/index.ts";

/**
 * Whether a change belongs to the making of a trail: whoever made every trail that rests on the thing made the change, within
 * an hour. Before the trail there was nothing that it could hide; after it only what takes nothing away counts, and the
 * first selectors of the new trail.
 *
 * A setting of its bucket that was made then, was not changed since, and protects the logs now, took nothing away either.
 *
 * `resting`: the trails that the change is about, as the snapshot names them; `buckets`: as they are now.
 */
export function isSetUp(
  change: RecordedChange,
  resting: readonly Trail[],
  changes: readonly RecordedChange[],
  buckets: readonly Bucket[] = [],
): boolean {
  if (resting.length === 0 || change.actor === undefined) return false;
  return resting.every(({ name }) =>
    changes.some(
      (made) =>
        isMaking(made, name) &&
        made.actor === change.actor &&
        (isPartOf(change, made.event.ms) || (isNear(change, made.event.ms) && isProtecting(change, changes, buckets))),
    ),
  );
}

const hourMs = 3_600_000;

function isMaking({ event, request }: RecordedChange, name: string): boolean {
  const isCreate = event.eventSource === "cloudtrail.amazonaws.com" && event.eventName === "CreateTrail";
  return isCreate && Object.hasOwn(request, "name") && request["name"] === name;
}

function isPartOf({ event }: RecordedChange, madeAt: number): boolean {
  if (!isNear({ event }, madeAt)) return false;
  if (event.ms >= madeAt && harmless.has(event.eventName)) return true;
  return event.ms <= madeAt && event.eventSource !== "cloudtrail.amazonaws.com" && event.eventName.startsWith("Put");
}

function isNear({ event }: Pick<RecordedChange, "event">, madeAt: number): boolean {
  return Math.abs(event.ms - madeAt) <= hourMs;
}

/** The newest change of one setting of a bucket, where that setting is now as it should be. */
function isProtecting(change: RecordedChange, changes: readonly RecordedChange[], buckets: readonly Bucket[]): boolean {
  const bucket = buckets.find(({ name }) => name === bucketOf(change));
  if (change.event.eventSource !== "s3.amazonaws.com" || bucket === undefined) return false;
  if (protections.get(settingOf(change))?.(bucket) !== true) return false;
  return !changes.some(
    (later) =>
      later.event.ms > change.event.ms && settingOf(later) === settingOf(change) && bucketOf(later) === bucket.name,
  );
}

function bucketOf({ request }: RecordedChange): string | undefined {
  return Object.hasOwn(request, "bucketName") ? request["bucketName"] : undefined;
}

function settingOf({ event }: RecordedChange): string {
  return event.eventName.replace(/^(?:Put|Delete)/, "");
}

/** Settings as S3's events name them, and what each must be. Source: Amazon S3 User Guide, "Amazon S3 CloudTrail events". */
const protections: ReadonlyMap<string, (bucket: Bucket) => boolean> = new Map([
  ["BucketVersioning", ({ versioning }: Bucket) => versioning?.enabled === true],
  ["BucketPublicAccessBlock", blocksAll],
  ["PublicAccessBlock", blocksAll],
  ["BucketLogging", ({ logging }: Bucket) => logging !== undefined && logging !== "none"],
  ["BucketObjectLockConfiguration", isLocked],
  ["ObjectLockConfiguration", isLocked],
]);

function blocksAll({ publicAccessBlock: block }: Bucket): boolean {
  return block !== undefined && block !== "none" && Object.values(block).every(Boolean);
}

function isLocked({ objectLock }: Bucket): boolean {
  return objectLock !== undefined && objectLock !== "none";
}

/** Versioning and Block Public Access are not here: the same calls switch them off. */
const harmless: ReadonlySet<string> = new Set([
  "PutBucketTagging",
  "PutBucketEncryption",
  "PutBucketOwnershipControls",
  "PutEventSelectors",
  "PutInsightSelectors",
]);
