import { parentPort, threadId } from "node:worker_threads";
import { buffers } from "../../detect/index.ts";
import { isObjectUri, type ObjectReader, openObjectReader } from "../../logs/index.ts";
import { askForCredentials } from "../events/shared-credentials.ts";
import { recordWords } from "./record-pages.ts";
import { type ScanPart, scanFile } from "./scan-file.ts";
import { type ScanOrder, sharedWords } from "./scan-threads.ts";
import { createScanTools } from "./scan-tools.ts";

/** Records that may wait in memory for an earlier file, at 20 bytes each. */
const maxWaiting = 4_000_000;
/** Small files are taken several at a time, up to about so many records: who is in one is often in the next. */
const recordsAtOnce = 8192;
const maxFilesAtOnce = 32;
/** What is handed over costs by the message as well. */
const rowsAtOnce = 16_384;

// A thread of scan-in-threads.ts, which alone starts this file, says what to do, and says nothing more.
parentPort?.once("message", scan);

async function scan({ files, rules, settings, shared, threads, objects }: ScanOrder): Promise<void> {
  // What is wrong with the databases is said by the main thread, which opens them as well.
  const { tools } = createScanTools(rules, settings.geoipPaths, settings.seed, threadId);
  let parts: ScanPart[] = [];
  let rows = 0;
  let filesRead = 0;
  let recordsRead = 0;
  const reader = objects && openReader(objects);
  const options = { openObject: reader?.open };
  /** Taken but not read yet; of objects so many as are got at the same time. */
  const taken: FileRange[] = [];

  for (let next = nextFiles(); next.from < next.to; next = nextFiles()) {
    for (let file = next.from; file < next.to; file += 1) {
      await scanFile(files[file] ?? "", file, tools, settings, hand, options);
      filesRead += 1;
    }
    post();
  }
  reader?.close();
  objects?.credentials.close();

  function nextFiles(): FileRange {
    while (reader !== undefined && objects !== undefined && reader.expected < objects.ahead) {
      const more = takeFiles();
      if (more.from >= more.to) break;
      taken.push(more);
      reader.expect(files.slice(more.from, more.to).filter(isObjectUri));
    }
    return taken.shift() ?? takeFiles();
  }

  /** Files are taken in order, by one counter for all threads, so that the earliest one is always being read. */
  function takeFiles(): FileRange {
    const left = files.length - Atomics.load(shared, sharedWords.nextFile);
    // Fewer towards the end, so that all threads end at about the same time.
    const fair = Math.ceil(left / (4 * threads));
    const small = filesRead === 0 ? 1 : Math.floor((recordsAtOnce * filesRead) / Math.max(1, recordsRead));
    const count = Math.max(1, Math.min(fair, small, maxFilesAtOnce));
    const from = Atomics.add(shared, sharedWords.nextFile, count);
    return { from, to: Math.min(from + count, files.length) };
  }

  function hand(part: ScanPart): void {
    const records = part.records.length / recordWords;
    recordsRead += records;
    parts.push(part);
    rows += records + (part.observations?.count ?? 0);
    if (rows >= rowsAtOnce) post();
    waitForTurn(part.file);
  }

  function post(): void {
    if (parts.length === 0) return;
    // Many parts have their records on one page.
    const moved = new Set(parts.flatMap(buffersOf));
    parentPort?.postMessage(parts, [...moved]);
    tools.records.turn();
    parts = [];
    rows = 0;
  }

  /** Whoever reads the file that the merge waits for never waits, once he has handed over what he holds; so this ends. */
  function waitForTurn(file: number): void {
    while (Atomics.load(shared, sharedWords.waiting) > maxWaiting) {
      post();
      const merged = Atomics.load(shared, sharedWords.mergedFiles);
      if (merged >= file) return;
      Atomics.wait(shared, sharedWords.mergedFiles, merged, 100);
    }
  }
}

function buffersOf({ records, observations }: ScanPart): readonly ArrayBuffer[] {
  return observations === undefined ? [records.buffer] : [records.buffer, ...buffers(observations)];
}

/** The end is not part of it. */
interface FileRange {
  readonly from: number;
  readonly to: number;
}

function openReader({ credentials, ahead, listedAt, ...aws }: NonNullable<ScanOrder["objects"]>): ObjectReader {
  return openObjectReader({ ...aws, credentials: askForCredentials(credentials) }, { ahead, listedAt });
}
