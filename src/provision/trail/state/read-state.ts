import type { Json } from "../../../model/index.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { isOfTrail, type StateKind, type TrailStep } from "../step.ts";
import { bucketState } from "./bucket-state.ts";
import { trailState } from "./trail-state.ts";

/** What a step is about, as it is now. Throws Problems. */
export function readState(
  aws: TrailAws,
  { target, region }: Pick<TrailStep, "target" | "region">,
  kind: StateKind,
): Promise<Json> {
  return isOfTrail(kind)
    ? trailState(aws, kind, { arn: target, region })
    : bucketState(aws, kind, { name: target, region });
}
