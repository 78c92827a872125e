import { realpathSync } from "node:fs";
import { basename, relative, sep } from "node:path";
import { chainOfKey, hourMs, parseLogFileKey } from "../../integrity/index.ts";
import { statOf } from "../../logs/index.ts";
import { dayMs, Problem, type Snapshot, type Trail } from "../../model/index.ts";
import type { WholeLogs } from "../../rightsize/index.ts";
import { openSaved } from "../verify/verify-open.ts";
import { verifyTrail } from "../verify/verify-trail.ts";
import type { CountedActivity } from "./count-activity.ts";
import { hashedArchive } from "./hashed-archive.ts";
import { recordingTrail, servicesRecorded } from "./recording-trail.ts";
import { type ChainFacts, createChainFacts } from "./whole-chains.ts";

export interface WholeLogsRequest {
  readonly snapshot: Snapshot | undefined;
  readonly counted: CountedActivity | undefined;
  /** What was named for logs. */
  readonly logs: readonly string[];
  /** Of `aws cloudtrail list-public-keys`. */
  readonly publicKeys: readonly string[];
  /** ISO 8601, UTC. */
  readonly asOf: string;
  readonly windowDays: number;
}

/**
 * Whether the log files that were read are all that the trail delivered for the window: the digests of every Region are verified from
 * before it until after it, the files that were read are those of the digests by their bytes, and the trail recorded what it does today
 * all that time. Whatever is missing is a problem; nothing is thrown for it.
 */
export async function wholeLogs(request: WholeLogsRequest): Promise<WholeLogs> {
  const { snapshot, counted, logs, publicKeys, asOf, windowDays } = request;
  const to = Date.parse(asOf);
  const span = { from: to - windowDays * dayMs, to };
  const [dir] = logs;
  if (dir === undefined || counted === undefined || logs.length !== 1 || statOf(dir)?.isDirectory() !== true) {
    return none(["--logs must name one folder, a copy of the trail's bucket with its digests"]);
  }
  if (publicKeys.length === 0) return none(["the keys that sign digests are missing (--public-keys)"]);
  if (snapshot === undefined) return none(["there is no snapshot that tells what the trail records (--snapshot)"]);
  const found = recordingTrail(snapshot, span);
  if ("problems" in found) return none(found.problems);
  const { trail, account } = found;
  const changes = (counted.activity.trailChanges ?? []).filter(({ time }) => !(Date.parse(time) < span.from));
  const changed = changes.map(
    ({ eventName, time }) => `${eventName} was called at ${time}, so that what the trail recorded before is not known`,
  );
  try {
    const chains = await verified(dir, trail, account, publicKeys, span);
    const { digests, logFiles, regions } = chains;
    const problems = [...changed, ...chains.problems(regionsOf(snapshot)), ...unverified(dir, counted, chains, span)];
    return {
      problems: few(problems),
      trail: trail.arn,
      account,
      regions: regions(),
      digests: digests(),
      logFiles: logFiles(),
      services: servicesRecorded(trail),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return none([`the digests cannot be verified: ${error.message.replace(/\.$/, "")}`]);
  }
}

/** CloudTrail delivers within minutes; what it delivers within this time of the window's ends is looked at, too. */
const lateMs = hourMs;

interface Span {
  readonly from: number;
  readonly to: number;
}

async function verified(
  dir: string,
  trail: Trail,
  account: string,
  publicKeys: readonly string[],
  { from, to }: Span,
): Promise<ChainFacts> {
  // A digest may be an hour old before the next one is due.
  const target = { from: from - lateMs, to: to + lateMs + hourMs, bucket: trail.bucket, concurrency: 8 };
  const { request } = await openSaved(dir, publicKeys, target);
  const hashed = hashedArchive(request.archive);
  const chains = createChainFacts({ trail, account, from: from - lateMs, to: to + lateMs, hashOf: hashed.hashOf });
  const verification = await verifyTrail({ ...request, archive: hashed.archive });
  for await (const verdict of verification.verdicts()) chains.add(verdict);
  return chains;
}

/** Files that were read and are not, or not byte for byte, what the digests name. */
function unverified(
  dir: string,
  { inputs }: CountedActivity,
  { verifiedLogs }: ChainFacts,
  { from, to }: Span,
): readonly string[] {
  const read = new Map(inputs.map(({ file, sha256 }) => [keyOf(dir, file), sha256]));
  const strange = [...read.keys()].flatMap((key) => {
    if (verifiedLogs.has(key) || chainOfKey(key) !== undefined) return [];
    const name = parseLogFileKey(key);
    // Insights and network activity tell of no call of a principal.
    if (name !== undefined && name.kind !== "CloudTrail") return [];
    const time = Date.parse(name?.time ?? "");
    if (time < from - lateMs || time > to + lateMs) return [];
    return [`${basename(key)} was read, and no digest names it`];
  });
  const unread = [...verifiedLogs].flatMap(([key, sha256]) => {
    if (read.get(key) === sha256 && sha256 !== undefined) return [];
    return [`${basename(key)} was ${read.has(key) ? "read with other bytes than were verified" : "not read"}`];
  });
  return [...strange, ...unread];
}

function keyOf(dir: string, file: string): string {
  try {
    return relative(realpathSync(dir), realpathSync(file)).split(sep).join("/");
  } catch {
    // It went away since it was read: no digest names it so.
    return file;
  }
}

function regionsOf({ regions = [] }: Snapshot): readonly string[] {
  return regions.filter(({ status }) => status !== "DISABLED").map(({ name }) => name);
}

function few(problems: readonly string[]): readonly string[] {
  const rest = problems.length - mostProblems;
  return rest <= 0 ? problems : [...problems.slice(0, mostProblems), `there are ${rest} more reasons like these`];
}

const mostProblems = 5;

function none(problems: readonly string[]): WholeLogs {
  return { problems, trail: "", account: "", regions: [], digests: 0, logFiles: 0, services: [] };
}
