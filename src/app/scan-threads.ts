import type { RuleSet } from "../sigma/index.ts";
import type { ScanSettings } from "./scan-file.ts";

/** What a scan thread is told to do. Plain data but for the shared array. */
export interface ScanOrder {
  readonly files: readonly string[];
  readonly rules: RuleSet;
  readonly settings: ScanSettings;
  /** See {@link sharedWords}. */
  readonly shared: Int32Array;
  /** How many there are. */
  readonly threads: number;
}

/** Of the shared array: the next file to take, how many files are merged, and how many records wait for an earlier file. */
export const sharedWords = { nextFile: 0, mergedFiles: 1, waiting: 2 } as const;
