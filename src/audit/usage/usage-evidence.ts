import type { LastAccessed, Snapshot } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { sentence } from "../verdict.ts";

/** Limits within which Access Advisor's "not used" means something. */
export interface UsageLimits {
  /** A principal younger than this has had no time to use what it has. */
  readonly windowDays: number;
  /** An answer made longer ago says nothing about now. */
  readonly evidenceMaxAgeDays: number;
}

/** The defaults of {@link UsageLimits}, and what checks let a user set. */
export const usageParameters = {
  windowDays: {
    default: 90,
    unit: "days",
    meaning: "So long something must have gone unused; a principal younger than this is UNKNOWN.",
  },
  evidenceMaxAgeDays: {
    default: 30,
    unit: "days",
    meaning: "Last accessed details made that long ago are no evidence.",
  },
} as const;

/**
 * Why the answer cannot show that something was not used, a sentence; undefined when it can.
 *
 * Access Advisor looks back 400 days at most, so no use is meaningful only when the job ended, all pages are there
 * and the principal is old enough. Source: IAM User Guide, "Refine permissions using last accessed information".
 */
export function usageDoubt(usage: LastAccessed, snapshot: Snapshot, limits: UsageLimits): string | undefined {
  const doubt = [
    () =>
      usage.arn === undefined
        ? "it is not said whose last accessed details these are; name the principal as ARN=FILE"
        : undefined,
    () => jobDoubt(usage),
    () => ageDoubt(usage, snapshot, limits),
    () => principalDoubt(usage, snapshot, limits),
  ].reduce<string | undefined>((found, ask) => found ?? ask(), undefined);
  return doubt && sentence(doubt);
}

/** When the principal was made, as far as the authorization details or the credential report tell. */
export function principalCreatedAt(arn: string | undefined, snapshot: Snapshot): string | undefined {
  if (arn === undefined) return undefined;
  const known = creationDates.get(snapshot) ?? datesByArn(snapshot);
  creationDates.set(snapshot, known);
  return known.get(arn);
}

/** Several checks ask for each principal; a snapshot never changes. */
const creationDates = new WeakMap<Snapshot, ReadonlyMap<string, string>>();

function datesByArn({ identities, credentialReport }: Snapshot): ReadonlyMap<string, string> {
  const rows = credentialReport?.rows ?? [];
  const { users = [], roles = [], groups = [] } = identities ?? {};
  return new Map([
    ...rows.flatMap(({ arn, createdAt }) => (createdAt.kind === "at" ? [[arn, createdAt.time] as const] : [])),
    ...[...users, ...roles, ...groups].flatMap(({ arn, createdAt }) =>
      createdAt === undefined ? [] : [[arn, createdAt] as const],
    ),
  ]);
}

function jobDoubt({ jobStatus, jobError, isTruncated }: LastAccessed): string | undefined {
  if (jobStatus === "FAILED") return `the job failed${jobError === undefined ? "" : `: ${jobError}`}`;
  if (jobStatus === "IN_PROGRESS") return "the job was still running when its answer was saved";
  return isTruncated ? "the answer is truncated: give the pages that follow" : undefined;
}

function ageDoubt({ completedAt }: LastAccessed, { takenAt }: Snapshot, limits: UsageLimits): string | undefined {
  if (completedAt === undefined) return undefined;
  const age = ageOf(completedAt, Date.parse(takenAt));
  if (age.kind === "unknown") return `the job has no age: ${age.because}`;
  if (age.days < limits.evidenceMaxAgeDays) return undefined;
  return `the job ended ${formatDays(age.days)} before the clock (limit ${limits.evidenceMaxAgeDays})`;
}

function principalDoubt({ arn }: LastAccessed, snapshot: Snapshot, limits: UsageLimits): string | undefined {
  const createdAt = principalCreatedAt(arn, snapshot);
  if (createdAt === undefined) return undefined;
  const age = ageOf(createdAt, Date.parse(snapshot.takenAt));
  if (age.kind === "unknown") return `the principal has no age: ${age.because}`;
  if (age.days >= limits.windowDays) return undefined;
  return `the principal is only ${formatDays(age.days)} old (window ${limits.windowDays})`;
}
