import { z } from "zod";
import { Problem } from "../../../model/index.ts";
import { trailStepSchema } from "../step.ts";
import { type TrailPlan, trailPlanHash } from "./trail-plan.ts";

/** A saved plan. Throws Problems `input.malformed` for what is none, and `plan.invalid` for one that was edited. */
export function readTrailPlan(text: string, file: string): TrailPlan {
  const read = jsonOf(text, file);
  const parsed = planSchema.safeParse(read);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? "" : ` (${issue.path.join(".")}: ${issue.message})`;
    throw new Problem("input.malformed", `This is no trail plan${place}.`, { location: { file } });
  }
  // What the hash covers was written by planTrail; the schema guards what is acted on.
  const plan = read as TrailPlan;
  if (trailPlanHash(plan) === plan.sha256) return plan;
  throw new Problem("plan.invalid", "The plan was edited: its hash is another one.", {
    location: { file },
    hint: "Nothing was changed. Make a new plan with trailproof trail plan.",
  });
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("input.malformed", "The plan is no JSON.", { location: { file }, cause });
  }
}

const planSchema = z.looseObject({
  schemaVersion: z.literal(1),
  kind: z.literal("trail-plan"),
  sha256: z.string(),
  name: z.string(),
  arn: z.string(),
  account: z.string(),
  partition: z.string(),
  region: z.string(),
  isPlainHttp: z.boolean(),
  bucket: z.looseObject({ name: z.string(), region: z.string(), origin: z.enum(["new", "ours", "existing"]) }),
  resources: z.array(z.looseObject({ type: z.string(), id: z.string() })),
  steps: z.array(trailStepSchema),
  costs: z.array(z.string()),
  warnings: z.array(z.looseObject({ id: z.string(), text: z.string() })),
});
