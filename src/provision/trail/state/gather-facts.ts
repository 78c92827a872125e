import { bucketSettingKinds, type Json, Problem } from "../../../model/index.ts";
import { desiredExtras } from "../plan/extra-steps.ts";
import { extrasOf, type TrailExtras, withExtras } from "../plan/extras.ts";
import { derivedBucketName } from "../plan/names.ts";
import type { BucketFacts, TrailFacts, TrailStates } from "../plan/trail-facts.ts";
import type { TrailOptions } from "../plan/trail-options.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";
import { findBucket } from "./bucket-place.ts";
import { madeFor } from "./extra-state.ts";
import { readState } from "./read-state.ts";

export interface WhereToPlan extends TrailAws {
  readonly partition: string;
  readonly region: string;
  /** `o-...`, where it was asked for. */
  readonly organization?: string;
}

/** Reads what a plan needs to know; nothing is written. Throws Problems. */
export async function gatherFacts(where: WhereToPlan, options: TrailOptions): Promise<TrailFacts> {
  const { account, partition, region, isPlainHttp, organization } = where;
  const arn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${options.name}`;
  const extras = extrasOf(options, where);
  const { kmsKey = null } = withExtras(options, extras);
  const trail = await statesOf(where, { target: arn, region, after: { KmsKeyId: kmsKey } }, [
    "trail",
    "event-selectors",
    "insights",
    "logging",
  ]);
  return {
    account,
    partition,
    region,
    isPlainHttp,
    ...(organization !== undefined && { organization }),
    trail,
    extras: await extraFacts(where, arn, extras),
    bucket: await bucketFacts(where, options.bucket, arn),
  };
}

/** Throws a Problem where a name is taken by something that was not made for this trail. */
async function extraFacts(
  where: WhereToPlan,
  trailArn: string,
  extras: TrailExtras,
): Promise<NonNullable<TrailFacts["extras"]>> {
  const { region } = where;
  const kinds = new Map<string, StateKind[]>();
  for (const { target, kind } of desiredExtras(extras, { ...where, trailArn })) {
    kinds.set(target, [...(kinds.get(target) ?? []), kind]);
  }
  const found = new Map<string, TrailStates>();
  for (const [target, wanted] of kinds) {
    const states = await statesOf(where, { target, region }, wanted);
    const whole = states.get(wanted[0] ?? "topic");
    if (whole !== undefined && madeFor(whole) !== trailArn) {
      throw new Problem("plan.drift", `${target} is there already, and was not made for this trail.`, {
        hint: "Nothing was changed. Give one of your own by its ARN, or call the trail by another name.",
      });
    }
    if (whole !== undefined) found.set(target, states);
  }
  return found;
}

async function bucketFacts(where: WhereToPlan, wanted: string, arn: string): Promise<BucketFacts> {
  const derived = derivedBucketName(wanted, where.account, where.region);
  for (const name of new Set([wanted, derived])) {
    const place = await findBucket(where, name, where.region);
    if (place === "taken") continue;
    if (place === "free") return { name, origin: "new", region: where.region, states: new Map() };
    const states = await statesOf(where, { target: name, region: place.region }, ["bucket", ...bucketSettingKinds]);
    return { name, origin: states.get("bucket-tag") === arn ? "ours" : "existing", region: place.region, states };
  }
  throw new Problem("aws.refused", `The bucket names ${wanted} and ${derived} belong to other accounts, as it seems.`, {
    hint: "Give another --bucket. Credentials without s3:ListBucket see their own buckets as others'.",
  });
}

async function statesOf(
  aws: TrailAws,
  at: { readonly target: string; readonly region: string; readonly after?: Json },
  kinds: readonly StateKind[],
): Promise<TrailStates> {
  const states = new Map<StateKind, Json>();
  for (const kind of kinds) {
    const state = await readState(aws, at, kind);
    if (state !== null) states.set(kind, state);
    // Without the thing itself there is nothing of it.
    else if (kind === kinds[0]) break;
  }
  return states;
}
