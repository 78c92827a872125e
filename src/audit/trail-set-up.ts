import type { RecordedChange, Trail } from "../model/index.ts";

/**
 * Whether a change belongs to the making of a trail: whoever made every trail that rests on the thing made the change, within
 * an hour. Before the trail there was nothing that it could hide; after it only what takes nothing away counts, and the
 * first selectors of the new trail.
 *
 * `resting`: the trails that the change is about, as the snapshot names them.
 */
export function isSetUp(
  change: RecordedChange,
  resting: readonly Trail[],
  changes: readonly RecordedChange[],
): boolean {
  if (resting.length === 0 || change.actor === undefined) return false;
  return resting.every(({ name }) =>
    changes.some((made) => isMaking(made, name) && made.actor === change.actor && isPartOf(change, made.event.ms)),
  );
}

const hourMs = 3_600_000;

function isMaking({ event, request }: RecordedChange, name: string): boolean {
  const isCreate = event.eventSource === "cloudtrail.amazonaws.com" && event.eventName === "CreateTrail";
  return isCreate && Object.hasOwn(request, "name") && request["name"] === name;
}

function isPartOf({ event }: RecordedChange, madeAt: number): boolean {
  if (Math.abs(event.ms - madeAt) > hourMs) return false;
  if (event.ms >= madeAt && harmless.has(event.eventName)) return true;
  return event.ms <= madeAt && event.eventSource !== "cloudtrail.amazonaws.com" && event.eventName.startsWith("Put");
}

/** Versioning and Block Public Access are not here: the same calls switch them off. */
const harmless: ReadonlySet<string> = new Set([
  "PutBucketTagging",
  "PutBucketEncryption",
  "PutBucketOwnershipControls",
  "PutEventSelectors",
  "PutInsightSelectors",
]);
