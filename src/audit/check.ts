import type { PrincipalAccess } from "../iam/index.ts";
import type {
  Behaviour,
  CredentialRow,
  Evidence,
  FindingStatus,
  IamGroup,
  IamPolicy,
  IamRole,
  IamUser,
  IdentityProvider,
  LastAccessed,
  Resource,
  ServerCertificate,
  Severity,
  Snapshot,
  SourceName,
  Trail,
} from "../model/index.ts";
import type { DocumentHolder } from "./document-holders.ts";

import type { SharedResource } from "./shared-resources.ts";

/** What a check looks at, one at a time. A check on `account` is asked once. */
export interface Subjects {
  readonly "root-credentials": CredentialRow;
  readonly "user-credentials": CredentialRow;
  readonly user: IamUser;
  readonly role: IamRole;
  readonly policy: IamPolicy;
  readonly group: IamGroup;
  readonly "identity-provider": IdentityProvider;
  /** A policy of the account's own, or a user, group or role with the documents that are stored in it. */
  readonly documents: DocumentHolder;
  /** A user or a role with all that its policies, groups and boundary let it do. */
  readonly principal: PrincipalAccess;
  readonly trail: Trail;
  readonly "server-certificate": ServerCertificate;
  /** Something that Access Analyzer says is open to others, with all its open findings. */
  readonly "shared-resource": SharedResource;
  readonly usage: LastAccessed;
  readonly account: Snapshot;
}

export type SubjectKind = keyof Subjects;

/** The answer to a check for one subject. */
export interface Verdict {
  readonly status: Exclude<FindingStatus, "SUPPRESSED">;
  /** One sentence with the numbers that led here; for UNKNOWN the cause. */
  readonly reason: string;
  /** Where this subject is worse or better than the check's own severity. */
  readonly severity?: Severity;
  readonly evidence?: readonly Evidence[];
  /** The fix with this subject's names filled in; else the check's own. */
  readonly cli?: string;
}

/** A number that a user may set in the configuration. Reaching a limit fails. */
export interface Parameter {
  readonly default: number;
  readonly unit: "days" | "hours" | "seconds" | "characters" | "passwords" | "count" | "percent";
  readonly meaning: string;
}

/** What the user has said about the account; see docs/configuration.md. An ARN may hold `*`, which stands for any text. */
export interface AuditSettings {
  /** Check id to parameter name to value. */
  readonly thresholds: { readonly [checkId: string]: { readonly [parameter: string]: number } };
  /** Accounts (12 digits) that may be trusted beside the audited one. */
  readonly trustedAccounts: readonly string[];
  /** Principals (ARN) who may stop or change trails. */
  readonly trailOperators: readonly string[];
  /** Principals (ARN) who are meant to be administrators. */
  readonly expectedAdministrators: readonly string[];
  /** Users and roles (ARN) kept for emergencies. */
  readonly breakGlassUsers: readonly string[];
  /** Users (ARN) whose access keys are bait: nobody is meant to use them, ever. */
  readonly canaryUsers: readonly string[];
  /** Principals (ARN of a user or role, not of a session) that deploy: what they make was meant to be made. */
  readonly pipelines: readonly string[];
  /** Names of buckets, `*` allowed, whose objects nobody should reach unseen. */
  readonly sensitiveBuckets: readonly string[];
  /** Who has left; undefined: no list was given. */
  readonly leavers?: readonly Leaver[];
  /** The account (12 digits) that the logs must be kept in; undefined: not said. */
  readonly logArchiveAccount?: string;
}

/** Somebody who has left and must have no access any more. */
export interface Leaver {
  /** Name of an IAM user or of an Identity Center user, or an ARN. */
  readonly name: string;
  /** From then on there must be no access. ISO 8601, UTC; undefined: long ago. */
  readonly leftAt?: string;
}

/** What holds when the user has said nothing. */
export const defaultAuditSettings: AuditSettings = {
  thresholds: {},
  trustedAccounts: [],
  trailOperators: [],
  expectedAdministrators: [],
  breakGlassUsers: [],
  canaryUsers: [],
  pipelines: [],
  sensitiveBuckets: [],
};

export interface CheckContext<P extends string = string> {
  readonly snapshot: Snapshot;
  /** The snapshot's clock, in milliseconds; a check never asks the machine. */
  readonly now: number;
  readonly parameters: { readonly [name in P]: number };
  readonly settings: AuditSettings;
  /** What CloudTrail logs show; undefined: none were given. */
  readonly behaviour?: Behaviour;
  /** An earlier snapshot of the account; undefined: none was given. */
  readonly previous?: Snapshot;
  /** Effective access of a user or role of the snapshot, computed once. Undefined when the ARN is not in it. */
  access(principalArn: string): PrincipalAccess | undefined;
  /** What passed in {@link CheckContext.previous} and fails now. */
  regressions(): readonly Regression[];
}

/** What may be known beside the snapshot. */
export interface Beside {
  readonly behaviour?: Behaviour;
  readonly previous?: Snapshot;
}

/** A check that passed for a resource in an earlier snapshot and fails for it now. */
export interface Regression {
  readonly checkId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly resource: Resource;
  /** The answer of now. */
  readonly reason: string;
}

/** Run as tests and printed in the reference. The clock is {@link exampleClock}. */
export interface CheckExample<K extends SubjectKind> {
  readonly name: string;
  readonly given: Subjects[K];
  /** Parts of the snapshot that the answer needs beside the subject. */
  readonly snapshot?: Partial<Snapshot>;
  readonly settings?: Partial<AuditSettings>;
  readonly behaviour?: Behaviour;
  readonly previous?: Snapshot;
  readonly regressions?: readonly Regression[];
  readonly expect: Verdict["status"];
  readonly severity?: Severity;
}

export const exampleClock = "2026-01-01T00:00:00Z";

/** A posture check: words, one pure function, and examples. */
export interface Check<K extends SubjectKind = SubjectKind, P extends string = string> {
  /** `CRED-04`: stable for ever. */
  readonly id: string;
  /** The condition that is looked for, which is FAIL: "Root can sign in without MFA". */
  readonly title: string;
  readonly severity: Severity;
  readonly subject: K;
  /** Sources without which nothing can be said: if one is missing, the check is UNKNOWN for the account. */
  readonly needs: readonly SourceName[];
  readonly risk: string;
  readonly remediation: { readonly text: string; readonly cli: string };
  readonly references: readonly string[];
  readonly parameters: { readonly [name in P]: Parameter };
  /**
   * The answer counts access keys or certificates: without those that the report names only in
   * `additional_credentials_info` it is no PASS.
   */
  readonly countsKeys?: true;
  /** For checks on `account`: `evaluate` itself weighs what partial sources lack; else their gaps undo a PASS. */
  readonly judgesGaps?: true;
  /**
   * What is missing beside the snapshot, a sentence: then the check is UNKNOWN once, for the account, and no subject is looked at.
   */
  unanswerable?(context: CheckContext): string | undefined;
  /** Answers UNKNOWN of one and the same reason, without evidence, are said once, for the account. */
  readonly foldsUnknown?: true;
  evaluate(subject: Subjects[K], context: CheckContext<P>): Verdict;
  readonly examples: readonly CheckExample<K>[];
}

/** Infers subject and parameters, then forgets the parameter names, so that checks of all kinds fit one list. */
export function defineCheck<K extends SubjectKind, P extends string = never>(check: Check<K, P>): Check<K> {
  return check as unknown as Check<K>;
}
