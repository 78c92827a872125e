import type {
  AccessAnalyzer,
  AccessAnalyzerFinding,
  AccountRegion,
  EventRule,
  IdentityProvider,
  MfaDevice,
  Organization,
  SecurityContact,
  ServerCertificate,
  ServiceSpecificCredential,
  SshPublicKey,
  TrailKey,
} from "./account-facts.ts";
import type { AlarmFacts, LogGroupFilters } from "./alarm-facts.ts";
import type { Collection } from "./collection.ts";
import type { CredentialReport } from "./credential-report.ts";
import type { Identities } from "./identities.ts";
import type { LastAccessed } from "./last-accessed.ts";
import type { Bucket, Trail } from "./trail.ts";
import type { TrailVerdicts } from "./trail-verification.ts";
import type { AssignmentFacts, RolesAnywhereFacts, WorkloadFacts } from "./workload-facts.ts";

/** Raised when a reader of older snapshots would misread newer ones. */
export const snapshotSchemaVersion = 1;

/** What a snapshot may hold, and the AWS action that answers it. */
export const snapshotSources = {
  "credential-report": "iam:GetCredentialReport",
  "authorization-details": "iam:GetAccountAuthorizationDetails",
  roles: "iam:ListRoles",
  "account-summary": "iam:GetAccountSummary",
  "password-policy": "iam:GetAccountPasswordPolicy",
  "service-last-accessed": "iam:GetServiceLastAccessedDetails",
  trails: "cloudtrail:DescribeTrails",
  "trail-status": "cloudtrail:GetTrailStatus",
  "event-selectors": "cloudtrail:GetEventSelectors",
  "insight-selectors": "cloudtrail:GetInsightSelectors",
  buckets: "s3:ListAllMyBuckets",
  "bucket-policy": "s3:GetBucketPolicy",
  "bucket-acl": "s3:GetBucketAcl",
  "public-access-block": "s3:GetBucketPublicAccessBlock",
  "bucket-versioning": "s3:GetBucketVersioning",
  "bucket-lifecycle": "s3:GetLifecycleConfiguration",
  "bucket-logging": "s3:GetBucketLogging",
  "bucket-object-lock": "s3:GetBucketObjectLockConfiguration",
  "bucket-encryption": "s3:GetEncryptionConfiguration",
  "mfa-devices": "iam:ListVirtualMFADevices",
  "identity-providers": "iam:ListOpenIDConnectProviders",
  "ssh-public-keys": "iam:ListSSHPublicKeys",
  "service-specific-credentials": "iam:ListServiceSpecificCredentials",
  "server-certificates": "iam:ListServerCertificates",
  organization: "organizations:DescribeOrganization",
  "service-control-policies": "organizations:ListPolicies",
  "organizations-features": "iam:ListOrganizationsFeatures",
  "security-contact": "account:GetAlternateContact",
  regions: "account:ListRegions",
  analyzers: "access-analyzer:ListAnalyzers",
  "analyzer-findings": "access-analyzer:ListFindings",
  "event-rules": "events:ListRules",
  "trail-keys": "kms:DescribeKey",
  "metric-filters": "logs:DescribeMetricFilters",
  alarms: "cloudwatch:DescribeAlarms",
  "roles-anywhere": "rolesanywhere:ListProfiles",
  "account-assignments": "sso:ListAccountAssignments",
  workloads: "ec2:DescribeInstances",
} as const;

export type SourceName = keyof typeof snapshotSources;

/** Whence a source was read: enough to find the bytes again and to prove that they are the same. */
export interface SourceOrigin {
  readonly file: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** By the clock of the machine that read it. ISO 8601, UTC. */
  readonly readAt: string;
}

/** Something that is not known, and why. */
export interface Gap {
  readonly what: string;
  readonly cause: string;
}

export interface SourceRecord {
  /** `missing`: nothing was read, so that whatever rests on it is UNKNOWN. `partial`: some of it, see the gaps. */
  readonly state: "complete" | "partial" | "missing";
  readonly origins: readonly SourceOrigin[];
  readonly gaps: readonly Gap[];
}

/**
 * The state of one account at one moment. Never changed once made, so that two can be compared.
 * A part that is undefined was not read, which is not the same as there being none.
 */
export interface Snapshot {
  readonly schemaVersion: 1;
  readonly kind: "snapshot";
  /** Twelve digits; empty when no input named the account. */
  readonly account: string;
  readonly partition: string;
  /** The clock for all ages. ISO 8601, UTC. */
  readonly takenAt: string;
  /**
   * Where the clock comes from: `--as-of`, the report's GeneratedTime, AWS itself while it was asked, or the machine
   * (nothing else was there).
   */
  readonly clock: "as-of" | "generated-time" | "collected" | "machine";
  readonly sources: { readonly [name in SourceName]: SourceRecord };
  readonly credentialReport?: CredentialReport;
  readonly identities?: Identities;
  /** `SummaryMap`: names such as `AccountMFAEnabled` to counts. */
  readonly accountSummary?: { readonly [name: string]: number };
  /** `none`: AWS answered NoSuchEntity, so its defaults are in force. */
  readonly passwordPolicy?: "none" | PasswordPolicy;
  readonly trails?: readonly Trail[];
  readonly buckets?: readonly Bucket[];
  readonly lastAccessed?: readonly LastAccessed[];
  /** Virtual ones of the whole account, root's too; others of the users that were asked about. */
  readonly mfaDevices?: readonly MfaDevice[];
  readonly identityProviders?: readonly IdentityProvider[];
  readonly sshPublicKeys?: readonly SshPublicKey[];
  readonly serviceSpecificCredentials?: readonly ServiceSpecificCredential[];
  readonly serverCertificates?: readonly ServerCertificate[];
  /** `none`: the account is in none. */
  readonly organization?: "none" | Organization;
  readonly securityContact?: SecurityContact;
  readonly regions?: readonly AccountRegion[];
  readonly analyzers?: readonly AccessAnalyzer[];
  readonly analyzerFindings?: readonly AccessAnalyzerFinding[];
  readonly eventRules?: readonly EventRule[];
  readonly trailKeys?: readonly TrailKey[];
  /** Of the log groups that trails deliver to. */
  readonly metricFilters?: readonly LogGroupFilters[];
  readonly alarms?: AlarmFacts;
  readonly rolesAnywhere?: RolesAnywhereFacts;
  readonly accountAssignments?: AssignmentFacts;
  readonly workloads?: WorkloadFacts;
  /** What `trail verify` found, where its saved result was given. Its source stands with it: it is no answer of AWS. */
  readonly trailVerdicts?: TrailVerdicts;
  /** Only of a snapshot that was collected from AWS, not of one from saved answers. */
  readonly collection?: Collection;
}

/** The account's password policy. Days and counts are undefined where the policy sets none. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly allowUsersToChange: boolean;
  readonly maxAgeDays?: number;
  readonly reusePrevention?: number;
  readonly hardExpiry: boolean;
}
