import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { RuleSet } from "../sigma/index.ts";
import type { ScanMerge } from "./merge-scans.ts";
import type { ScanPart, ScanSettings } from "./scan-file.ts";
import { type ScanWorkerData, sharedWords } from "./scan-threads.ts";

export interface ThreadedScan {
  readonly files: readonly string[];
  readonly rules: RuleSet;
  readonly settings: ScanSettings;
  readonly workers: number;
  readonly merge: ScanMerge;
  /** Called after some parts. */
  readonly progress: () => void;
}

/** Threads run the built JavaScript; sources run in one thread. */
export const canScanInThreads: boolean = import.meta.url.endsWith(".js");

/**
 * Scans files in several threads. A thread does a whole file (unpacks, parses, asks the rules) and hands over hits and
 * numbers only: to hand over events would cost more than to read them.
 */
export async function scanInThreads(scan: ThreadedScan): Promise<void> {
  const { files, rules, settings, merge, progress } = scan;
  const shared = new Int32Array(new SharedArrayBuffer(Object.keys(sharedWords).length * Int32Array.BYTES_PER_ELEMENT));
  // The examples of rules are events, many times as large as their conditions, and no thread asks for them.
  const lean: RuleSet = {
    rules: rules.rules.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
    correlations: rules.correlations.map((rule) => ({ ...rule, examples: [] })),
    baselines: rules.baselines.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
  };
  const workerData: ScanWorkerData = { files, rules: lean, settings, shared, threads: scan.workers };
  const workers = Array.from({ length: scan.workers }, () => {
    return new Worker(new URL("./scan-worker.js", import.meta.url), { workerData });
  });
  try {
    await Promise.all(workers.map((worker) => finished(worker, take)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  function take(parts: readonly ScanPart[]): void {
    for (const part of parts) merge.add(part);
    Atomics.store(shared, sharedWords.waiting, merge.waiting);
    Atomics.store(shared, sharedWords.mergedFiles, merge.next);
    Atomics.notify(shared, sharedWords.mergedFiles);
    progress();
  }
}

function finished(worker: Worker, take: (parts: readonly ScanPart[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // The worker posts nothing else.
    worker.on("message", take);
    worker.on("error", reject);
    worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`A scan thread ended with code ${code}.`))));
  });
}

/** Size of the files as stored, counted no further than `enough`. */
export function totalBytes(files: readonly string[], enough: number): number {
  let total = 0;
  for (const file of files) {
    if (total >= enough) break;
    total += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}
