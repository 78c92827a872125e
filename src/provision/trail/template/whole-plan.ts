import type { JsonObject } from "../../../model/index.ts";
import { trailSettings } from "../plan/desired-steps.ts";
import { extrasOf, withExtras } from "../plan/extras.ts";
import { bucketPolicy } from "../plan/policy-documents.ts";
import { eventSelectors } from "../plan/selectors.ts";
import type { TrailOptions } from "../plan/trail-options.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";

/** What a trail shall be as a whole, as templates declare it: not only what is missing. */
export interface WholePlan {
  readonly options: TrailOptions;
  readonly policy: JsonObject;
  readonly selectors: JsonObject;
  /** As DescribeTrails answers them; null: there is none. */
  readonly settings: JsonObject;
}

export function wholePlan({ options, arn, account, partition, region, bucket, organization }: TrailPlan): WholePlan {
  return {
    options,
    policy: bucketPolicy({
      trailArn: arn,
      partition,
      account,
      bucket: bucket.name,
      // A template is for AWS itself, whatever the plan was made on.
      deniesPlainHttp: true,
      ...(options.prefix !== undefined && { prefix: options.prefix }),
      ...(organization !== undefined && { organization }),
    }),
    selectors: eventSelectors(options, `arn:${partition}:s3:::${bucket.name}`, partition),
    settings: trailSettings(withExtras(options, extrasOf(options, { account, partition, region })), bucket.name),
  };
}

/** What to know of a plan wherever it is applied, and not only where it was made. */
export function templateWarnings({ warnings }: TrailPlan): TrailPlan["warnings"] {
  return warnings.filter(({ id }) => id !== "plain-http");
}
