import type { Call } from "../call.ts";
import type { TrailState } from "../world/nouns.ts";

/** Keeps how a trail was before a call changed it, for the record of that call. */
export function noteTrailBefore(call: Call, trail: TrailState): void {
  before.set(call, trail);
}

/** Undefined: the call changed no trail. */
export function trailBefore(call: Call): TrailState | undefined {
  return before.get(call);
}

const before = new WeakMap<Call, TrailState>();
