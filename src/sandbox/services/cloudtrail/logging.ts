import type { Call, Operation } from "../../call.ts";
import { changeTrail, needOnTrail, trailToChange } from "./find-trail.ts";
import { requiredText } from "./input.ts";

export const startLogging: Operation = { needs: needOnTrail("Name"), run: (call) => setLogging(call, true) };

/** The chain of digests ends here; StartLogging begins another. */
export const stopLogging: Operation = { needs: needOnTrail("Name"), run: (call) => setLogging(call, false) };

function setLogging(call: Call, logging: boolean): object & Record<string, never> {
  const trail = trailToChange(call, requiredText(call.input, "Name"));
  if (trail.logging !== logging) {
    changeTrail(call, trail, { logging, ...(logging ? { startedAt: call.time } : { stoppedAt: call.time }) });
  }
  return {};
}
