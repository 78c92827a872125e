import { isJsonObject, type Json } from "./json.ts";
import type { ProblemRecord } from "./problem.ts";

/** A trail as it is now. What could not be read is undefined, and a problem says why. */
export interface TrailStatusFacts {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  /** Where events are recorded: all regions, or the home region alone. */
  readonly regions: "all" | readonly [string];
  readonly isOrganizationTrail: boolean;
  /** IAM, STS and sign-in: they are in us-east-1. */
  readonly recordsGlobalServices: boolean;
  readonly validation: boolean;
  readonly kmsKeyId?: string;
  /** Undefined: there is no key, or it could not be read. */
  readonly kmsKey?: TrailKeyStatus;
  readonly cloudWatchLogGroupArn?: string;
  readonly snsTopicArn?: string;
  readonly isLogging?: boolean;
  readonly recorded?: readonly RecordedEvents[];
  readonly selectors?: Json;
  readonly insights?: Json;
  /** Times are ISO 8601, UTC. */
  readonly deliveries: readonly DeliveryFacts[];
  readonly startedLogging?: string;
  readonly stoppedLogging?: string;
  readonly bucket: BucketStatus;
  readonly problems: readonly ProblemRecord[];
}

/** A key without which nobody reads log files. */
export interface TrailKeyStatus {
  /** As KMS has it: `Enabled`, `Disabled`, `PendingDeletion`, ... */
  readonly state: string;
  /** ISO 8601, UTC; of one that is to be deleted. */
  readonly deletedAt?: string;
  /** Every year; undefined: it could not be read. */
  readonly isRotated?: boolean;
}

/** What of one class of events a trail records. */
export interface RecordedEvents {
  readonly events: EventClass;
  /** `some`: only of some resources, sources or names. */
  readonly recorded: "all" | "some" | "none";
  /** What is left out or in, where it is `some`. */
  readonly but?: string;
}

export type EventClass = "management, read" | "management, write" | "data, S3 objects" | "data, Lambda functions";

export interface DeliveryFacts {
  readonly what: "log files" | "digests" | "CloudWatch Logs" | "SNS";
  readonly latest?: string;
  /** AWS's code, as `AccessDenied`. */
  readonly error?: string;
}

export interface BucketStatus {
  readonly name: string;
  readonly prefix?: string;
  /** Undefined: it could not be read. */
  readonly place?: BucketPlace;
  /** States as AWS has them; null: there is none. A state that could not be read is missing. */
  readonly states: { readonly [kind in BucketSettingKind]?: Json };
  readonly isMadeForThisTrail?: boolean;
  /** CloudTrail may write on behalf of this trail alone. */
  readonly isPinned?: boolean;
}

/** Whose a name is: nobody's, this account's in a region, or another account's, as far as one can tell. */
export type BucketPlace = "free" | "taken" | { readonly region: string };

/** What is set of a bucket that a trail delivers to. */
export type BucketSettingKind = (typeof bucketSettingKinds)[number];

export const bucketSettingKinds = [
  "bucket-tag",
  "public-access-block",
  "ownership",
  "encryption",
  "versioning",
  "object-lock",
  "lifecycle",
  "bucket-policy",
] as const;

/** Whether all four settings of a public access block, as S3 answers it, are on. */
export function blocksAllPublicAccess(block: Json): boolean {
  return (
    isJsonObject(block) && publicAccessSettings.every((name) => Object.hasOwn(block, name) && block[name] === true)
  );
}

const publicAccessSettings = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
