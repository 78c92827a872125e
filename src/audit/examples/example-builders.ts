import type {
  AccessKeySlot,
  Bucket,
  CertificateSlot,
  CredentialRow,
  IamGroup,
  IamPolicy,
  IamRole,
  IamUser,
  Identities,
  Json,
  LastAccessed,
  MfaDevice,
  Organization,
  ReportDate,
  Snapshot,
  SourceName,
  SourceRecord,
  Trail,
} from "../../model/index.ts";
import { snapshotSources } from "../../model/index.ts";
import { exampleClock } from "../check.ts";

/** Builders of made-up AWS facts for the examples of checks: what is not said is unremarkable. */
export const exampleAccount = "111122223333";

/** So many days before {@link exampleClock}, fractions allowed; negative: after it. ISO 8601, UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.parse(exampleClock) - days * 86_400_000).toISOString();
}

/** A date cell, so many days before {@link exampleClock}. */
export function at(days: number): ReportDate {
  return { kind: "at", time: daysAgo(days) };
}

/** The cell `N/A`. */
export const notApplicable: ReportDate = { kind: "not_applicable" };
/** The cell `no_information`. */
export const noInformation: ReportDate = { kind: "no_information" };
/** The cell `not_supported`. */
export const notSupported: ReportDate = { kind: "not_supported" };
/** A cell that holds none of AWS's words. */
export const unreadable: ReportDate = { kind: "unreadable", text: "yesterday" };

/** The row of user `ana`, who is 500 days old and has no credential at all. */
export function credentialRow(parts: Partial<CredentialRow> = {}): CredentialRow {
  const user = parts.user ?? "ana";
  return {
    line: 3,
    user,
    arn: `arn:aws:iam::${exampleAccount}:user/${user}`,
    isRoot: false,
    createdAt: at(500),
    passwordEnabled: "false",
    passwordLastUsed: notApplicable,
    passwordLastChanged: notApplicable,
    passwordNextRotation: notApplicable,
    mfaActive: "false",
    accessKeys: [accessKey(1), accessKey(2)],
    certificates: [certificate(1), certificate(2)],
    otherColumns: {},
    ...parts,
  };
}

/** The row of a root user with a password, MFA and no keys, last used 400 days ago. */
export function rootRow(parts: Partial<CredentialRow> = {}): CredentialRow {
  return credentialRow({
    line: 2,
    user: "<root_account>",
    arn: `arn:aws:iam::${exampleAccount}:root`,
    isRoot: true,
    createdAt: at(900),
    passwordEnabled: "true",
    passwordLastUsed: at(400),
    passwordLastChanged: at(900),
    passwordNextRotation: notSupported,
    mfaActive: "true",
    ...parts,
  });
}

/** An empty slot, unless `parts` puts a key in it. */
export function accessKey(slot: 1 | 2, parts: Partial<AccessKeySlot> = {}): AccessKeySlot {
  return {
    slot,
    active: "false",
    lastRotated: notApplicable,
    lastUsed: notApplicable,
    lastUsedRegion: "N/A",
    lastUsedService: "N/A",
    ...parts,
  };
}

/** An active key, made and last used so many days ago; without `usedDays` it was never used. */
export function activeKey(slot: 1 | 2, madeDays: number, usedDays?: number): AccessKeySlot {
  const used =
    usedDays === undefined ? {} : { lastUsed: at(usedDays), lastUsedRegion: "us-east-1", lastUsedService: "s3" };
  return accessKey(slot, { active: "true", lastRotated: at(madeDays), ...used });
}

/** An empty slot, unless `parts` puts a certificate in it. */
export function certificate(slot: 1 | 2, parts: Partial<CertificateSlot> = {}): CertificateSlot {
  return { slot, active: "false", lastRotated: notApplicable, ...parts };
}

/** User `ana` without groups and policies. */
export function user(parts: Partial<IamUser> = {}): IamUser {
  const name = parts.name ?? "ana";
  return {
    ...entity(name, "user", "AIDAEXAMPLE"),
    groups: [],
    inlinePolicies: [],
    attachedPolicies: [],
    tags: {},
    ...parts,
  };
}

/** Group `engineers` without policies. */
export function group(parts: Partial<IamGroup> = {}): IamGroup {
  const name = parts.name ?? "engineers";
  return { ...entity(name, "group", "AGPAEXAMPLE"), inlinePolicies: [], attachedPolicies: [], ...parts };
}

/** Role `deploy`, which EC2 may assume, used a day ago, without policies. */
export function role(parts: Partial<IamRole> = {}): IamRole {
  const name = parts.name ?? "deploy";
  return {
    ...entity(name, "role", "AROAEXAMPLE"),
    trustPolicy: document({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
    lastUsed: { at: daysAgo(1), region: "us-east-1" },
    inlinePolicies: [],
    attachedPolicies: [],
    instanceProfiles: [],
    tags: {},
    ...parts,
  };
}

/** Customer managed policy `read-logs` with one attachment and the given statements (default: read one bucket). */
export function policy(parts: Partial<IamPolicy> = {}): IamPolicy {
  const name = parts.name ?? "read-logs";
  const text =
    parts.document ?? document({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::example-logs/*" });
  return {
    ...entity(name, "policy", "ANPAEXAMPLE"),
    attachmentCount: 1,
    boundaryCount: 0,
    defaultVersion: "v1",
    versions: [{ id: "v1", isDefault: true, createdAt: daysAgo(500), document: text }],
    ...parts,
    document: text,
  };
}

/** A policy document with the given statements. */
export function document(...statements: readonly Json[]): { readonly json: Json } {
  return { json: { Version: "2012-10-17", Statement: statements } };
}

/** Everything that IAM holds; what is not given is empty. */
export function identities(parts: Partial<Identities> = {}): Identities {
  return { users: [], groups: [], roles: [], policies: [], ...parts };
}

/** A multi-region trail that logs all management events, delivers well and validates its files. */
export function trail(parts: Partial<Trail> = {}): Trail {
  const name = parts.name ?? "main";
  return {
    name,
    arn: `arn:aws:cloudtrail:us-east-1:${exampleAccount}:trail/${name}`,
    homeRegion: "us-east-1",
    bucket: "example-logs",
    isMultiRegion: true,
    isOrganizationTrail: false,
    includesGlobalServiceEvents: true,
    logFileValidation: true,
    status: {
      isLogging: true,
      startedLogging: daysAgo(300),
      latestDelivery: daysAgo(0.01),
      latestDigestDelivery: daysAgo(0.02),
    },
    selectors: {
      kind: "classic",
      selectors: [
        { readWriteType: "All", includeManagementEvents: true, excludeManagementEventSources: [], dataResources: [] },
      ],
    },
    ...parts,
  };
}

/** Bucket `example-logs`, private and fully read. */
export function bucket(parts: Partial<Bucket> = {}): Bucket {
  return {
    name: "example-logs",
    policy: "none",
    grants: [],
    publicAccessBlock: {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    },
    versioning: { enabled: true, mfaDelete: true },
    lifecycleRules: [],
    ...parts,
  };
}

/** Finished action-level Access Advisor answer for user `ana`, made an hour ago. */
export function lastAccessed(parts: Partial<LastAccessed> = {}): LastAccessed {
  return {
    arn: `arn:aws:iam::${exampleAccount}:user/ana`,
    jobStatus: "COMPLETED",
    level: "action",
    completedAt: daysAgo(1 / 24),
    isTruncated: false,
    services: [],
    ...parts,
  };
}

/** A virtual MFA device of user `ana`. */
export function mfaDevice(parts: Partial<MfaDevice> = {}): MfaDevice {
  return {
    serialNumber: `arn:aws:iam::${exampleAccount}:mfa/ana`,
    user: `arn:aws:iam::${exampleAccount}:user/ana`,
    kind: "virtual",
    enabledAt: daysAgo(200),
    ...parts,
  };
}

/** An organisation of which the account is a member; what only the management account may ask is not known. */
export function organization(parts: Partial<Organization> = {}): Organization {
  return { id: "o-example", managementAccount: "444455556666", featureSet: "ALL", ...parts };
}

/** A snapshot at {@link exampleClock} whose sources are complete where `parts` gives the data, else missing. */
export function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  const given = new Map<SourceName, boolean>([
    ["credential-report", parts.credentialReport !== undefined],
    ["authorization-details", parts.identities !== undefined],
    ["account-summary", parts.accountSummary !== undefined],
    ["roles", parts.identities !== undefined],
    ["password-policy", parts.passwordPolicy !== undefined],
    ["service-last-accessed", parts.lastAccessed !== undefined],
    ["trails", parts.trails !== undefined],
    ["trail-status", someOf(parts.trails, "status")],
    ["event-selectors", someOf(parts.trails, "selectors")],
    ["insight-selectors", someOf(parts.trails, "insights")],
    ["buckets", parts.buckets !== undefined],
    ["bucket-policy", someOf(parts.buckets, "policy")],
    ["bucket-acl", someOf(parts.buckets, "grants")],
    ["public-access-block", someOf(parts.buckets, "publicAccessBlock")],
    ["bucket-versioning", someOf(parts.buckets, "versioning")],
    ["bucket-lifecycle", someOf(parts.buckets, "lifecycleRules")],
    ["bucket-logging", someOf(parts.buckets, "logging")],
    ["bucket-object-lock", someOf(parts.buckets, "objectLock")],
    ["bucket-encryption", someOf(parts.buckets, "encryption")],
    ["mfa-devices", parts.mfaDevices !== undefined],
    ["identity-providers", parts.identityProviders !== undefined],
    ["ssh-public-keys", parts.sshPublicKeys !== undefined],
    ["service-specific-credentials", parts.serviceSpecificCredentials !== undefined],
    ["server-certificates", parts.serverCertificates !== undefined],
    ["organization", parts.organization !== undefined],
    ["service-control-policies", ofOrganization(parts.organization, "serviceControlPolicies")],
    ["organizations-features", ofOrganization(parts.organization, "rootFeatures")],
    ["security-contact", parts.securityContact !== undefined],
    ["regions", parts.regions !== undefined],
    ["analyzers", parts.analyzers !== undefined],
    ["analyzer-findings", parts.analyzerFindings !== undefined],
    ["event-rules", parts.eventRules !== undefined],
    ["trail-keys", parts.trailKeys !== undefined],
    ["metric-filters", parts.metricFilters !== undefined],
    ["alarms", parts.alarms !== undefined],
    ["roles-anywhere", parts.rolesAnywhere !== undefined],
    ["account-assignments", parts.accountAssignments !== undefined],
    ["workloads", parts.workloads !== undefined],
  ]);
  const sources = Object.fromEntries(
    Object.keys(snapshotSources).map((name) => [name, source(given.get(name as SourceName) === true)]),
    // Every key of snapshotSources is there, which fromEntries cannot say.
  ) as Record<SourceName, SourceRecord>;
  return {
    schemaVersion: 1,
    kind: "snapshot",
    account: exampleAccount,
    partition: "aws",
    takenAt: exampleClock,
    clock: "as-of",
    ...parts,
    sources: { ...sources, ...parts.sources },
  };
}

/** A credential report with these rows, made at {@link exampleClock}. */
export function credentialReport(...rows: readonly CredentialRow[]): NonNullable<Snapshot["credentialReport"]> {
  return { generatedAt: exampleClock, columns: [], rows };
}

function entity(name: string, kind: string, id: string) {
  const arn = `arn:aws:iam::${exampleAccount}:${kind}/${name}`;
  return { name, arn, id, path: "/", createdAt: daysAgo(500) };
}

function someOf<T>(items: readonly T[] | undefined, key: keyof T): boolean {
  return items?.some((item) => item[key] !== undefined) === true;
}

/** An account in no organization lacks nothing of it. */
function ofOrganization(organization: Snapshot["organization"], key: keyof Organization): boolean {
  return organization === "none" || organization?.[key] !== undefined;
}

function source(given: boolean): SourceRecord {
  return { state: given ? "complete" : "missing", origins: [], gaps: [] };
}
