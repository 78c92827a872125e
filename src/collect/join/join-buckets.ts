import type { Bucket, SourceName, Trail } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart, SnapshotParts } from "../parts.ts";
import type { ListedBucket } from "../saved/buckets.ts";
import { present } from "../saved/present.ts";
import { type Attribution, joinBySubject } from "./join.ts";

/**
 * The buckets with what was read of each: those of `list-buckets`, and those that an answer is about (a trail may
 * deliver into another account's). An answer belongs to the bucket that the user named, else to the only one: of
 * `list-buckets`, or, when that was not read, of the trails.
 */
export function joinBuckets(
  parts: SnapshotParts,
  trails: readonly Trail[] | undefined,
  notes: Notes,
): readonly Bucket[] | undefined {
  const listed = (parts.buckets ?? []).flatMap(({ parsed }) => parsed.value ?? []);
  const isListRead = (parts.buckets ?? []).some(({ parsed }) => parsed.value !== undefined);
  const ofTrails = [...new Set((trails ?? []).map(({ bucket }) => bucket))];
  const candidates = isListRead ? [...new Set(listed.map(({ name }) => name))] : ofTrails;

  const policy = join("bucket-policy", parts["bucket-policy"]);
  const grants = join("bucket-acl", parts["bucket-acl"]);
  const publicAccessBlock = join("public-access-block", parts["public-access-block"]);
  const versioning = join("bucket-versioning", parts["bucket-versioning"]);
  const lifecycleRules = join("bucket-lifecycle", parts["bucket-lifecycle"]);
  const logging = join("bucket-logging", parts["bucket-logging"]);
  const objectLock = join("bucket-object-lock", parts["bucket-object-lock"]);
  const encryption = join("bucket-encryption", parts["bucket-encryption"]);
  const all = [policy, grants, publicAccessBlock, versioning, lifecycleRules, logging, objectLock, encryption];
  const regions = regionsOf(parts, listed);
  const names = new Set([...listed.map(({ name }) => name), ...all.flatMap((joined) => [...joined.keys()])]);
  if (names.size === 0 && !isListRead) return undefined;
  return [...names].map((name) => ({
    name,
    ...present({
      policy: policy.get(name),
      grants: grants.get(name),
      publicAccessBlock: publicAccessBlock.get(name),
      versioning: versioning.get(name),
      lifecycleRules: lifecycleRules.get(name),
      region: regions.get(name),
      logging: logging.get(name),
      objectLock: objectLock.get(name),
      encryption: encryption.get(name),
    }),
  }));

  function join<T>(source: SourceName, given: readonly SnapshotPart<T>[] | undefined): ReadonlyMap<string, T> {
    const expected = ofTrails.map((name) => ({ key: name, name }));
    return joinBySubject(source, given, ({ subject }) => attribute(subject, candidates), expected, notes);
  }
}

/** Where each bucket is: as the list says, else where it answered. */
function regionsOf(parts: SnapshotParts, listed: readonly ListedBucket[]): ReadonlyMap<string, string> {
  const answered = (parts["bucket-policy"] ?? []).flatMap(({ subject, region }) =>
    subject === undefined || region === undefined ? [] : [{ name: subject, region }],
  );
  return new Map(
    [...answered, ...listed].flatMap(({ name, region }) => (region === undefined ? [] : [[name, region]])),
  );
}

function attribute(subject: string | undefined, candidates: readonly string[]): Attribution {
  if (subject !== undefined) return { key: subject.replace(/^arn:[\w-]+:s3:::/, "") };
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { key: only };
  const count = candidates.length === 0 ? "no bucket is known" : `there are ${candidates.length}`;
  return { why: `it does not name its bucket, and ${count}` };
}
