import { mainRegion } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import type { Random } from "../random.ts";
import { secondMs } from "../time.ts";
import type { Marked } from "./activities.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** What an intruder did: every event, and the steps that tell the story. */
export interface Intrusion {
  readonly id: string;
  readonly title: string;
  readonly marked: readonly Marked[];
  readonly others: readonly TimedEvent[];
}

/** Times are `21T02:47:33`, a day of November 2026 and a clock in UTC. */
export interface Storyteller {
  readonly told: { readonly marked: readonly Marked[]; readonly others: readonly TimedEvent[] };
  /** A step that the README names. */
  mark(label: string, clock: string, caller: Caller, call: Call, region?: string): void;
  add(clock: string, caller: Caller, call: Call): void;
  /** Calls one after the other, with a little unrest. */
  each(clock: string, everySeconds: number, calls: readonly (readonly [Caller, Call])[], region?: string): void;
}

/** Collects the events of one intrusion. */
export function storyteller(random: Random): Storyteller {
  const marked: Marked[] = [];
  const others: TimedEvent[] = [];
  return {
    told: { marked, others },
    mark(label: string, clock: string, caller: Caller, call: Call, region: string = mainRegion): void {
      marked.push({ label, timed: toEvent(random, novemberTime(clock), caller, call, region) });
    },
    add(clock: string, caller: Caller, call: Call): void {
      others.push(toEvent(random, novemberTime(clock), caller, call));
    },
    each(
      clock: string,
      everySeconds: number,
      calls: readonly (readonly [Caller, Call])[],
      region: string = mainRegion,
    ): void {
      for (const [index, [caller, call]] of calls.entries()) {
        const jitter = everySeconds > 8 ? random.int(0, 5) : 0;
        others.push(
          toEvent(random, novemberTime(clock) + (index * everySeconds + jitter) * secondMs, caller, call, region),
        );
      }
    },
  };
}

/** `21T02:47:33` of November 2026. */
export function novemberTime(clock: string): number {
  return Date.parse(`2026-11-${clock}Z`);
}
