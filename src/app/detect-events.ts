import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { createDetector, type EventSpan } from "../detect/index.ts";
import { findLogFiles } from "../logs/index.ts";
import { type Detection, type DetectionStats, isAtLeast, type ProblemRecord, type Severity } from "../model/index.ts";
import type { Rule } from "../sigma/index.ts";
import { distinctDetections } from "./distinct-hits.ts";
import { countHour, createScanMerge, type MergedScans, type ScanMerge } from "./merge-scans.ts";
import { peakMemoryBytes } from "./peak-memory.ts";
import { type ScanSettings, scanFile } from "./scan-file.ts";
import { canScanInThreads, scanInThreads, totalBytes } from "./scan-in-threads.ts";
import { settleSuspects } from "./settle-suspects.ts";

export interface DetectEventsRequest {
  /** Files, directories, patterns, or `-`. */
  readonly paths: readonly string[];
  readonly rules: readonly Rule[];
  /** For the stats: what {@link loadRules} rejected. */
  readonly rulesRejected?: number;
  /** Milder rules are not asked. */
  readonly minLevel?: Severity;
  /** Threads; the machine's cores when left out. */
  readonly workers?: number;
  /** Only events in this time, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
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
}

export interface ScannedSources {
  /** What was read or tried. */
  readonly files: readonly string[];
  readonly withRecords: number;
  readonly digests: number;
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
  const started = performance.now();
  const { minLevel } = request;
  const found = findLogFiles(request.paths);
  const rules =
    minLevel === undefined ? request.rules : request.rules.filter(({ level }) => isAtLeast(level, minLevel));
  const merged = await scan(found.files, rules, request);
  const settled = await settleSuspects(found.files, merged.suspects);
  for (const { hour } of settled.conflicts) countHour(merged.activity, hour);
  const detections = distinctDetections(merged.hits, settled.contentOf);
  const problems = [...found.problems, ...merged.problems, ...settled.problems, ...forgottenProblems(merged)];
  const times = merged.ends.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter(Number.isFinite);
  const sum = (pick: (end: MergedScans["ends"][number]) => number): number =>
    merged.ends.reduce((total, end) => total + pick(end), 0);
  return {
    detections,
    stats: {
      kind: "stats",
      files: found.files.length,
      bytesRead: sum(({ bytesRead }) => bytesRead),
      bytesUnpacked: sum(({ bytesUnpacked }) => bytesUnpacked),
      records: sum(({ records }) => records),
      events: merged.unique + settled.conflicts.length,
      duplicates: merged.duplicates + settled.duplicates,
      problems: problems.length,
      rulesLoaded: request.rules.length,
      rulesRejected: request.rulesRejected ?? 0,
      detections: detections.length,
      evictedGroups: 0,
      seconds: Math.round(performance.now() - started) / 1000,
      peakRssBytes: peakMemoryBytes(),
    },
    problems,
    activity: merged.activity.spans(detections, maxSpans),
    ...(times.length > 0 && { firstEvent: isoTime(Math.min(...times)), lastEvent: isoTime(Math.max(...times)) }),
    sources: {
      files: found.files,
      withRecords: merged.ends.filter(({ records }) => records > 0).length,
      digests: sum(({ digests }) => digests),
      skipped: found.skipped,
      outside: sum(({ outside }) => outside),
    },
  };
}

const maxSpans = 120;

async function scan(
  files: readonly string[],
  rules: readonly Rule[],
  request: DetectEventsRequest,
): Promise<MergedScans> {
  const merge = createScanMerge();
  const settings: ScanSettings = {
    seed: randomBytes(4).readInt32LE(),
    fromMs: request.fromMs ?? Number.NEGATIVE_INFINITY,
    toMs: request.toMs ?? Number.POSITIVE_INFINITY,
  };
  const progress = progressOf(files, merge, request.onProgress);
  const workers = Math.min(request.workers ?? availableParallelism(), files.length);
  const worthIt = workers > 1 && !files.includes("-") && totalBytes(files, minThreadedBytes) >= minThreadedBytes;
  if (worthIt && canScanInThreads) {
    await scanInThreads({ files, rules, settings, workers, merge, progress });
  } else {
    const detector = createDetector(rules);
    const options = request.stdin === undefined ? {} : { stdin: request.stdin };
    for (const [file, name] of files.entries()) {
      await scanFile(name, file, detector, settings, merge.add, options);
      progress();
    }
  }
  return merge.result();
}

/** Starting threads costs as much as reading this many stored bytes. */
const minThreadedBytes = 4 * 1024 * 1024;

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

function forgottenProblems({ forgotten }: MergedScans): readonly ProblemRecord[] {
  if (forgotten === 0) return [];
  const message = `There were more events than can be remembered: copies of ${forgotten} early ones would count again.`;
  return [{ code: "input.too-large", message }];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
