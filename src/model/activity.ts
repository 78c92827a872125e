/**
 * Which permissions were used, read off CloudTrail events: the distinct calls of each principal, and what the logs cover.
 * Plain data, and much smaller than the events.
 */
export interface Activity {
  /** By stable ARN, in order. */
  readonly principals: readonly PrincipalActivity[];
  readonly coverage: LogCoverage;
  /** Calls that gave permissions and succeeded, of equal ones the last. */
  readonly grants?: readonly RecordedGrant[];
  /** Successful calls that changed what a trail records, of each name the last; only where touched places were asked for. */
  readonly trailChanges?: readonly RecordedTrailChange[];
}

/** A call of CloudTrail after which it may record other events than before. */
export interface RecordedTrailChange {
  /** `PutEventSelectors`, `StopLogging`, ... */
  readonly eventName: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** `eventID`. */
  readonly example: string;
}

/** A call of IAM that attached a policy, wrote an inline one, changed one or put a user into a group. */
export interface RecordedGrant {
  /** `AttachUserPolicy`, ...; `*`: one of those that were too many to keep apart, which may be about anything. */
  readonly eventName: string;
  /** Empty: the event does not tell. */
  readonly account: string;
  /** `user/ana`, `role/worker`, `group/team`; empty: everybody who has the policy. */
  readonly holder: string;
  /** ARN of a managed policy, name of an inline one, or `group/team` for what its members have. */
  readonly grants: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** `eventID`. */
  readonly example: string;
}

export interface PrincipalActivity {
  /** User or role ARN, never a session's. */
  readonly arn: string;
  /** `AROA...` or `AIDA...` of the caller, all that were seen: a name that was given anew has another one. */
  readonly ids: readonly string[];
  readonly calls: readonly RecordedCall[];
  /** Events whose IAM action is not known, by source and name. */
  readonly unmapped: readonly UnmappedCall[];
  /** What its calls were about, in order of service and place; only where that was asked for. */
  readonly touched?: readonly TouchedPlace[];
}

/** Calls of one service on one bucket, table, queue, topic, function or key, whatever came of them. */
export interface TouchedPlace {
  /** Prefix of IAM actions; `*`: some service, since there were too many places to keep apart. */
  readonly service: string;
  /** ARN; `*`: the event does not name it for certain. */
  readonly place: string;
  readonly count: number;
  /** ISO 8601, UTC. */
  readonly last: string;
}

/** Equal calls, counted. */
export interface RecordedCall {
  /** IAM action as the catalogue writes it, `s3:GetObject`. */
  readonly action: string;
  /** ARNs; `*` for actions without resource. Empty: the event does not tell. */
  readonly resources: readonly string[];
  /**
   * `done`: it was authorised (successes, and errors that come after authorisation). `denied`: access was refused, so
   * that it shows no need.
   */
  readonly outcome: "done" | "denied";
  /** `inferred`: not an event of its own but needed by one, as `iam:PassRole`. */
  readonly evidence: "event" | "inferred";
  /** What is known of the request context, keys in lower case: `aws:sourceip`, `aws:calledvia`, `iam:passedtoservice`, ... */
  readonly context: { readonly [key: string]: string };
  readonly count: number;
  /** ISO 8601, UTC. */
  readonly first: string;
  readonly last: string;
  /** `eventID` of the last one. */
  readonly example: string;
  /**
   * Stands for calls that were too many to keep apart. `resources`: their resources are left out. `contexts`: `context` holds
   * only what they all share.
   */
  readonly truncated?: "resources" | "contexts";
}

/** `*` as source and name: further ones that were too many to keep apart. */
export interface UnmappedCall {
  readonly eventSource: string;
  readonly eventName: string;
  readonly count: number;
  readonly last: string;
}

/** What the logs can tell. */
export interface LogCoverage {
  /** ISO 8601, UTC; undefined without events. */
  readonly from?: string;
  readonly to?: string;
  /** Days (UTC, `2026-11-21`) within that span without any event. */
  readonly emptyDays: readonly string[];
  /** Regions that have events, in order. */
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  /** Events that were counted, each `eventID` once. */
  readonly events: number;
  readonly duplicates: number;
  /** Services (event sources) of which data events are there. */
  readonly dataEventSources: readonly string[];
  /** Events that show no permission of a principal of ours, and why, in order: calls of AWS services, sign-ins, ... */
  readonly others?: readonly { readonly why: string; readonly count: number }[];
}
