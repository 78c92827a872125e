import { randomBytes } from "node:crypto";
import {
  compareDetections,
  createTimeline,
  createTimelineEngines,
  type EventSpan,
  feedFields,
  feedsOf,
  isoSecond,
  needsGeo,
  type Timeline,
} from "../../detect/index.ts";
import { isObjectUri } from "../../logs/index.ts";
import {
  type Detection,
  type DetectionStats,
  Problem,
  type ProblemRecord,
  type Severity,
  toProblemRecord,
} from "../../model/index.ts";
import { fieldsOf, headsOf, type RuleSet } from "../../sigma/index.ts";
import { deliveryTime } from "../events/delivery-order.ts";
import type { AwsEventOptions, Freshness } from "../events/event-sources.ts";
import { newestOf } from "../events/freshness.ts";
import { withObjects } from "../events/with-objects.ts";
import { openGeo } from "../geo/geo.ts";
import { rulesAtLeast } from "../rules/select-rules.ts";
import { readState, writeState } from "../state-file.ts";
import { distinctDetections } from "./distinct-hits.ts";
import { foldObjectProblems } from "./fold-problems.ts";
import { countHour, createScanMerge, type MergedScans, type ScanMerge } from "./merge-scans.ts";
import { type OpenScan, openScan } from "./open-scan.ts";
import { peakMemoryBytes } from "./peak-memory.ts";
import { type ScanSettings, scanFile } from "./scan-file.ts";
import { createScanTools } from "./scan-tools.ts";
import { type SettledSuspects, settleSuspects } from "./settle-suspects.ts";

export interface DetectEventsRequest {
  /** Files, directories, patterns, or `-`; with `aws` also `s3://` addresses and `event-history`. */
  readonly paths: readonly string[];
  readonly aws?: AwsEventOptions;
  readonly rules: RuleSet;
  /** For the stats: what {@link loadRules} rejected. */
  readonly rulesRejected?: number;
  /** Milder rules are not asked. */
  readonly minLevel?: Severity;
  /** Threads; the machine's cores when left out. */
  readonly workers?: number;
  /** The paths, when somebody has opened them already; he ends the threads. */
  readonly opened?: OpenScan;
  /** Only events in this time, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** How late an event may be delivered and still count in its place; 15 minutes when left out. */
  readonly latenessMs?: number;
  /** Baselines take time to learn what is usual before they tell; true when left out. */
  readonly learns?: boolean;
  /** Where rules over time go on from, and leave what they know; a file that is not there yet is made. */
  readonly stateFile?: string;
  /** With a state: leave to the next run what events that come late could still change. */
  readonly onlySettled?: boolean;
  /** GeoIP databases (`.mmdb`). */
  readonly geoipPaths?: readonly string[];
  /** Parse every record, without the scan for what rules ask: the reference that the scan must equal. */
  readonly plain?: boolean;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly files: number;
  readonly filesDone: number;
  /** Stored bytes of the files that are done. */
  readonly bytesRead: number;
}

export interface DetectedEvents {
  /** In the order of {@link compareDetections}. */
  readonly detections: readonly Detection[];
  readonly stats: DetectionStats;
  readonly problems: readonly ProblemRecord[];
  readonly activity: readonly EventSpan[];
  /** ISO 8601, UTC; undefined when no event has a time. */
  readonly firstEvent?: string;
  readonly lastEvent?: string;
  readonly sources: ScannedSources;
  /** Where events were asked of AWS. */
  readonly freshness?: Freshness;
  /**
   * Writes the state of rules over time, where that was asked for: to be called once the detections are safe, since the next run
   * will not make them again. Throws a {@link Problem} when it cannot be written.
   */
  readonly saveState?: () => void;
  /** What is no problem, but should be known: which rules are still learning, for example. */
  readonly notes: readonly string[];
}

export interface ScannedSources {
  /** What was read or tried. */
  readonly files: readonly string[];
  readonly withRecords: number;
  readonly digests: number;
  /** Of several gzip members, as where files were put together. */
  readonly severalMembers: readonly string[];
  /** Files in directories whose name is not that of a log. */
  readonly skipped: number;
  /** Events outside the asked-for time. */
  readonly outside: number;
}

/**
 * Runs rules over CloudTrail files. The same input gives the same detections in the same order, whatever the number of
 * threads. Never throws for what is in the files.
 */
export async function detectEvents(request: DetectEventsRequest): Promise<DetectedEvents> {
  if (request.opened !== undefined) return detectIn(request.opened, request);
  const opened = await openScan(request.paths, request.workers, request.aws);
  try {
    return await detectIn(opened, request);
  } finally {
    await opened.threads?.end();
  }
}

async function detectIn(found: OpenScan, request: DetectEventsRequest): Promise<DetectedEvents> {
  const started = performance.now();
  const { minLevel, stateFile, learns = true } = request;
  const { files } = found;
  const rules = minLevel === undefined ? request.rules : rulesAtLeast(request.rules, minLevel);
  const feeds = feedsOf(rules);
  const latenessMs = request.latenessMs ?? defaultLatenessMs;
  const engines = createTimelineEngines(rules, feeds, { learns });
  const timeline = createTimeline(rules, feeds, engines, { latenessMs, nowMs: Date.now() });
  if (stateFile !== undefined) restore(timeline, stateFile);

  const { merged, problems: geoProblems } = await scan(found, rules, timeline, request);
  const times = merged.ends.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter(Number.isFinite);
  const lastMs = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // Events that no rule over time hears of pass the time as well, but not those of a clock that is wrong.
  if (lastMs <= Date.now() + dayMs) timeline.advance(lastMs);
  const settled = await withObjects(found, (read) => settleSuspects(files, merged.suspects, read));
  timeline.settle(conflictContents(files, settled));
  const overTime = timeline.finish({
    keepOpen: stateFile !== undefined,
    onlySettled: request.onlySettled === true,
  });
  for (const { hour } of settled.conflicts) countHour(merged.activity, hour);
  const single = distinctDetections(merged.hits, settled.contentOf);
  const detections =
    overTime.detections.length === 0 ? single : [...single, ...overTime.detections].sort(compareDetections);
  const problems = foldObjectProblems([
    ...found.problems,
    ...geoProblems,
    ...merged.problems,
    ...settled.problems,
    ...overTime.problems,
    ...forgottenProblems(merged),
  ]);
  const sum = (pick: (end: MergedScans["ends"][number]) => number): number =>
    merged.ends.reduce((total, end) => total + pick(end), 0);
  return {
    detections,
    stats: {
      kind: "stats",
      files: files.length,
      bytesRead: sum(({ bytesRead }) => bytesRead),
      bytesUnpacked: sum(({ bytesUnpacked }) => bytesUnpacked),
      records: sum(({ records }) => records),
      events: merged.unique + settled.conflicts.length,
      duplicates: merged.duplicates + settled.duplicates,
      problems: problems.length,
      rulesLoaded: headsOf(request.rules).length,
      rulesRejected: request.rulesRejected ?? 0,
      detections: detections.length,
      evictedGroups: overTime.evictedGroups,
      seconds: Math.round(performance.now() - started) / 1000,
      peakRssBytes: peakMemoryBytes(),
      ...(found.freshness && newestOf(times.length === 0 ? undefined : lastMs, found.freshness)),
    },
    problems,
    activity: merged.activity.spans(detections, maxSpans),
    ...(times.length > 0 && {
      firstEvent: isoSecond(times.reduce((a, b) => Math.min(a, b))),
      lastEvent: isoSecond(lastMs),
    }),
    sources: {
      files,
      withRecords: merged.ends.filter(({ records }) => records > 0).length,
      digests: sum(({ digests }) => digests),
      severalMembers: files.filter((_, at) => (merged.ends[at]?.members ?? 0) > 1),
      skipped: found.skipped,
      outside: sum(({ outside }) => outside),
    },
    ...(stateFile !== undefined && { saveState: () => writeState(stateFile, timeline.save()) }),
    ...(found.freshness && { freshness: found.freshness }),
    notes: [...geoNotes(rules, request.geoipPaths ?? []), ...overTime.notes],
  };
}

/** What conflicts say, by their places. What cannot be read again is taken for an event of its own, as it is counted. */
function conflictContents(
  files: readonly string[],
  { conflicts, contentOf }: SettledSuspects,
): (file: string, index: number) => string | undefined {
  const contents = new Map(
    conflicts.map((conflict) => {
      const place = `${conflict.index} ${files[conflict.file] ?? ""}`;
      return [place, contentOf(conflict) ?? place];
    }),
  );
  return (file, index) => contents.get(`${index} ${file}`);
}

/** Throws a {@link Problem} for what is no state: to begin anew without being asked would overwrite what was learned. */
function restore(timeline: Timeline, stateFile: string): void {
  const state = readState(stateFile);
  if (state === undefined) return;
  try {
    timeline.restore(state);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, hint } = error;
    throw new Problem(code, message, {
      location: { file: stateFile },
      ...(hint !== undefined && { hint }),
      cause: error,
    });
  }
}

const dayMs = 86_400_000;
const defaultLatenessMs = 15 * 60_000;

const maxSpans = 120;

async function scan(
  found: OpenScan,
  rules: RuleSet,
  timeline: Timeline,
  request: DetectEventsRequest,
): Promise<{ readonly merged: MergedScans; readonly problems: readonly ProblemRecord[] }> {
  const { files, threads, expectedRecords, objects } = found;
  const latenessMs = request.latenessMs ?? defaultLatenessMs;
  const merge = createScanMerge(({ file, observations, end }, isCopy, isSuspect) => {
    if (observations !== undefined) timeline.add(observations, files[file] ?? "", isCopy, isSuspect);
    const next = files[file + 1];
    if (timeline.buffered <= manyObservations || end === undefined || next === undefined) return;
    // Files are merged as they were delivered, so that what comes later cannot be much older.
    const delivered = deliveryTime(next);
    if (delivered !== undefined) timeline.advance(delivered - latenessMs);
  }, expectedRecords);
  const settings: ScanSettings = {
    seed: randomBytes(4).readInt32LE(),
    fromMs: request.fromMs ?? Number.NEGATIVE_INFINITY,
    toMs: request.toMs ?? Number.POSITIVE_INFINITY,
    geoipPaths: request.geoipPaths ?? [],
    plain: request.plain === true,
  };
  const progress = progressOf(files, merge, request.onProgress);
  if (threads !== undefined) {
    await threads.scan({ files, rules, settings, merge, progress, ...(objects && { objects }) });
    // The threads open the databases for themselves, and leave it to this one to say what is wrong with them.
    const { problems } = openGeo(settings.geoipPaths);
    return { merged: merge.result(), problems: problems.map(toProblemRecord) };
  } else {
    const { tools, problems } = createScanTools(rules, settings.geoipPaths, settings.seed);
    const stdin = request.stdin === undefined ? {} : { stdin: request.stdin };
    await withObjects(found, async (read, expect) => {
      expect(files.filter(isObjectUri));
      for (const [file, name] of files.entries()) {
        await scanFile(name, file, tools, settings, merge.add, { ...stdin, ...read });
        progress();
      }
    });
    return { merged: merge.result(), problems };
  }
}

/** Fewer wait for the end, when all are in order for certain: names of files that were copied may tell wrong times. */
const manyObservations = 200_000;

function progressOf(files: readonly string[], merge: ScanMerge, report: DetectEventsRequest["onProgress"]): () => void {
  let done = 0;
  let bytesRead = 0;
  return () => {
    if (report === undefined) return;
    const { ends } = merge.result();
    for (; done < ends.length; done += 1) bytesRead += ends[done]?.bytesRead ?? 0;
    report({ files: files.length, filesDone: done, bytesRead });
  };
}

/** Without a database some rules never match, which is no reason to believe that there was nothing. */
function geoNotes(rules: RuleSet, geoipPaths: readonly string[]): readonly string[] {
  if (geoipPaths.length > 0) return [];
  const asked = feedsOf(rules).filter((feed) => needsGeo([...fieldsOf(feed.condition), ...feedFields(feed)]));
  const ids = new Set([
    ...asked.map(({ consumer }) => consumer),
    ...rules.rules.filter(({ condition }) => needsGeo(fieldsOf(condition))).map(({ id }) => id),
  ]);
  if (ids.size === 0) return [];
  return [`${ids.size === 1 ? "1 rule needs" : `${ids.size} rules need`} a GeoIP database (--geoip) and cannot match.`];
}

function forgottenProblems({ forgotten }: MergedScans): readonly ProblemRecord[] {
  if (forgotten === 0) return [];
  const message = `There were more events than can be remembered: copies of ${forgotten} early ones would count again.`;
  return [{ code: "input.too-large", message }];
}
