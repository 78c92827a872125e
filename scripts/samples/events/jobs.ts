import { type RoleSeed, role } from "../account.ts";
import type { Random } from "../random.ts";
import { dayMs, hourMs } from "../time.ts";
import { type RoleSession, temporaryKey } from "./callers.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** Collects what one job does in a day. */
export interface Diary {
  readonly events: readonly TimedEvent[];
  note(at: number, caller: Caller, call: Call, region?: string): void;
}

export function openDiary(random: Random): Diary {
  const events: TimedEvent[] = [];
  return {
    events,
    note(at, caller, call, region) {
      events.push(toEvent(random, at, caller, call, region));
    },
  };
}

/** A session of a role for one run of a job. */
export function session(random: Random, name: string, sessionName: string, since: number): RoleSession {
  const of: RoleSeed = role(name);
  return { role: of, name: sessionName, accessKeyId: temporaryKey(random), since };
}

/** Hours of a day, from midnight, with a step. */
export function hours(step: number): readonly number[] {
  return Array.from({ length: dayMs / hourMs / step }, (_, index) => index * step);
}
