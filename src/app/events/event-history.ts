import { createHash } from "node:crypto";
import { join } from "node:path";
import { type connect, startSession, whoAmI } from "../../collect/index.ts";
import {
  type AwsOptions,
  defaultRegions,
  enabledRegions,
  historyGapMs,
  lockHistory,
  lookUpHistory,
  openCloudTrail,
} from "../../logs/index.ts";
import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import { isLoopback } from "../../provision/index.ts";
import { makeWorkspace } from "../workspace.ts";
import { eventHistory } from "./event-history-word.ts";
import type { AwsEventOptions } from "./event-sources.ts";

export interface CollectedHistory {
  /** Of this machine, in the order of regions. */
  readonly files: readonly string[];
  readonly problems: readonly ProblemRecord[];
  /** By AWS's clock, milliseconds since 1970. Undefined: it could not be asked. */
  readonly askedAt: number | undefined;
}

/**
 * Keeps the account's Event history of the asked-for time in the workspace, as JSON lines for each region, and tells the files.
 * What was kept before is not looked up again. Never throws for what AWS answers: it is named.
 */
export async function collectHistory(
  connection: Awaited<ReturnType<typeof connect>>,
  aws: AwsOptions,
  options: AwsEventOptions,
): Promise<CollectedHistory> {
  const endpoint = aws.endpointUrl ?? process.env["AWS_ENDPOINT_URL_CLOUDTRAIL"] ?? process.env["AWS_ENDPOINT_URL"];
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  try {
    const place = await placeOf(connection, endpoint, options);
    const { regions, problems } = await regionsOf(place.partition, aws, options, isLocal);
    const seen = connection.dates.seen.at(-1);
    const now = seen === undefined ? Date.now() : Date.now() + seen.server - seen.local;
    const found = await inRegions(regions, place.folder, aws, options, { now, gapMs: isLocal ? 0 : historyGapMs });
    return { ...found, problems: [...problems, ...found.problems] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { files: [], problems: [historyProblem(error)], askedAt: undefined };
  }
}

/** Other events than AWS's own must not be taken for those of an account: stand-ins have accounts of the same number. */
async function placeOf(
  connection: Awaited<ReturnType<typeof connect>>,
  endpoint: string | undefined,
  { workspace, accounts }: AwsEventOptions,
): Promise<{ readonly partition: string; readonly folder: string }> {
  const caller = await whoAmI(startSession(connection));
  if (caller === undefined) throw new Problem("aws.refused", "STS does not say whose these credentials are.");
  const { account, partition } = caller;
  if (accounts !== undefined && !accounts.includes(account)) {
    throw new Problem("input.nothing", `These credentials are of account ${account}, which --account leaves out.`);
  }
  const { client, sdk } = await connection.sts();
  const { UserId = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
  const stand = endpoint === undefined ? "" : `-${shortHash(`${endpoint} ${UserId}`)}`;
  return { partition, folder: join(workspace, eventHistory, `${account}${stand}`) };
}

async function regionsOf(
  partition: string,
  aws: AwsOptions,
  { regions }: AwsEventOptions,
  isLocal: boolean,
): Promise<{ readonly regions: readonly string[]; readonly problems: readonly ProblemRecord[] }> {
  if (regions !== undefined) return { regions: [...new Set(regions)].sort(), problems: [] };
  const usual = [...new Set([...defaultRegions(partition), aws.region])].sort();
  // Stand-ins of AWS on this machine seldom know of regions.
  if (isLocal) return { regions: usual, problems: [] };
  try {
    return { regions: await enabledRegions(aws), problems: [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, hint } = historyProblem(error);
    const said = `${message} The ${usual.length} regions that every account has are looked at; others may be enabled.`;
    const more = hint === undefined ? {} : { hint: "Name the regions with --region, or allow account:ListRegions." };
    return { regions: usual, problems: [{ code, message: said, location: { file: eventHistory }, ...more }] };
  }
}

/** All at the same time: AWS counts calls by region. */
async function inRegions(
  regions: readonly string[],
  folder: string,
  aws: AwsOptions,
  { fromMs, toMs, workspace, onProgress }: AwsEventOptions,
  { now, gapMs }: { readonly now: number; readonly gapMs: number },
): Promise<CollectedHistory> {
  const cloudTrail = await openCloudTrail({ ...aws, retryMode: "adaptive" });
  const asked = askedTime(fromMs, toMs, now);
  makeWorkspace(workspace);
  makeWorkspace(folder);
  const unlock = lockHistory(folder);
  let [done, events] = [0, 0];
  let oldest = Number.POSITIVE_INFINITY;
  try {
    const found = await Promise.all(
      regions.map(async (region) => {
        const place = join(folder, region);
        makeWorkspace(place);
        const onPage = (count: number, ms: number | undefined): void => {
          events += count;
          oldest = Math.min(oldest, ms ?? oldest);
          const back = Number.isFinite(oldest) ? `, back to ${isoMinute(oldest)}` : "";
          onProgress?.(`Event history: ${done}/${regions.length} regions, ${events} events${back}`);
        };
        const looked = await lookUpHistory({ region, folder: place, cloudTrail, asked, gapMs, onPage });
        done += 1;
        return { files: looked.files.map((file) => join(place, file)), problems: looked.problems };
      }),
    );
    return {
      files: found.flatMap(({ files }) => files),
      problems: found.flatMap(({ problems }) => problems),
      askedAt: now,
    };
  } finally {
    unlock();
    cloudTrail.close();
  }
}

/** `now` by AWS's own clock. */
function askedTime(
  fromMs: number | undefined,
  toMs: number | undefined,
  now: number,
): { readonly fromMs: number; readonly toMs: number } {
  const to = Math.min(toMs ?? now, now);
  return { fromMs: wholeSecond(Math.max(fromMs ?? 0, now - daysKept * dayMs)), toMs: wholeSecond(to) };
}

/** Event history has no more. Source: CloudTrail User Guide, "Working with CloudTrail Event history". */
const daysKept = 90;
const dayMs = 86_400_000;

function historyProblem(problem: Problem): ProblemRecord {
  return { ...toProblemRecord(problem), location: { file: eventHistory } };
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function isoMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
