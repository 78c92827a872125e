import { bucketSettingKinds, type Json, Problem } from "../../../model/index.ts";
import { derivedBucketName } from "../plan/names.ts";
import type { BucketFacts, TrailFacts, TrailStates } from "../plan/trail-facts.ts";
import type { TrailOptions } from "../plan/trail-options.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";
import { findBucket } from "./bucket-place.ts";
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
  const trail = await statesOf(where, { target: arn, region }, ["trail", "event-selectors", "insights", "logging"]);
  return {
    account,
    partition,
    region,
    isPlainHttp,
    ...(organization !== undefined && { organization }),
    trail,
    bucket: await bucketFacts(where, options.bucket, arn),
  };
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
  at: { readonly target: string; readonly region: string },
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
