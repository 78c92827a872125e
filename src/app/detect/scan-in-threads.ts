import { setFlagsFromString } from "node:v8";
import { MessageChannel, Worker } from "node:worker_threads";
import type { RuleSet } from "../../sigma/index.ts";
import type { ObjectAccess } from "../events/event-sources.ts";
import { giveCredentials } from "../events/shared-credentials.ts";
import type { ScanMerge } from "./merge-scans.ts";
import type { ScanPart, ScanSettings } from "./scan-file.ts";
import { type ScanOrder, sharedWords } from "./scan-threads.ts";

/** Threads that wait for something to scan. */
export interface ScanThreads {
  /**
   * Scans files. A thread does a whole file (unpacks, parses, asks the rules) and hands over hits and numbers only: to hand
   * over events would cost more than to read them.
   */
  scan(scan: ThreadedScan): Promise<void>;
  /** Ends the threads, whatever they are doing. */
  end(): Promise<void>;
}

export interface ThreadedScan {
  readonly files: readonly string[];
  readonly rules: RuleSet;
  readonly settings: ScanSettings;
  readonly merge: ScanMerge;
  /** Where objects are among the files. */
  readonly objects?: ObjectAccess;
  /** Called after some parts. */
  readonly progress: () => void;
}

/** Threads run the built JavaScript; sources run in one thread. */
export const canScanInThreads: boolean = import.meta.url.endsWith(".js");

/** They load their code while the caller does something else. */
export function startScanThreads(count: number): ScanThreads {
  leaveCoresToTheScan();
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL("./scan-worker.js", import.meta.url), { resourceLimits });
    // Who never comes to scan may end all the same.
    worker.unref();
    return worker;
  });
  const ends = workers.map(ended);
  return {
    async scan({ files, rules, settings, merge, objects, progress }) {
      const words = Object.keys(sharedWords).length;
      const shared = new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
      const order: ScanOrder = { files, rules: withoutExamples(rules), settings, shared, threads: count };
      const take = (parts: readonly ScanPart[]): void => {
        for (const part of parts) merge.add(part);
        Atomics.store(shared, sharedWords.waiting, merge.waiting);
        Atomics.store(shared, sharedWords.mergedFiles, merge.next);
        Atomics.notify(shared, sharedWords.mergedFiles);
        progress();
      };
      for (const worker of workers) {
        // The worker posts nothing else.
        worker.on("message", take);
        worker.ref();
        if (objects === undefined) {
          worker.postMessage(order);
          continue;
        }
        const { port1, port2 } = new MessageChannel();
        const { region, endpointUrl, credentials } = objects.aws;
        giveCredentials(port1, credentials);
        const access: ScanOrder["objects"] = {
          region,
          ...(endpointUrl !== undefined && { endpointUrl }),
          listedAt: objects.listedAt,
          ahead: Math.max(1, Math.ceil(objects.concurrency / count)),
          credentials: port2,
        };
        worker.postMessage({ ...order, objects: access }, [port2]);
      }
      await Promise.all(ends);
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/**
 * What V8 does beside the scan takes time from it when all cores scan. Each thread compiles the same functions for itself, and by
 * V8's usual measure many of those that are run a few thousand times: eight times the measure leaves those that matter. And each
 * thread asks others to help it clear its young generation, which takes longer than to do it alone.
 */
function leaveCoresToTheScan(): void {
  // Later versions call these otherwise, and V8 says so on stderr when it does not know a flag.
  if (!process.versions.node.startsWith("20.")) return;
  setFlagsFromString(`--interrupt-budget=${8 * 66 * 1024}`);
  setFlagsFromString("--no-parallel-scavenge");
}

/** What a thread makes is mostly gone at once, so that a large young generation would only be memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

/** The examples of rules are events, many times as large as their conditions, and no thread asks for them. */
function withoutExamples(rules: RuleSet): RuleSet {
  return {
    rules: rules.rules.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
    correlations: rules.correlations.map((rule) => ({ ...rule, examples: [] })),
    baselines: rules.baselines.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
  };
}

/** When it has scanned, or was ended. */
function ended(worker: Worker): Promise<void> {
  const end = new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`A scan thread ended with code ${code}.`))));
  });
  // Whoever scans hears of it; who ends the threads before that has no use for it.
  end.catch(() => {});
  return end;
}
