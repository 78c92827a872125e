import {
  accountFolder,
  type ChainCoverage,
  createKeySet,
  createUnnamedJudge,
  type DigestedLogFile,
  digestFolder,
  hourMs,
  judgeLog,
  type KeySet,
  openChain,
  parseLogFileKey,
  type Span,
} from "../../integrity/index.ts";
import type { Archive, ListedObject } from "../../logs/index.ts";
import type { DigestChainName, IntegrityVerdict } from "../../model/index.ts";
import { type Step, settleInOrder } from "../in-order.ts";
import { type AskedSpan, dayPath, type ListedChain, listChains, type TrailPlace } from "./verify-listing.ts";
import type { VerifyProgress } from "./verify-progress.ts";
import type { TrailReader } from "./verify-reader.ts";

/** What is asked of all places. */
export interface PlaceQuestion {
  readonly archive: Archive;
  readonly bucket: string;
  readonly reader: TrailReader;
  readonly asked: AskedSpan;
  /** Hours up to here must have a digest. Undefined: as `asked.to`. */
  readonly due: number | undefined;
  /** Only chains of this trail are told; others still tell which log files are theirs. */
  readonly trail?: { readonly name: string; readonly homeRegion: string };
  readonly concurrency: number;
  readonly progress: VerifyProgress;
}

/** Verdicts on the digests, the log files and the missing hours of one account in one region. */
export async function* verifyPlace(place: TrailPlace, question: PlaceQuestion): AsyncGenerator<IntegrityVerdict> {
  const run: PlaceRun = { place, question, named: createKeySet(), kinds: new Set(["CloudTrail"]), coverages: [] };
  const chains = await chainsOf(place, question);
  const told = chains.filter((chain) => isAsked(chain, question));
  for (const chain of told) yield* settleInOrder(walkChain(chain, run), question.concurrency * 2);
  for (const chain of chains) {
    if (told.includes(chain)) continue;
    // What its digests name is its own, and nobody asked about the rest.
    for await (const _ of walkChain(chain, run));
  }
  yield* unnamedLogs(run, told.length > 0 ? told : chains);
}

/** What the chains of a place tell, gathered while they are walked. */
interface PlaceRun {
  readonly place: TrailPlace;
  readonly question: PlaceQuestion;
  /** Log files that a valid digest names. */
  readonly named: KeySet;
  /** Kinds of log files that a digest named. */
  readonly kinds: Set<string>;
  readonly coverages: ChainCoverage[];
}

async function* walkChain(listed: ListedChain, run: PlaceRun): AsyncGenerator<Step<IntegrityVerdict>> {
  const { bucket, reader, progress, due, asked } = run.question;
  const { chain } = listed;
  const walk = openChain({
    ...listed,
    bucket,
    ...(asked.from !== undefined && { from: asked.from }),
    ...(due !== undefined && { to: due }),
  });
  const digests = reader.ahead(listed.listed, chain);
  for (let next = walk.next(); next !== undefined; next = walk.next()) {
    const steps = walk.feed(await digests.get(next));
    for (const step of steps) if (step.kind === "check") note(step.log, run);
    let left = steps.filter(({ kind }) => kind === "check").length;
    for (const step of steps) {
      if (step.kind === "verdict") yield { ready: step.verdict };
      else {
        yield {
          make: async () => {
            const verdict = await checkLog(step.log, chain, run.question);
            left -= 1;
            // The log files of a digest are written down together.
            if (left === 0) await progress.save();
            return verdict;
          },
        };
      }
    }
  }
  for (const step of walk.end()) if (step.kind === "verdict") yield { ready: step.verdict };
  run.coverages.push(walk.coverage());
}

async function checkLog(
  log: DigestedLogFile,
  chain: DigestChainName,
  { reader, progress }: PlaceQuestion,
): Promise<IntegrityVerdict> {
  const place = { kind: "log", bucket: log.s3Bucket, key: log.s3Object, chain } as const;
  if (progress.isDone(log)) return { ...place, verdict: "valid", reason: "valid" };
  const judged = judgeLog(log, await reader.log(log));
  if (judged.verdict === "valid") progress.note(log);
  return { ...place, ...judged };
}

/** Log files that no digest names. */
async function* unnamedLogs(run: PlaceRun, chains: readonly ListedChain[]): AsyncGenerator<IntegrityVerdict> {
  const { place, question, named, coverages } = run;
  const { archive, asked, bucket } = question;
  const span: Span = { from: asked.from ?? -Infinity, to: asked.to ?? Infinity };
  const judge = createUnnamedJudge(coverages, span);
  const chain = chainFor(place, chains);
  let isBare = chains.every((listed) => listed.chain.isBackfill);
  for (const kind of run.kinds) {
    const folder = `${accountFolder(place)}/${kind}/${place.region}/`;
    for await (const { key, storedAt } of logFiles(archive, folder, span)) {
      const judged = named.has(bucket, key) ? undefined : judge({ time: timeOfLog(key), day: dayOf(key), storedAt });
      if (judged === undefined) continue;
      if (isBare) yield bareGap(place, question, chain);
      isBare = false;
      yield { kind: "log", bucket, key, ...judged, chain };
    }
  }
}

async function chainsOf(place: TrailPlace, question: PlaceQuestion): Promise<readonly ListedChain[]> {
  const { archive, asked, trail } = question;
  const chains = await listChains(archive, place, asked);
  if (trail === undefined || asked.from === undefined || chains.some((chain) => isAsked(chain, question)))
    return chains;
  // Whether the trail ever had digests here stands at the beginning of the folder.
  for await (const page of archive.list(digestFolder(place))) {
    const older = await listChains({ ...archive, list: () => onePage(page) }, place, {
      from: undefined,
      to: asked.from,
    });
    const lost = older.find((chain) => isAsked(chain, question) && !chain.chain.isBackfill);
    return lost === undefined ? chains : [...chains, { chain: lost.chain, listed: [], olderEnd: asked.from }];
  }
  return chains;
}

async function* onePage(page: readonly ListedObject[]): AsyncGenerator<readonly ListedObject[]> {
  yield page;
}

function isAsked({ chain }: ListedChain, { trail }: PlaceQuestion): boolean {
  return trail === undefined || (chain.trail === trail.name && chain.homeRegion === trail.homeRegion);
}

function note({ s3Bucket, s3Object }: DigestedLogFile, { named, kinds }: PlaceRun): void {
  named.add(s3Bucket, s3Object);
  const kind = parseLogFileKey(s3Object)?.kind;
  // Insight files are under digests where a digest names one.
  if (kind !== undefined) kinds.add(kind);
}

async function* logFiles(archive: Archive, folder: string, { from, to }: Span): AsyncGenerator<ListedObject> {
  const end = to === Infinity ? undefined : folder + dayPath(to + dayMs);
  for await (const page of archive.list(folder, from === -Infinity ? undefined : folder + dayPath(from))) {
    for (const object of page) {
      if (end !== undefined && object.key > end) return;
      // An empty object whose name ends in a slash is how the console makes folders.
      if (!object.key.endsWith("/")) yield object;
    }
  }
}

const dayMs = 24 * hourMs;

function timeOfLog(key: string): number | undefined {
  const name = parseLogFileKey(key);
  return name === undefined ? undefined : Date.parse(name.time);
}

function dayOf(key: string): Span | undefined {
  const [, year, month, day] = /\/(\d{4})\/(\d{2})\/(\d{2})\//.exec(key) ?? [];
  const from = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(from) ? undefined : { from, to: from + dayMs };
}

/** Whose a file is that no digest names can be told only where there is one chain. */
function chainFor(place: TrailPlace, chains: readonly ListedChain[]): DigestChainName {
  const regular = chains.filter(({ chain }) => !chain.isBackfill);
  const [only] = regular;
  if (regular.length === 1 && only !== undefined) return only.chain;
  return { ...place, trail: "", homeRegion: "", isBackfill: false };
}

/** Log files without any digest. */
function bareGap(place: TrailPlace, { bucket, asked }: PlaceQuestion, chain: DigestChainName): IntegrityVerdict {
  const { from, to } = asked;
  const hours = from === undefined || to === undefined ? "" : ` between ${isoSecond(from)} and ${isoSecond(to)}`;
  return {
    kind: "gap",
    bucket,
    key: digestFolder(place),
    verdict: "gap",
    reason: `GAP: no digest${hours}, though log files were delivered`,
    chain,
  };
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/[.]\d{3}Z$/, "Z");
}
