import type { OverTimeEngine, TimedMatch } from "../over-time.ts";
import { createDueQueue } from "./due-queue.ts";
import { GroupList } from "./group-list.ts";
import type { WindowSettings } from "./sliding-windows.ts";
import { EventWindow } from "./window.ts";
import { restoreWindows, saveWindows } from "./window-state.ts";

/**
 * For counts that have to reach a number and may be undone by more. A group's window slides with its events until the count
 * reaches that number; from then on it stays, with the oldest event that counted at its beginning, and is judged when the timespan
 * is over, that instant included. The next event begins anew.
 */
export function createRangeWindows<S>(
  settings: WindowSettings<S>,
  reaches: (window: EventWindow<S>) => boolean,
): OverTimeEngine {
  const { timespanMs, measure, limits, feeds, found } = settings;
  /** The least recently used first. */
  const sliding = new GroupList<EventWindow<S>>();
  /** In the order in which they began to stay. */
  const staying = new GroupList<EventWindow<S>>();
  const due = createDueQueue<EventWindow<S>>();
  let events = 0;
  let evicted = 0;

  return {
    see(observation) {
      const answers = close(observation.ms);
      if (!measure.accepts(observation)) return answers;
      const { group, ms } = observation;
      const staysOpen = staying.get(group);
      const window = staysOpen ?? sliding.get(group) ?? new EventWindow(group, measure);
      events -= window.weight;
      if (staysOpen === undefined) slide(window, ms - timespanMs);
      const isCopy = window.has(observation);
      if (!isCopy) {
        window.add(observation);
        if (window.trim(limits)) evicted += 1;
        if (staysOpen === undefined) place(window);
      }
      events += window.weight;
      if (!isCopy) makeRoom(window);
      return answers;
    },
    advance: close,
    save: () => saveWindows([...sliding.all(), ...staying.all()], feeds),
    restore(state) {
      const restored = restoreWindows(state, feeds, measure);
      sliding.clear();
      staying.clear();
      due.clear();
      events = 0;
      for (const window of restored) {
        if (window.held) stay(window);
        else sliding.putLast(window);
        events += window.weight;
      }
    },
    get evicted() {
      return evicted;
    },
  };

  function slide(window: EventWindow<S>, fromMs: number): void {
    while (window.oldest !== undefined && window.oldest.ms < fromMs) window.dropOldest();
  }

  /** Of a window that slides: where it belongs with its new event. */
  function place(window: EventWindow<S>): void {
    if (!reaches(window)) {
      sliding.putLast(window);
      return;
    }
    sliding.remove(window);
    window.held = true;
    window.openedMs = window.oldest?.ms ?? 0;
    stay(window);
  }

  function stay(window: EventWindow<S>): void {
    staying.putLast(window);
    due.add(window.openedMs + timespanMs, window);
  }

  function close(ms: number): readonly TimedMatch[] {
    for (let window = sliding.first; window !== undefined; window = sliding.first) {
      if (window.latest !== undefined && window.latest.ms >= ms - timespanMs) break;
      forget(sliding, window);
    }
    const answers: TimedMatch[] = [];
    for (let window = due.takeBefore(ms); window !== undefined; window = due.takeBefore(ms)) {
      // It may have been forgotten to make room.
      if (staying.get(window.group) !== window) continue;
      forget(staying, window);
      if (window.holds()) answers.push(found(window));
    }
    return answers;
  }

  function makeRoom(current: EventWindow<S>): void {
    while (sliding.size + staying.size > limits.groups || events > limits.events) {
      const list = [sliding, staying].find(({ first }) => first !== undefined && first !== current);
      if (list?.first === undefined) return;
      forget(list, list.first);
      evicted += 1;
    }
  }

  function forget(list: GroupList<EventWindow<S>>, window: EventWindow<S>): void {
    list.remove(window);
    events -= window.weight;
  }
}
