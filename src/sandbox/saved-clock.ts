import type { Store } from "./world/table.ts";
import type { World } from "./world/world.ts";

/** The virtual time that a store was left at, milliseconds since 1970; undefined: it is new. */
export function savedTime(store: Store): number | undefined {
  const saved = store.table<SavedClock>(name).get(name);
  return saved === undefined ? undefined : Date.parse(saved.at);
}

/** Writes the time down, so that a restart goes on from there: the clock never goes back. */
export function saveClock({ store, clock }: World): void {
  store.table<SavedClock>(name).put(name, { at: new Date(clock.now()).toISOString() });
  store.commit();
}

interface SavedClock {
  readonly at: string;
}

const name = "clock";
