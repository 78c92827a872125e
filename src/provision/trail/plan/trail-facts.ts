import type { Json } from "../../../model/index.ts";
import type { StateKind } from "../step.ts";

/** What must be known of the account to plan a trail. */
export interface TrailFacts {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** The trail's home region. */
  readonly region: string;
  /** `o-...`, where the account manages an organization. */
  readonly organization?: string;
  /** The endpoint is asked without TLS, as one on this machine may be. */
  readonly isPlainHttp: boolean;
  readonly bucket: BucketFacts;
  /** What the trail is now; states that are not there are missing. */
  readonly trail: TrailStates;
  /** What is there of that which is to be made beside it, by ARN. */
  readonly extras?: ReadonlyMap<string, TrailStates>;
}

export interface BucketFacts {
  /** The wanted name, or the one that was derived from it. */
  readonly name: string;
  /** `new`: it is to be made. `ours`: made for this trail before. `existing`: the account has it, for whatever purpose. */
  readonly origin: "new" | "ours" | "existing";
  /** Where it is, or shall be. */
  readonly region: string;
  readonly states: TrailStates;
}

export type TrailStates = ReadonlyMap<StateKind, Json>;
