import type { CollectFeature, Collection, SourceName } from "../../model/index.ts";
import type { Session } from "./session.ts";

/** One thing that is asked of an account. */
export interface Collector {
  readonly id: string;
  readonly features: readonly CollectFeature[];
  /** All that it may call, as policies write it. */
  readonly actions: readonly string[];
  /** Those of the second stage ask about what those of the first found. */
  readonly stage: 1 | 2;
  collect(context: CollectContext): Promise<Collected>;
}

export interface CollectContext {
  readonly session: Session;
  readonly features: readonly CollectFeature[];
  /** Twelve digits, of who asks; undefined: not known. */
  readonly account?: string;
  readonly found: Found;
  /** Of Access Advisor. */
  readonly level: "service" | "action";
  /** Whom Access Advisor is asked about. */
  readonly subjects: readonly AdvisorSubject[];
  /** Only as much as shows whether the calls are allowed: one page, one subject of each kind, no waiting. */
  readonly isProbe: boolean;
  /** Calls of one kind that are under way at the same time. */
  readonly concurrency: number;
  readonly kept?: KeptAnswers;
  readonly onProgress?: (progress: AdvisorProgress) => void;
}

/** Kinds of entities that Access Advisor answers for. */
export const advisorSubjects = ["users", "roles", "groups", "policies"] as const;

export type AdvisorSubject = (typeof advisorSubjects)[number];

export interface AdvisorProgress {
  readonly done: number;
  readonly total: number;
  /** Milliseconds since the first was asked for. */
  readonly elapsedMs: number;
}

/** Answers of Access Advisor that a run before this one had got when it was interrupted. */
export interface KeptAnswers {
  get(arn: string, level: "service" | "action"): readonly string[] | undefined;
  keep(arn: string, level: "service" | "action", pages: readonly string[]): void;
}

/** What the first stage found for the second to ask about. */
export interface Found {
  /** ARNs of users and roles. */
  readonly principals: readonly string[];
  /** ARNs of groups and of the account's own policies. */
  readonly others: readonly string[];
  readonly users: readonly { readonly name: string; readonly arn: string }[];
  /** ARNs of users who look like administrators. */
  readonly administrators: readonly string[];
  readonly usersWithMfa: readonly { readonly name: string; readonly arn: string }[];
  readonly trails: readonly TrailFound[];
  /** Names of those that the account may use; undefined: not known. */
  readonly regions?: readonly string[];
}

export interface TrailFound {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly bucket: string;
  readonly kmsKeyId?: string;
  readonly logGroup?: string;
}

/** The text of one answer as AWS CLI prints it. */
export interface CollectedAnswer {
  readonly source: SourceName;
  /** Trail, bucket, region, user, ... */
  readonly subject?: string;
  /** Where it was asked, of what does not name its region. */
  readonly region?: string;
  readonly text: string;
}

export interface Collected {
  readonly answers: readonly CollectedAnswer[];
  readonly found?: Partial<Found>;
  readonly facts?: CollectedFacts;
}

export type CollectedFacts = Pick<Collection, "accountAliases">;
