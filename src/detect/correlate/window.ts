import type { PlacedObservation } from "../over-time.ts";
import { type Entry, identityOf, isSameEvent, toldIdentityOf } from "./entry.ts";
import type { GroupNode } from "./group-list.ts";
import type { WindowLimits } from "./limits.ts";
import type { Measure, WindowView } from "./measure.ts";

/** The events of one group within a timespan, oldest first. A class, because there are many of them. */
export class EventWindow<S> implements WindowView, GroupNode {
  readonly group: string;
  /** What {@link Measure} keeps. */
  readonly state: S;
  firstNumber = 0;
  /** Events, with those of detections that are in it. */
  weight = 0;
  /** Of windows that end at a fixed time: when its first event was. */
  openedMs = 0;
  /** Of windows that move: whether the condition held with the latest event. */
  held = false;
  previous: this | undefined;
  next: this | undefined;
  #head = 0;
  #entries: Entry[] = [];
  /** Keys of the entries of one instant, when they are many. */
  #sameTime: { readonly ms: number; readonly keys: Set<string> } | undefined;
  readonly #measure: Measure<S>;

  /** Events were forgotten that are still in the time of the window. */
  isCut = false;

  constructor(group: string, measure: Measure<S>) {
    this.group = group;
    this.#measure = measure;
    this.state = measure.start();
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  get oldest(): Entry | undefined {
    return this.#entries[this.#head];
  }

  get latest(): Entry | undefined {
    return this.size === 0 ? undefined : this.#entries.at(-1);
  }

  /** The latest `most` of them. */
  entries(most: number = Number.POSITIVE_INFINITY): readonly Entry[] {
    return this.#entries.slice(Math.max(this.#head, this.#entries.length - most));
  }

  holds(): boolean {
    return this.#measure.holds(this.state, this);
  }

  /**
   * Whether the window has this event already. Copies of an event have its time, and entries come by time, so that only the
   * latest ones need to be looked at.
   */
  has(entry: Entry): boolean {
    const part = this.#measure.partOf(entry);
    if (this.#sameTime !== undefined && this.#sameTime.ms === entry.ms) {
      return this.#sameTime.keys.has(keyOf(entry, part));
    }
    for (let at = this.#entries.length - 1; at >= this.#head; at -= 1) {
      const other = this.#entries[at];
      if (other === undefined || other.ms < entry.ms) return false;
      if (isSameEvent(other, entry) && this.#measure.partOf(other) === part) return true;
      if (this.#entries.length - at >= maxCompared) return this.#keysOf(entry.ms).has(keyOf(entry, part));
    }
    return false;
  }

  add(entry: Entry): void {
    this.#measure.add(this.state, entry, this.firstNumber + this.size);
    this.#entries.push(entry);
    this.weight += weightOf(entry);
    if (this.#sameTime === undefined) return;
    if (this.#sameTime.ms === entry.ms) this.#sameTime.keys.add(keyOf(entry, this.#measure.partOf(entry)));
    else this.#sameTime = undefined;
  }

  dropOldest(): void {
    const entry = this.oldest;
    if (entry === undefined) return;
    this.#head += 1;
    this.firstNumber += 1;
    this.weight -= weightOf(entry);
    this.#measure.remove(this.state, entry);
    if (this.#head < 16 || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** Makes room for others; whether this is the first time that it had to. */
  trim({ eventsPerGroup, events }: WindowLimits): boolean {
    let isFirst = false;
    while (this.size > eventsPerGroup || (this.size > 1 && this.weight > events)) {
      isFirst ||= !this.isCut;
      this.isCut = true;
      this.dropOldest();
    }
    return isFirst;
  }

  #keysOf(ms: number): ReadonlySet<string> {
    const keys = new Set<string>();
    for (let at = this.#entries.length - 1; at >= this.#head; at -= 1) {
      const entry = this.#entries[at];
      if (entry === undefined || entry.ms < ms) break;
      keys.add(keyOf(entry, this.#measure.partOf(entry)));
    }
    this.#sameTime = { ms, keys };
    return keys;
  }
}

function keyOf(entry: Entry, part: number): string {
  return part === 0 ? identityOf(entry) : `${part} ${identityOf(entry)}`;
}

/** Of one instant: a few comparisons are cheaper than a set. */
const maxCompared = 8;

function weightOf({ sources }: Entry): number {
  return 1 + (sources?.length ?? 0);
}

/**
 * The events to tell of, the latest last: those of the window, for detections in it their events. Each once, also where it
 * stands for several rules. The latest `most` of them.
 */
export function toldEvents(window: WindowView, most: number = maxToldEvents): readonly PlacedObservation[] {
  const entries = window.entries(most);
  const events = new Map<string, PlacedObservation>();
  for (const entry of entries) {
    if (entry.sources === undefined) events.set(identityOf(entry), entry);
    else for (const source of entry.sources) events.set(toldIdentityOf(source), source);
  }
  const sorted = [...events.values()].sort((a, b) => a.ms - b.ms);
  return sorted.slice(-most);
}

export const maxToldEvents = 10_000;
