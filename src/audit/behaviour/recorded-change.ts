import { type CloudTrailEvent, isJsonObject, ownObject, ownText, type RecordedChange } from "../../model/index.ts";
import type { EventFacts } from "./event-facts.ts";

/** What only the text of a change tells. */
export type ChangeDetails = Pick<RecordedChange, "request" | "madeKey">;

/** Undefined: the event, which `parse` gives, changed nothing of what access, trails and their logs rest on. */
export function changeDetails({ seen, isRead }: EventFacts, parse: () => CloudTrailEvent): ChangeDetails | undefined {
  if (seen.outcome !== "done" || isRead === true || !isWatched(seen.eventSource, seen.eventName)) return undefined;
  const event = parse();
  const key = ownObject(ownObject(event, "responseElements") ?? {}, "accessKey");
  const madeKey = key && ownText(key, "accessKeyId")?.slice(0, 128);
  return { request: textsOf(event), ...(madeKey !== undefined && { madeKey }) };
}

/** `place`: where its caller was, as far as that is known. */
export function changeOf(
  { seen, caller }: EventFacts,
  place: string | undefined,
  { request, madeKey }: ChangeDetails,
): RecordedChange {
  return {
    event: seen,
    ...(caller.arn !== undefined && { actor: caller.arn }),
    actorType: caller.type,
    ...(place !== undefined && { place }),
    request,
    ...(madeKey !== undefined && { madeKey }),
  };
}

function isWatched(eventSource: string, eventName: string): boolean {
  if (eventSource === "iam.amazonaws.com" || eventSource === "cloudtrail.amazonaws.com") return true;
  if (eventSource === "s3.amazonaws.com") return bucketChanges.test(eventName);
  if (eventSource === "kms.amazonaws.com") return keyChanges.has(eventName);
  return eventSource === "logs.amazonaws.com" && eventName === "DeleteLogGroup";
}

/** Of buckets; objects may be too many. */
const bucketChanges = /^(Put|Delete)(Bucket|PublicAccessBlock|AccountPublicAccessBlock|ObjectLockConfiguration)/;
const keyChanges: ReadonlySet<string> = new Set(["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"]);

const maxNames = 12;
const maxValue = 512;
/** IAM's largest document, a managed policy, has 6,144 characters. */
const maxDocument = 20_480;

/** Short texts, numbers and truths of the request, and the policy document, which says what was granted. */
function textsOf(event: CloudTrailEvent): { readonly [name: string]: string } {
  const request = ownObject(event, "requestParameters");
  if (request === undefined) return {};
  const texts: [string, string][] = [];
  for (const [name, value] of Object.entries(request)) {
    if (texts.length >= maxNames) break;
    if (name.length > 64 || isJsonObject(value) || Array.isArray(value) || value === null) continue;
    const limit = name === "policyDocument" ? maxDocument : maxValue;
    const text = String(value);
    // A document that is cut would be read as another one.
    if (text.length <= limit) texts.push([name, text]);
  }
  return Object.fromEntries(texts);
}
