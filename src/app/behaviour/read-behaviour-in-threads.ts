import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { minThreadedBytes, roughBytes } from "../detect/open-scan.ts";
import type { BehaviourPart } from "./behaviour-part.ts";
import { type ReadingOrder, readInTurn, readingWords } from "./behaviour-thread.ts";
import { createPartMerge } from "./merge-behaviour-parts.ts";
import type { EventTaker } from "./read-behaviour-file.ts";

/** Threads run the built JavaScript; sources read in turn, in this one. */
const isBuilt: boolean = import.meta.url.endsWith(".js");

/** How many threads are worth it where nobody says how many. */
export function threadsFor(files: readonly string[]): number {
  const isMuch = isBuilt && !files.includes("-") && roughBytes(files) >= minThreadedBytes;
  return isMuch ? Math.min(availableParallelism(), files.length) : 1;
}

/**
 * Reads files in so many threads. `taker` hears what it would hear of one thread, in the order of the files, and `ended` of the
 * end of each.
 */
export async function readInThreads(
  files: readonly string[],
  { seed, threads }: { readonly seed: number; readonly threads: number },
  taker: EventTaker,
  ended: (isWhole: boolean) => void,
): Promise<void> {
  const words = Object.keys(readingWords).length;
  const shared = new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
  const order: ReadingOrder = { files, seed, shared };
  const merge = createPartMerge(files, threads, taker, ended);
  const start = isBuilt ? startThread : startHere;
  await Promise.all(Array.from({ length: threads }, (_, thread) => start(order, (parts) => take(thread, parts))));

  function take(thread: number, parts: readonly BehaviourPart[]): void {
    const before = merge.events;
    for (const part of parts) merge.add(thread, part);
    Atomics.sub(shared, readingWords.waiting, merge.events - before);
    Atomics.store(shared, readingWords.takenFiles, merge.next);
    Atomics.notify(shared, readingWords.takenFiles);
  }
}

type Take = (parts: readonly BehaviourPart[]) => void;

/** Ends when the thread has. */
async function startThread(order: ReadingOrder, take: Take): Promise<void> {
  const worker = new Worker(new URL("./behaviour-worker.js", import.meta.url), { resourceLimits });
  try {
    await new Promise<void>((resolve, reject) => {
      // It posts nothing else.
      worker.on("message", take);
      worker.on("error", reject);
      worker.on("exit", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A thread that reads logs ended with code ${code}.`));
      });
      worker.postMessage(order);
    });
  } finally {
    await worker.terminate();
  }
}

/** What a thread makes is mostly gone at once, so that a large young generation would only be memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

function startHere(order: ReadingOrder, take: Take): Promise<void> {
  return readInTurn(order, (parts) => take(structuredClone(parts)));
}
