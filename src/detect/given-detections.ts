import type { Detection } from "../model/index.ts";
import { contentHash } from "./content-hash.ts";

/**
 * Detections that were made of events which the next run processes again. Equal are those of one rule and the same events.
 */
export interface GivenDetections {
  /** From now on, what is made is to be remembered. */
  record(fromMs: number): void;
  /** Whether it is a new one; `ms`: when it was made, in event time. */
  isNew(detection: Detection, ms: number): boolean;
  restore(keys: ReadonlyMap<string, number>): void;
  readonly keys: ReadonlyMap<string, number>;
}

export function createGivenDetections(): GivenDetections {
  const keys = new Map<string, number>();
  let isRecording = false;

  return {
    record(fromMs) {
      isRecording = true;
      // What was made before cannot be made again.
      for (const [key, ms] of keys) if (ms < fromMs) keys.delete(key);
    },
    isNew(detection, ms) {
      if (!isRecording && keys.size === 0) return true;
      const key = keyOf(detection);
      const isKnown = keys.has(key);
      if (isKnown || isRecording) keys.set(key, ms);
      return !isKnown;
    },
    restore(saved) {
      for (const [key, ms] of saved) keys.set(key, ms);
    },
    keys,
  };
}

function keyOf({ rule, groupBy, time, events }: Detection): string {
  return contentHash([rule.id, groupBy, time, events.map(({ eventId, file, index }) => eventId || [file, index])]);
}
