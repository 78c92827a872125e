import type {
  Bucket,
  BucketGrant,
  CredentialReport,
  LifecycleRule,
  PasswordPolicy,
  PublicAccessBlock,
  SourceName,
  SourceOrigin,
  Trail,
  TrailStatus,
} from "../model/index.ts";
import { parseAccountSummary } from "./saved/account-summary.ts";
import { type Answer, readAnswer, readAnswerOrNothing } from "./saved/answer.ts";
import { type AuthorizationPage, parseAuthorizationDetails } from "./saved/authorization-details.ts";
import { parseBucketAcl } from "./saved/bucket-acl.ts";
import { parseBucketLifecycle } from "./saved/bucket-lifecycle.ts";
import { parseBucketPolicy } from "./saved/bucket-policy.ts";
import { parseBucketVersioning } from "./saved/bucket-versioning.ts";
import { parseBuckets } from "./saved/buckets.ts";
import { parseCredentialReport } from "./saved/credential-report.ts";
import { parseEventSelectors, type TrailSelectors } from "./saved/event-selectors.ts";
import { parseInsightSelectors, type TrailInsights } from "./saved/insight-selectors.ts";
import { parsePasswordPolicy } from "./saved/password-policy.ts";
import { parsePublicAccessBlock } from "./saved/public-access-block.ts";
import type { Parsed } from "./saved/reading.ts";
import { type LastAccessedPage, parseServiceLastAccessed } from "./saved/service-last-accessed.ts";
import { parseTrailStatus } from "./saved/trail-status.ts";
import { parseTrails } from "./saved/trails.ts";

/** What one answer of each source holds. */
export interface AnswerValues {
  readonly "credential-report": CredentialReport;
  readonly "authorization-details": AuthorizationPage;
  readonly "account-summary": { readonly [name: string]: number };
  readonly "password-policy": "none" | PasswordPolicy;
  readonly "service-last-accessed": LastAccessedPage;
  readonly trails: readonly Trail[];
  readonly "trail-status": TrailStatus;
  readonly "event-selectors": TrailSelectors;
  readonly "insight-selectors": TrailInsights;
  readonly buckets: readonly string[];
  readonly "bucket-policy": NonNullable<Bucket["policy"]>;
  readonly "bucket-acl": readonly BucketGrant[];
  readonly "public-access-block": "none" | PublicAccessBlock;
  readonly "bucket-versioning": NonNullable<Bucket["versioning"]>;
  readonly "bucket-lifecycle": readonly LifecycleRule[];
}

/** One answer with where it comes from. */
export interface SnapshotPart<T> {
  /** Trail, bucket or ARN that the user named for it. */
  readonly subject?: string;
  readonly file: string;
  /** Undefined: the file could not be read. */
  readonly origin?: SourceOrigin;
  readonly parsed: Parsed<T>;
}

/** All answers that a snapshot is made of; of a source without any nothing is known. */
export type SnapshotParts = { readonly [S in SourceName]?: readonly SnapshotPart<AnswerValues[S]>[] };

/** How the text of a saved answer is parsed. Each throws a Problem when nothing in it can be used. */
export const savedParsers: {
  readonly [S in SourceName]: (text: string, file: string) => Parsed<AnswerValues[S]>;
} = {
  "credential-report": parseCredentialReport,
  "authorization-details": saved(parseAuthorizationDetails),
  "account-summary": saved(parseAccountSummary),
  "password-policy": saved(parsePasswordPolicy),
  "service-last-accessed": saved(parseServiceLastAccessed),
  trails: saved(parseTrails),
  "trail-status": saved(parseTrailStatus),
  "event-selectors": saved(parseEventSelectors),
  "insight-selectors": saved(parseInsightSelectors),
  buckets: saved(parseBuckets),
  "bucket-policy": saved(parseBucketPolicy),
  "bucket-acl": saved(parseBucketAcl),
  "public-access-block": saved(parsePublicAccessBlock),
  "bucket-versioning": (text, file) => parseBucketVersioning(readAnswerOrNothing(text, file)),
  "bucket-lifecycle": saved(parseBucketLifecycle),
};

function saved<T>(parse: (answer: Answer) => Parsed<T>): (text: string, file: string) => Parsed<T> {
  return (text, file) => parse(readAnswer(text, file));
}
