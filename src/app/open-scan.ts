import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type FoundLogFiles, findLogFiles } from "../logs/index.ts";
import { inDeliveryOrder } from "./delivery-order.ts";
import { canScanInThreads, type ScanThreads, startScanThreads } from "./scan-in-threads.ts";

/** Files that were found, and threads for them that are on their way: reading rules takes as long as starting threads. */
export interface OpenScan extends FoundLogFiles {
  /** Undefined where threads are not worth it: this one scans. */
  readonly threads?: ScanThreads;
  /** Roughly, for the size of tables. */
  readonly expectedRecords: number;
}

/** `threads`: the machine's cores when left out. Whoever opens a scan ends its threads. */
export function openScan(paths: readonly string[], threads: number = availableParallelism()): OpenScan {
  const found = findLogFiles(paths);
  const files = inDeliveryOrder(found.files);
  const regular = files.filter((file) => file !== "-");
  const packed = roughBytes(regular.filter((file) => file.endsWith(".gz")));
  const others = roughBytes(regular.filter((file) => !file.endsWith(".gz")));
  const count = Math.min(threads, files.length);
  const worthIt = count > 1 && regular.length === files.length && packed + others >= minThreadedBytes;
  return {
    ...found,
    files,
    ...(worthIt && canScanInThreads && { threads: startScanThreads(count) }),
    // Packed records are about 140 bytes long, others ten times.
    expectedRecords: Math.ceil(packed / 140 + others / 1400),
  };
}

/** Starting threads costs as much as reading this many stored bytes. */
const minThreadedBytes = 4 * 1024 * 1024;

/** Size of files as stored; of many, by a sample that is spread over them. */
function roughBytes(files: readonly string[]): number {
  const step = Math.max(1, Math.floor(files.length / maxSample));
  let total = 0;
  for (let at = 0; at < files.length; at += step) {
    total += statSync(files[at] ?? "", { throwIfNoEntry: false })?.size ?? 0;
  }
  return total * step;
}

const maxSample = 200;
