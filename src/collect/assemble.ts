import { type Identities, Problem, type Snapshot, snapshotSchemaVersion } from "../model/index.ts";
import { type Account, accountOf } from "./account.ts";
import { joinBuckets } from "./join/join-buckets.ts";
import { joinFacts } from "./join/join-facts.ts";
import { joinRoles } from "./join/join-roles.ts";
import { joinTrails } from "./join/join-trails.ts";
import type { KnownUser } from "./join/join-users.ts";
import { mergeDetails } from "./merge-details.ts";
import { mergeLastAccessed } from "./merge-last-accessed.ts";
import { type Notes, startNotes } from "./notes.ts";
import type { AnswerValues, SnapshotParts } from "./parts.ts";
import { toClock } from "./saved/date.ts";
import { present } from "./saved/present.ts";
import { quote } from "./saved/reading.ts";
import { sourceRecords } from "./source-records.ts";

export interface AssembleOptions {
  /** `--as-of`: a time or a date. */
  readonly asOf?: string;
  /** The machine's clock, used when neither the user nor the report gives one. */
  readonly now: Date;
  /** Of who asked: counts where no answer names the account. */
  readonly asked?: Account;
  /** When AWS was asked, by its own clock: everything that it answered is from before. */
  readonly askedAt?: string;
  /** Why a source is not there, and what to do about it; else which flag takes it. */
  readonly absent?: Notes["absent"];
}

/**
 * Puts answers of AWS together to the state of one account. Throws a Problem when the answers are about different
 * accounts or when `asOf` is no time; everything else is a problem in the result and a gap in the source's record.
 */
export function assembleSnapshot(
  parts: SnapshotParts,
  options: AssembleOptions,
): { readonly snapshot: Snapshot; readonly problems: readonly Problem[] } {
  const notes = startNotes(options.absent);
  const { account, partition } = accountOf(parts, options.asked);
  const report = only(parts["credential-report"]);
  const details = mergeDetails(parts["authorization-details"] ?? [], notes);
  const identities = joinRoles(details, parts.roles ?? [], notes);
  compareUsers(report, identities, notes);
  const trails = joinTrails(parts, notes);
  const buckets = joinBuckets(parts, trails, notes);
  const lastAccessed = mergeLastAccessed(parts["service-last-accessed"] ?? [], identities, notes);
  const users = usersOf(report, identities);
  const facts = joinFacts(parts, { users, account: { account, partition }, ...present({ trails }) }, notes);
  const joined = { ...present({ trails, buckets, lastAccessed }), ...facts };
  const snapshot: Snapshot = {
    schemaVersion: snapshotSchemaVersion,
    kind: "snapshot",
    account,
    partition,
    ...clockOf(report?.generatedAt, options),
    sources: sourceRecords(parts, joined, notes),
    ...present({
      credentialReport: report,
      identities,
      accountSummary: only(parts["account-summary"]),
      passwordPolicy: only(parts["password-policy"]),
    }),
    ...joined,
  };
  const ofParts = Object.values(parts).flatMap((list) => list.flatMap(({ parsed }) => parsed.problems));
  return { snapshot, problems: [...ofParts, ...notes.problems] };
}

function only<T extends AnswerValues[keyof AnswerValues]>(
  parts: readonly { readonly parsed: { readonly value: T | undefined } }[] | undefined,
): T | undefined {
  return parts?.find(({ parsed }) => parsed.value !== undefined)?.parsed.value;
}

function clockOf(
  generatedAt: string | undefined,
  { asOf, askedAt, now }: AssembleOptions,
): Pick<Snapshot, "takenAt" | "clock"> {
  if (asOf !== undefined) {
    const takenAt = toClock(asOf);
    if (takenAt !== undefined) return { takenAt, clock: "as-of" };
    throw new Problem("cli.usage", `--as-of ${quote(asOf)} is no time.`, { hint: "Write it as 2026-01-31T12:00:00Z." });
  }
  if (askedAt !== undefined) return { takenAt: askedAt, clock: "collected" };
  if (generatedAt !== undefined) return { takenAt: generatedAt, clock: "generated-time" };
  return { takenAt: now.toISOString().replace(".000Z", "Z"), clock: "machine" };
}

/** Undefined: neither of the answers that list them was read. */
function usersOf(
  report: AnswerValues["credential-report"] | undefined,
  identities: Identities | undefined,
): readonly KnownUser[] | undefined {
  if (identities !== undefined) return identities.users;
  return report?.rows.filter(({ isRoot }) => !isRoot).map(({ user, arn }) => ({ name: user, arn }));
}

/** Both list the users of the account; details without any are a part of the answer only. */
function compareUsers(
  report: AnswerValues["credential-report"] | undefined,
  identities: Identities | undefined,
  notes: Notes,
): void {
  const users = report?.rows.filter(({ isRoot }) => !isRoot).length ?? 0;
  if (users === 0 || identities === undefined || identities.users.length > 0) return;
  const cause = `the answer has no users, though the credential report has ${users}; was it made with --filter?`;
  notes.gap("authorization-details", "UserDetailList", cause);
}
