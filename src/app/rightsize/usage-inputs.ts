import { basename } from "node:path";
import { Problem, type ProblemRecord, type Snapshot, toProblemRecord } from "../../model/index.ts";
import { type LoadOptions, loadSnapshot, type SubjectFile } from "../snapshot/load-snapshot.ts";
import { readSnapshot } from "../snapshot/snapshot-file.ts";
import type { CountActivityOptions, CountedActivity } from "./count-activity.ts";

export interface UsageSources {
  /** Saved answers; where there are none, the snapshot file counts. */
  readonly authorizationDetails: readonly string[];
  readonly serviceLastAccessed: readonly SubjectFile[];
  readonly credentialReport?: string;
  readonly snapshot?: string;
  /** CloudTrail files, directories, patterns or `-`. */
  readonly logs: readonly string[];
}

export interface UsageInputs {
  /** Undefined: nothing but logs was given. */
  readonly snapshot?: Snapshot;
  readonly counted?: CountedActivity;
  readonly problems: readonly ProblemRecord[];
  /** The clock. ISO 8601, UTC. */
  readonly asOf: string;
  readonly clock: Snapshot["clock"];
  /** Something that the user named gave nothing at all: the exit code is 2. */
  readonly isBroken: boolean;
  /** What of the logs could not be read, clauses. */
  readonly logGaps: readonly string[];
}

export interface UsageInputOptions {
  /** Go on where folders that were named for logs hold none, rather than throw. */
  readonly withoutLogs?: boolean;
}

/** Reads what usage is told from. Throws a {@link Problem} when nothing of it can be used. */
export async function readUsageInputs(
  sources: UsageSources,
  options: LoadOptions & CountActivityOptions & UsageInputOptions,
): Promise<UsageInputs> {
  const { snapshot, problems, isUnusable } = await readState(sources, options);
  const counted = await readLogs(sources.logs, options);
  const hasLogs = counted !== undefined && counted.withRecords + counted.whole > 0;
  const isNothing = counted !== undefined && counted.files + counted.missingPaths === 0;
  if (isNothing && options.withoutLogs !== true) throw noLogs(counted, sources.logs);
  if (counted !== undefined && !hasLogs && snapshot === undefined) throw noLogs(counted, sources.logs);
  return {
    ...(snapshot && { snapshot }),
    ...(hasLogs && { counted }),
    problems: [...problems, ...(counted?.problems ?? [])],
    ...clockOf(snapshot, options),
    isBroken: isUnusable || (counted !== undefined && !hasLogs && !isNothing),
    logGaps: counted === undefined ? [] : logGaps(counted),
  };
}

/** A file without records hides nothing. Files by their names alone, since the same bytes may lie elsewhere tomorrow. */
function logGaps({ problems, activity }: CountedActivity): readonly string[] {
  const [first, ...rest] = problems.filter(({ code }) => code !== "input.nothing");
  const timeless = activity.coverage.others?.find(({ why }) => why === "no-time")?.count ?? 0;
  const more = rest.length === 0 ? "" : ` (and ${rest.length} more problems)`;
  return [
    ...(first === undefined ? [] : [`${basename(first.location?.file ?? "")}: ${first.message}${more}`]),
    ...(timeless === 0 ? [] : [`the time of ${timeless === 1 ? "1 event" : `${timeless} events`} cannot be read`]),
  ];
}

interface ReadState {
  readonly snapshot?: Snapshot;
  readonly problems: readonly ProblemRecord[];
  /** Of one kind of answers none could be used. */
  readonly isUnusable: boolean;
}

async function readState(
  { authorizationDetails, serviceLastAccessed, credentialReport, snapshot: file }: UsageSources,
  options: LoadOptions,
): Promise<ReadState> {
  if (authorizationDetails.length === 0 && serviceLastAccessed.length === 0 && credentialReport === undefined) {
    return { ...(file !== undefined && { snapshot: await readSnapshot(file) }), problems: [], isUnusable: false };
  }
  if (file !== undefined) {
    throw new Problem("cli.usage", "Give a snapshot or saved answers, not both.", { location: { file } });
  }
  const { snapshot, problems, unusable } = await loadSnapshot(
    { authorizationDetails, serviceLastAccessed, ...(credentialReport !== undefined && { credentialReport }) },
    options,
  );
  return { snapshot, problems: problems.map(toProblemRecord), isUnusable: unusable.length > 0 };
}

/** What events mean is loaded only where there are some. */
async function readLogs(paths: readonly string[], options: CountActivityOptions): Promise<CountedActivity | undefined> {
  if (paths.length === 0) return undefined;
  const { countActivity } = await import("./count-activity.ts");
  return countActivity(paths, options);
}

function clockOf(snapshot: Snapshot | undefined, { asOf, now }: LoadOptions): Pick<UsageInputs, "asOf" | "clock"> {
  const time = asOf ?? snapshot?.takenAt ?? now.toISOString();
  return {
    asOf: time.replace(".000Z", "Z"),
    clock: asOf === undefined ? (snapshot?.clock ?? "machine") : "as-of",
  };
}

function noLogs({ files, missingPaths, problems }: CountedActivity, paths: readonly string[]): Problem {
  const [first] = problems;
  if (first !== undefined && (missingPaths > 0 || files === 1)) {
    return new Problem(first.code === "input.nothing" ? "input.malformed" : first.code, first.message, {
      ...(first.location && { location: first.location }),
      ...(first.hint !== undefined && { hint: first.hint }),
    });
  }
  return new Problem("input.nothing", `There is no CloudTrail file in ${paths.join(", ")}.`, {
    hint: "A trail's files end in .json.gz; `trailproof detect --help` lists the forms that are read.",
  });
}
