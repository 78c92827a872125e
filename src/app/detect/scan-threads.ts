import type { MessagePort } from "node:worker_threads";
import type { RuleSet } from "../../sigma/index.ts";
import type { ScanSettings } from "./scan-file.ts";

/** What a scan thread is told to do. Plain data but for the shared array and the port. */
export interface ScanOrder {
  readonly files: readonly string[];
  readonly rules: RuleSet;
  readonly settings: ScanSettings;
  /** See {@link sharedWords}. */
  readonly shared: Int32Array;
  /** How many there are. */
  readonly threads: number;
  /** How it gets the objects among the files. */
  readonly objects?: {
    readonly region: string;
    readonly endpointUrl?: string;
    readonly listedAt: number | undefined;
    /** Objects that are got at the same time. */
    readonly ahead: number;
    /** Where it asks for credentials. */
    readonly credentials: MessagePort;
  };
}

/** Of the shared array: the next file to take, how many files are merged, and how many records wait for an earlier file. */
export const sharedWords = { nextFile: 0, mergedFiles: 1, waiting: 2 } as const;
