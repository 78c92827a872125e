import type { OverTimeEngine, TimedMatch } from "../over-time.ts";
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
  /** `most`: of how many events it tells; of as many as a detection may have where it is left out. */
  found(window: EventWindow<S>, most?: number): TimedMatch;
}

/**
 * For each group a window that ends with its latest event and reaches back by the timespan, both ends included. It is judged
 * with every event: a detection is made when the condition holds that did not hold with the event before, or when there is
 * none before in the window.
 */
export function createSlidingWindows<S>(settings: WindowSettings<S>): OverTimeEngine {
  const { timespanMs, measure, limits, feeds, found } = settings;
  /** The least recently used first, which is also by the time of their latest event. */
  const windows = new GroupList<EventWindow<S>>();
  let events = 0;
  let evicted = 0;
  /** The window of the latest observation, if its condition held before and after. */
  let ongoing: EventWindow<S> | undefined;

  return {
    see(observation) {
      ongoing = undefined;
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
      return judge(window);
    },
    goesOn() {
      if (ongoing === undefined) return undefined;
      // Of a flood, all events of the window with each further one would be too many to keep.
      return found(ongoing, ongoing.size <= fewEvents ? fewEvents : 1);
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

  function judge(window: EventWindow<S>): readonly TimedMatch[] {
    const { held } = window;
    window.held = window.holds();
    if (!window.held) return none;
    if (!held) return [found(window)];
    ongoing = window;
    return none;
  }

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

const fewEvents = 20;

const none: readonly TimedMatch[] = [];
