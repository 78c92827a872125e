import { parentPort, workerData } from "node:worker_threads";
import { createDetector } from "../detect/index.ts";
import { type ScanPart, scanFile } from "./scan-file.ts";
import { type ScanWorkerData, sharedWords } from "./scan-threads.ts";

// A thread of scan-in-threads.ts, which alone starts this file and says with what.
const { files, rules, settings, shared } = workerData as ScanWorkerData;

/** Records that may wait in memory for an earlier file, at 20 bytes each. */
const maxWaiting = 4_000_000;

const detector = createDetector(rules);
for (let file = takeFile(); file < files.length; file = takeFile()) {
  await scanFile(files[file] ?? "", file, detector, settings, hand);
}

/** Files are taken in order, by one counter for all threads, so that the earliest one is always being read. */
function takeFile(): number {
  return Atomics.add(shared, sharedWords.nextFile, 1);
}

function hand(part: ScanPart): void {
  waitForTurn(part.file);
  parentPort?.postMessage(part, [part.records.buffer]);
}

/** Whoever reads the file that the merge waits for never waits, so this ends. */
function waitForTurn(file: number): void {
  while (Atomics.load(shared, sharedWords.waiting) > maxWaiting) {
    const merged = Atomics.load(shared, sharedWords.mergedFiles);
    if (merged >= file) return;
    Atomics.wait(shared, sharedWords.mergedFiles, merged, 100);
  }
}
