import type { Gap, Snapshot, SourceName, SourceRecord } from "../model/index.ts";
import type { AccountFacts } from "./join/join-facts.ts";
import type { Notes } from "./notes.ts";
import type { SnapshotParts } from "./parts.ts";
import { sourceNames } from "./saved/catalogue.ts";

/** The parts of a snapshot that answers were joined to. */
export type Joined = Pick<Snapshot, "trails" | "buckets" | "lastAccessed"> & AccountFacts;

/** What was read of every source, and for what was not, why and what to do about it. */
export function sourceRecords(
  parts: SnapshotParts,
  joined: Joined,
  notes: Notes,
): { readonly [name in SourceName]: SourceRecord } {
  const records = sourceNames.map((name) => [name, sourceRecord(name, parts, joined, notes)] as const);
  // Object.fromEntries forgets that every name is there.
  return Object.fromEntries(records) as { readonly [name in SourceName]: SourceRecord };
}

function sourceRecord(name: SourceName, parts: SnapshotParts, joined: Joined, notes: Notes): SourceRecord {
  const given = parts[name] ?? [];
  const origins = given.flatMap(({ origin }) => origin ?? []);
  const isNothingToAsk = isEmpty(name, joined);
  if (given.length === 0 && !isNothingToAsk) {
    return { state: "missing", origins, gaps: [{ what: name, cause: notes.absent(name) }] };
  }
  const gaps: readonly Gap[] = [...given.flatMap(({ parsed }) => parsed.gaps), ...(notes.gaps.get(name) ?? [])];
  const isRead = isNothingToAsk || (given.some(({ parsed }) => parsed.value !== undefined) && isJoined(name, joined));
  return { state: isRead ? (gaps.length === 0 ? "complete" : "partial") : "missing", origins, gaps };
}

/** What is asked of each of something: where there is none of these, there is nothing to ask, so nothing is missing. */
function isEmpty(name: SourceName, { trails, analyzers, organization }: Joined): boolean {
  if (askedPerTrail.includes(name)) return trails?.length === 0;
  if (name === "analyzer-findings") return analyzers?.length === 0;
  if (name === "trail-keys") return trails?.every(({ kmsKeyId }) => kmsKeyId === undefined) ?? false;
  if (name === "metric-filters")
    return trails?.every(({ cloudWatchLogGroupArn: group }) => group === undefined || group === "") ?? false;
  return organization === "none" && (name === "service-control-policies" || name === "organizations-features");
}

const askedPerTrail: readonly SourceName[] = ["trail-status", "event-selectors", "insight-selectors"];

/** False when answers were read but none of them could be given to a trail, bucket or principal. */
function isJoined(name: SourceName, joined: Joined): boolean {
  const { trails = [], buckets = [], lastAccessed = [] } = joined;
  switch (name) {
    case "metric-filters":
      return joined.metricFilters !== undefined;
    case "alarms":
      return joined.alarms !== undefined;
    case "roles-anywhere":
      return joined.rolesAnywhere !== undefined;
    case "account-assignments":
      return joined.accountAssignments !== undefined;
    case "workloads":
      return joined.workloads !== undefined;
    case "trail-status":
      return trails.some(({ status }) => status !== undefined);
    case "event-selectors":
      return trails.some(({ selectors }) => selectors !== undefined);
    case "insight-selectors":
      return trails.some(({ insights }) => insights !== undefined);
    case "bucket-policy":
      return buckets.some(({ policy }) => policy !== undefined);
    case "bucket-acl":
      return buckets.some(({ grants }) => grants !== undefined);
    case "public-access-block":
      return buckets.some(({ publicAccessBlock }) => publicAccessBlock !== undefined);
    case "bucket-versioning":
      return buckets.some(({ versioning }) => versioning !== undefined);
    case "bucket-lifecycle":
      return buckets.some(({ lifecycleRules }) => lifecycleRules !== undefined);
    case "bucket-logging":
      return buckets.some(({ logging }) => logging !== undefined);
    case "bucket-object-lock":
      return buckets.some(({ objectLock }) => objectLock !== undefined);
    case "bucket-encryption":
      return buckets.some(({ encryption }) => encryption !== undefined);
    case "service-last-accessed":
      return lastAccessed.length > 0;
    case "organization":
      return joined.organization !== undefined;
    case "analyzer-findings":
      return joined.analyzerFindings !== undefined;
    case "event-rules":
      return joined.eventRules !== undefined;
    case "trail-keys":
      return joined.trailKeys !== undefined;
    default:
      return true;
  }
}
