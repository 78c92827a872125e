import type { Detection } from "../../model/index.ts";
import type { OverTimeEngine } from "../over-time.ts";
import type { FeedNames } from "../state-observations.ts";
import { GroupList } from "./group-list.ts";
import type { WindowLimits } from "./limits.ts";
import type { Measure } from "./measure.ts";
import { EventWindow } from "./window.ts";
import { restoreWindows, saveWindows } from "./window-state.ts";

export interface WindowSettings<S> {
  readonly timespanMs: number;
  readonly measure: Measure<S>;
  readonly limits: WindowLimits;
  readonly feeds: FeedNames;
  detection(window: EventWindow<S>): Detection;
}

/**
 * For each group a window that ends with its latest event and reaches back by the timespan, both ends included. It is judged
 * with every event: a detection is made when the condition holds that did not hold with the event before, or when there is
 * none before in the window.
 */
export function createSlidingWindows<S>(settings: WindowSettings<S>): OverTimeEngine {
  const { timespanMs, measure, limits, feeds, detection } = settings;
  /** The least recently used first, which is also by the time of their latest event. */
  const windows = new GroupList<EventWindow<S>>();
  let events = 0;
  let evicted = 0;

  return {
    see(observation) {
      if (!measure.accepts(observation)) return none;
      const fromMs = observation.ms - timespanMs;
      dropDrained(fromMs);
      const window = windows.get(observation.group) ?? new EventWindow(observation.group, measure);
      events -= window.weight;
      while (window.oldest !== undefined && window.oldest.ms < fromMs) window.dropOldest();
      if (window.size === 0) window.held = false;
      const isCopy = window.has(observation);
      if (!isCopy) {
        window.add(observation);
        windows.putLast(window);
        if (window.trim(limits)) evicted += 1;
      }
      events += window.weight;
      if (isCopy) return none;
      makeRoom(window);
      const { held } = window;
      window.held = window.holds();
      return window.held && !held ? [detection(window)] : none;
    },
    advance(ms) {
      dropDrained(ms - timespanMs);
      return none;
    },
    save: () => saveWindows(windows.all(), feeds),
    restore(state) {
      const restored = restoreWindows(state, feeds, measure);
      windows.clear();
      events = 0;
      for (const window of restored) {
        windows.putLast(window);
        events += window.weight;
      }
    },
    get evicted() {
      return evicted;
    },
  };

  function dropDrained(fromMs: number): void {
    for (let window = windows.first; window !== undefined; window = windows.first) {
      if (window.latest !== undefined && window.latest.ms >= fromMs) return;
      forget(window);
    }
  }

  function makeRoom(current: EventWindow<S>): void {
    while (windows.size > limits.groups || events > limits.events) {
      const { first } = windows;
      if (first === undefined || first === current) return;
      forget(first);
      evicted += 1;
    }
  }

  function forget(window: EventWindow<S>): void {
    windows.remove(window);
    events -= window.weight;
  }
}

const none: readonly Detection[] = [];
