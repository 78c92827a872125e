import type { Json } from "./json.ts";

/** One trail: `describe-trails`, joined with its status and selectors where those were read. */
export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly isMultiRegion: boolean;
  readonly isOrganizationTrail: boolean;
  readonly includesGlobalServiceEvents: boolean;
  readonly logFileValidation: boolean;
  readonly kmsKeyId?: string;
  readonly cloudWatchLogGroupArn?: string;
  readonly snsTopicArn?: string;
  /** Undefined: `get-trail-status` was not read for this trail. */
  readonly status?: TrailStatus;
  /** Undefined: `get-event-selectors` was not read for this trail. */
  readonly selectors?: EventSelectors;
  /** Insight types (`ApiCallRateInsight`, `ApiErrorRateInsight`); undefined: not read. */
  readonly insights?: readonly string[];
}

/** Times are ISO 8601, UTC. An error is an S3 error code such as `AccessDenied`. */
export interface TrailStatus {
  readonly isLogging: boolean;
  readonly latestDelivery?: string;
  readonly latestDeliveryError?: string;
  readonly latestDigestDelivery?: string;
  readonly latestDigestDeliveryError?: string;
  readonly latestCloudWatchLogsDelivery?: string;
  readonly latestCloudWatchLogsDeliveryError?: string;
  readonly startedLogging?: string;
  readonly stoppedLogging?: string;
}

/** Classic and advanced selectors exclude each other on AWS: the last call wins. */
export type EventSelectors =
  | { readonly kind: "classic"; readonly selectors: readonly ClassicSelector[] }
  | { readonly kind: "advanced"; readonly selectors: readonly AdvancedSelector[] };

export interface ClassicSelector {
  readonly readWriteType: "All" | "ReadOnly" | "WriteOnly";
  readonly includeManagementEvents: boolean;
  /** Event sources such as `kms.amazonaws.com` and `rdsdata.amazonaws.com`. */
  readonly excludeManagementEventSources: readonly string[];
  readonly dataResources: readonly { readonly type: string; readonly values: readonly string[] }[];
}

export interface AdvancedSelector {
  readonly name?: string;
  readonly fieldSelectors: readonly FieldSelector[];
}

/** All given operators must hold; several values of one operator are alternatives (for `Not...` none may match). */
export interface FieldSelector {
  /** `eventCategory`, `readOnly`, `eventSource`, `eventName`, `resources.type`, `resources.ARN`, ... */
  readonly field: string;
  readonly equals?: readonly string[];
  readonly startsWith?: readonly string[];
  readonly endsWith?: readonly string[];
  readonly notEquals?: readonly string[];
  readonly notStartsWith?: readonly string[];
  readonly notEndsWith?: readonly string[];
}

/** What was read of an S3 bucket. Undefined means not read; `none` that AWS says there is none. */
export interface Bucket {
  readonly name: string;
  readonly policy?: "none" | { readonly json: Json };
  readonly grants?: readonly BucketGrant[];
  readonly publicAccessBlock?: "none" | PublicAccessBlock;
  readonly versioning?: { readonly enabled: boolean; readonly mfaDelete: boolean };
  readonly lifecycleRules?: readonly LifecycleRule[];
  readonly region?: string;
  /** Where reads of the bucket are logged. */
  readonly logging?: "none" | { readonly bucket: string; readonly prefix: string };
  readonly objectLock?: "none" | { readonly mode?: string; readonly days?: number; readonly years?: number };
  readonly encryption?: "none" | { readonly algorithm: string; readonly kmsKeyId?: string };
}

export interface BucketGrant {
  /** A canonical user id, or a group URI such as `http://acs.amazonaws.com/groups/global/AllUsers`. */
  readonly grantee: string;
  readonly permission: string;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  /** Key prefix that the rule covers; empty: the whole bucket. */
  readonly prefix: string;
  /** True when a tag or size filter narrows the rule further, so that not all objects below the prefix expire. */
  readonly narrowed: boolean;
  readonly expirationDays?: number;
  /** A fixed date after which current versions expire. ISO 8601. */
  readonly expirationDate?: string;
  readonly noncurrentExpirationDays?: number;
}
