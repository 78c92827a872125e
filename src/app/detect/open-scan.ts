import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { isObjectUri } from "../../logs/index.ts";
import { inDeliveryOrder } from "../events/delivery-order.ts";
import { type AwsEventOptions, type EventSources, openEventSources } from "../events/event-sources.ts";
import { canScanInThreads, type ScanThreads, startScanThreads } from "./scan-in-threads.ts";

/** Files that were found, and threads for them that are on their way: reading rules takes as long as starting threads. */
export interface OpenScan extends EventSources {
  /** Undefined where threads are not worth it: this one scans. */
  readonly threads?: ScanThreads;
  /** Roughly, for the size of tables. */
  readonly expectedRecords: number;
}

/** `threads`: the machine's cores when left out. `aws`: without it nothing is asked of AWS. Whoever opens a scan ends its threads. */
export async function openScan(
  paths: readonly string[],
  threads: number = availableParallelism(),
  aws?: AwsEventOptions,
): Promise<OpenScan> {
  const found = await openEventSources(paths, aws);
  const files = inDeliveryOrder(found.files);
  const regular = files.filter((file) => file !== "-");
  const local = regular.filter((file) => !isObjectUri(file));
  const packed = roughBytes(local.filter((file) => file.endsWith(".gz"))) + (found.objects?.bytes ?? 0);
  const others = roughBytes(local.filter((file) => !file.endsWith(".gz")));
  const count = Math.min(threads, files.length);
  const isMuch = packed + others >= minThreadedBytes || regular.length - local.length >= minThreadedObjects;
  const worthIt = count > 1 && regular.length === files.length && isMuch;
  return {
    ...found,
    files,
    ...(worthIt && canScanInThreads && { threads: startScanThreads(count) }),
    // Packed records are about 140 bytes long, others ten times.
    expectedRecords: Math.ceil(packed / 140 + others / 1400),
  };
}

/** Starting threads costs as much as reading this many stored bytes. */
export const minThreadedBytes: number = 4 * 1024 * 1024;
/** Or getting this many objects, however small. */
const minThreadedObjects = 1000;

/** Size of files as stored; of many, by a sample that is spread over them. */
export function roughBytes(files: readonly string[]): number {
  const step = Math.max(1, Math.floor(files.length / maxSample));
  let total = 0;
  for (let at = 0; at < files.length; at += step) {
    total += statSync(files[at] ?? "", { throwIfNoEntry: false })?.size ?? 0;
  }
  return total * step;
}

const maxSample = 200;
