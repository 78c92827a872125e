import type { Call, Operation, Output } from "../../call.ts";
import { noteTrailBefore } from "../../record/index.ts";
import { closeTrail } from "../../trails/closed-trails.ts";
import { needOnTrail, trailToChange } from "./find-trail.ts";
import { requiredText } from "./input.ts";

/** What was recorded until now is still delivered, and a last digest. */
export const deleteTrail: Operation = { needs: needOnTrail("Name"), run };

function run(call: Call): Output {
  const trail = trailToChange(call, requiredText(call.input, "Name"));
  call.account.trails.delete(trail.arn);
  noteTrailBefore(call, trail);
  closeTrail(call.world, call.account, trail, call.time);
  return {};
}
