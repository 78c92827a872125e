import type { OverTimeEngine, TimedMatch } from "../over-time.ts";
import { GroupList } from "./group-list.ts";
import type { WindowSettings } from "./sliding-windows.ts";
import { EventWindow } from "./window.ts";
import { restoreWindows, saveWindows } from "./window-state.ts";

/**
 * For conditions that further events can undo. The first event of a group opens a window, which ends the timespan later, that
 * instant included; only then it is judged, once. The next event opens the next window.
 */
export function createClosingWindows<S>(settings: WindowSettings<S>): OverTimeEngine {
  const { timespanMs, measure, limits, feeds, found } = settings;
  /** By the time of opening, which is also that of closing. */
  const windows = new GroupList<EventWindow<S>>();
  let events = 0;
  let evicted = 0;

  return {
    see(observation) {
      const answers = close(observation.ms);
      if (!measure.accepts(observation)) return answers;
      const window = windows.get(observation.group) ?? open(observation.group, observation.ms);
      if (window.has(observation)) return answers;
      events -= window.weight;
      window.add(observation);
      if (window.trim(limits)) evicted += 1;
      events += window.weight;
      makeRoom(window);
      return answers;
    },
    advance: close,
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

  function open(group: string, ms: number): EventWindow<S> {
    const window = new EventWindow(group, measure);
    window.openedMs = ms;
    windows.putLast(window);
    return window;
  }

  function close(ms: number): readonly TimedMatch[] {
    const answers: TimedMatch[] = [];
    for (let window = windows.first; window !== undefined; window = windows.first) {
      if (window.openedMs + timespanMs >= ms) break;
      forget(window);
      if (window.holds()) answers.push(found(window));
    }
    return answers;
  }

  function makeRoom(current: EventWindow<S>): void {
    while (windows.size > limits.groups || events > limits.events) {
      const first = windows.first === current ? current.next : windows.first;
      if (first === undefined) return;
      forget(first);
      evicted += 1;
    }
  }

  function forget(window: EventWindow<S>): void {
    windows.remove(window);
    events -= window.weight;
  }
}
