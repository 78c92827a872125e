import { parentPort, threadId, workerData } from "node:worker_threads";
import { buffers } from "../detect/index.ts";
import { type ScanPart, scanFile } from "./scan-file.ts";
import { type ScanWorkerData, sharedWords } from "./scan-threads.ts";
import { createScanTools } from "./scan-tools.ts";

// A thread of scan-in-threads.ts, which alone starts this file and says with what.
const { files, rules, settings, shared } = workerData as ScanWorkerData;

/** Records that may wait in memory for an earlier file, at 20 bytes each. */
const maxWaiting = 4_000_000;

// What is wrong with the databases is said by the main thread, which opens them as well.
const { tools } = createScanTools(rules, settings.geoipPaths, settings.seed, threadId);
for (let file = takeFile(); file < files.length; file = takeFile()) {
  await scanFile(files[file] ?? "", file, tools, settings, hand);
}

/** Files are taken in order, by one counter for all threads, so that the earliest one is always being read. */
function takeFile(): number {
  return Atomics.add(shared, sharedWords.nextFile, 1);
}

function hand(part: ScanPart): void {
  waitForTurn(part.file);
  parentPort?.postMessage(part, [part.records.buffer, ...buffers(part.observations)]);
}

/** Whoever reads the file that the merge waits for never waits, so this ends. */
function waitForTurn(file: number): void {
  while (Atomics.load(shared, sharedWords.waiting) > maxWaiting) {
    const merged = Atomics.load(shared, sharedWords.mergedFiles);
    if (merged >= file) return;
    Atomics.wait(shared, sharedWords.mergedFiles, merged, 100);
  }
}
