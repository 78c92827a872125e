import type { ConnectionOptions } from "../../collect/index.ts";
import {
  cloudFormationTemplate,
  describeTrailStep,
  gatherFacts,
  planTrail,
  type TrailOptions,
  type TrailPlan,
  terraformTemplate,
  trailOptions,
} from "../../provision/index.ts";
import { managedOrganization, openTrailAws } from "./trail-aws.ts";

/** Plans a trail for the account as it is. Reads only. Throws Problems. */
export async function makeTrailPlan(given: Partial<TrailOptions>, connection: ConnectionOptions): Promise<TrailPlan> {
  const options = trailOptions(given);
  const aws = await openTrailAws(connection);
  try {
    const organization = options.organization ? { organization: await managedOrganization(aws) } : {};
    return planTrail(options, await gatherFacts({ ...aws, ...organization }, options));
  } finally {
    aws.connection.close();
  }
}

/** The plan's calls in words. */
export function describePlanSteps(plan: TrailPlan): readonly { readonly call: string; readonly target: string }[] {
  return plan.steps.map(describeTrailStep);
}

export function trailTemplate(plan: TrailPlan, format: "cloudformation" | "terraform"): string {
  return format === "terraform" ? terraformTemplate(plan) : cloudFormationTemplate(plan);
}
