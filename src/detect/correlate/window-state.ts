import type { Json } from "../../model/index.ts";
import { ownValue } from "../../model/index.ts";
import { asCount, asInstant, asList, invalidState, readList, readRecord } from "../state-json.ts";
import { type FeedNames, readObservations, writeObservations } from "../state-observations.ts";
import type { Measure } from "./measure.ts";
import { EventWindow } from "./window.ts";

/** The windows in their order, as JSON. */
export function saveWindows<S>(windows: readonly EventWindow<S>[], feeds: FeedNames): Json {
  return {
    windows: windows.map(({ size, held, openedMs }) => [size, held ? 1 : 0, openedMs]),
    events: writeObservations(
      windows.flatMap((window) => window.entries()),
      feeds,
    ),
  };
}

/** Throws a `Problem` for anything else than what {@link saveWindows} gives. */
export function restoreWindows<S>(state: Json, feeds: FeedNames, measure: Measure<S>): readonly EventWindow<S>[] {
  const record = readRecord(state);
  const entries = readObservations(ownValue(record, "events"), feeds);
  let at = 0;
  const groups = new Set<string>();
  const windows = readList(record, "windows").map((row) => {
    const [size, held, openedMs] = asList(row);
    const end = at + asCount(size);
    const own = entries.slice(at, end);
    const [first] = own;
    if (first === undefined || end > entries.length || groups.has(first.group)) throw invalidState("a window");
    groups.add(first.group);
    const window = new EventWindow(first.group, measure);
    window.held = held === 1;
    window.openedMs = asInstant(openedMs);
    for (const entry of own) {
      if (entry.group !== first.group || !measure.accepts(entry)) throw invalidState("a window");
      window.add(entry);
    }
    at = end;
    return window;
  });
  if (at !== entries.length) throw invalidState("a window");
  return windows;
}
