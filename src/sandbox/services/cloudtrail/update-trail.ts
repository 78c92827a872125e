import type { Call, Operation, Output } from "../../call.ts";
import { changeTrail, needOnTrail, trailToChange } from "./find-trail.ts";
import { requiredText } from "./input.ts";
import { requireBucket } from "./require-bucket.ts";
import { withOthers } from "./require-others.ts";
import { trailOutput } from "./trail-output.ts";
import { givenSettings, requireTogether } from "./trail-settings.ts";

/** Changes the settings that are given; the trail goes on logging. */
export const updateTrail: Operation = { needs: needOnTrail("Name"), run };

function run(call: Call): Output {
  const settings = givenSettings(call);
  const trail = trailToChange(call, requiredText(call.input, "Name"));
  const asked = changeTrail(call, trail, settings);
  requireTogether(call, asked);
  requireBucket(call, asked);
  const after = withOthers(call, asked, settings);
  call.account.trails.put(after.arn, after);
  return trailOutput(after);
}
