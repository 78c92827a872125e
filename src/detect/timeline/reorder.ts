import { type Json, ownValue } from "../../model/index.ts";
import { type EngineInput, type Entry, feedNamesOf } from "../correlate/index.ts";
import type { OverTimeEngine, TimedMatch } from "../over-time.ts";
import { readRecord } from "../state-json.ts";
import { readObservations, writeObservations } from "../state-observations.ts";

/**
 * Lets `engine` run `waitMs` behind: what it hears may come that much later than its time, and is put in order here. For
 * correlations of detections that are only made when a window ends. When more than `maxHeld` wait, the oldest go.
 */
export function createReorder(
  engine: OverTimeEngine,
  waitMs: number,
  inputs: readonly EngineInput[],
  maxHeld: number = 500_000,
): OverTimeEngine {
  /** By time, those of one instant in the order in which they came. What stands before `first` has gone on. */
  let held: Entry[] = [];
  let first = 0;
  let dropped = 0;
  const feeds = feedNamesOf(inputs);

  return {
    see(observation) {
      insert(observation);
      if (held.length - first > maxHeld) {
        first += 1;
        dropped += 1;
      }
      compact();
      return [];
    },
    advance(ms) {
      const found: TimedMatch[] = [];
      for (let next = held[first]; next !== undefined && next.ms < ms - waitMs; next = held[first]) {
        found.push(...engine.see(next));
        first += 1;
      }
      compact();
      found.push(...engine.advance(ms - waitMs));
      return found;
    },
    save: () => ({ held: writeObservations(held.slice(first), feeds), engine: engine.save() }),
    restore(state: Json) {
      const record = readRecord(state);
      const restored = readObservations(ownValue(record, "held"), feeds);
      engine.restore(ownValue(record, "engine") ?? null);
      held = [...restored].sort((a, b) => a.ms - b.ms);
      first = 0;
    },
    get evicted() {
      return engine.evicted + dropped;
    },
  };

  function insert(entry: Entry): void {
    let at = held.length;
    while (at > first && (held[at - 1]?.ms ?? 0) > entry.ms) at -= 1;
    held.splice(at, 0, entry);
  }

  function compact(): void {
    if (first < 16 || first * 2 < held.length) return;
    held = held.slice(first);
    first = 0;
  }
}
