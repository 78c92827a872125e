import type {
  AccessAnalyzer,
  AccountRegion,
  Bucket,
  BucketGrant,
  CredentialReport,
  LifecycleRule,
  PasswordPolicy,
  PublicAccessBlock,
  RolesAnywhereProfile,
  SecurityContact,
  ServerCertificate,
  ServiceSpecificCredential,
  SourceName,
  SourceOrigin,
  SshPublicKey,
  Trail,
  TrailStatus,
} from "../model/index.ts";
import { type AssignmentsAnswer, parseAccountAssignments } from "./saved/account-assignments.ts";
import { parseAccountSummary } from "./saved/account-summary.ts";
import { type AlarmsAnswer, parseAlarms } from "./saved/alarms.ts";
import { type ListedFinding, parseAnalyzerFindings } from "./saved/analyzer-findings.ts";
import { parseAnalyzers } from "./saved/analyzers.ts";
import { type Answer, readAnswer, readAnswerOrNothing } from "./saved/answer.ts";
import { type AuthorizationPage, parseAuthorizationDetails } from "./saved/authorization-details.ts";
import { parseBucketAcl } from "./saved/bucket-acl.ts";
import { parseBucketEncryption } from "./saved/bucket-encryption.ts";
import { parseBucketLifecycle } from "./saved/bucket-lifecycle.ts";
import { parseBucketLogging } from "./saved/bucket-logging.ts";
import { parseBucketObjectLock } from "./saved/bucket-object-lock.ts";
import { parseBucketPolicy } from "./saved/bucket-policy.ts";
import { parseBucketVersioning } from "./saved/bucket-versioning.ts";
import { type ListedBucket, parseBuckets } from "./saved/buckets.ts";
import { parseCredentialReport } from "./saved/credential-report.ts";
import { type EventRulesAnswer, parseEventRules } from "./saved/event-rules.ts";
import { parseEventSelectors, type TrailSelectors } from "./saved/event-selectors.ts";
import { type IdentityProvidersAnswer, parseIdentityProviders } from "./saved/identity-providers.ts";
import { parseInsightSelectors, type TrailInsights } from "./saved/insight-selectors.ts";
import { type ListedFilter, parseMetricFilters } from "./saved/metric-filters.ts";
import { type MfaDevicesAnswer, parseMfaDevices } from "./saved/mfa-devices.ts";
import { type OrganizationAnswer, parseOrganization } from "./saved/organization.ts";
import { parseOrganizationsFeatures } from "./saved/organizations-features.ts";
import { parsePasswordPolicy } from "./saved/password-policy.ts";
import { parsePublicAccessBlock } from "./saved/public-access-block.ts";
import type { Parsed } from "./saved/reading.ts";
import { parseRegions } from "./saved/regions.ts";
import { parseRoles, type RoleSettings } from "./saved/roles.ts";
import { parseRolesAnywhere } from "./saved/roles-anywhere.ts";
import { parseSecurityContact } from "./saved/security-contact.ts";
import { parseServerCertificates } from "./saved/server-certificates.ts";
import { parseServiceControlPolicies, type ServiceControlPoliciesAnswer } from "./saved/service-control-policies.ts";
import { type LastAccessedPage, parseServiceLastAccessed } from "./saved/service-last-accessed.ts";
import { parseTrailKeys, type TrailKeyAnswer } from "./saved/trail-keys.ts";
import { parseTrailStatus } from "./saved/trail-status.ts";
import { parseTrails } from "./saved/trails.ts";
import { parseServiceSpecificCredentials, parseSshPublicKeys } from "./saved/user-credentials.ts";
import { parseWorkloads, type WorkloadsAnswer } from "./saved/workloads.ts";

/** What one answer of each source holds. */
export interface AnswerValues {
  readonly "credential-report": CredentialReport;
  readonly "authorization-details": AuthorizationPage;
  readonly roles: readonly RoleSettings[];
  readonly "account-summary": { readonly [name: string]: number };
  readonly "password-policy": "none" | PasswordPolicy;
  readonly "service-last-accessed": LastAccessedPage;
  readonly trails: readonly Trail[];
  readonly "trail-status": TrailStatus;
  readonly "event-selectors": TrailSelectors;
  readonly "insight-selectors": TrailInsights;
  readonly buckets: readonly ListedBucket[];
  readonly "bucket-policy": NonNullable<Bucket["policy"]>;
  readonly "bucket-acl": readonly BucketGrant[];
  readonly "public-access-block": "none" | PublicAccessBlock;
  readonly "bucket-versioning": NonNullable<Bucket["versioning"]>;
  readonly "bucket-lifecycle": readonly LifecycleRule[];
  readonly "bucket-logging": NonNullable<Bucket["logging"]>;
  readonly "bucket-object-lock": NonNullable<Bucket["objectLock"]>;
  readonly "bucket-encryption": NonNullable<Bucket["encryption"]>;
  readonly "mfa-devices": MfaDevicesAnswer;
  readonly "identity-providers": IdentityProvidersAnswer;
  readonly "ssh-public-keys": readonly SshPublicKey[];
  readonly "service-specific-credentials": readonly ServiceSpecificCredential[];
  readonly "server-certificates": readonly ServerCertificate[];
  readonly organization: OrganizationAnswer;
  readonly "service-control-policies": ServiceControlPoliciesAnswer;
  readonly "organizations-features": readonly string[];
  readonly "security-contact": SecurityContact;
  readonly regions: readonly AccountRegion[];
  readonly analyzers: readonly AccessAnalyzer[];
  readonly "analyzer-findings": readonly ListedFinding[];
  readonly "event-rules": EventRulesAnswer;
  readonly "trail-keys": TrailKeyAnswer;
  readonly "metric-filters": readonly ListedFilter[];
  readonly alarms: AlarmsAnswer;
  readonly "roles-anywhere": readonly RolesAnywhereProfile[];
  readonly "account-assignments": AssignmentsAnswer;
  readonly workloads: WorkloadsAnswer;
}

/** One answer with where it comes from. */
export interface SnapshotPart<T> {
  /** Trail, bucket, region, user, ... that the user named for it. */
  readonly subject?: string;
  /** Where it was asked, of what does not name its region. */
  readonly region?: string;
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
  roles: saved(parseRoles),
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
  "bucket-logging": (text, file) => parseBucketLogging(readAnswerOrNothing(text, file)),
  "bucket-object-lock": saved(parseBucketObjectLock),
  "bucket-encryption": saved(parseBucketEncryption),
  "mfa-devices": saved(parseMfaDevices),
  "identity-providers": saved(parseIdentityProviders),
  "ssh-public-keys": saved(parseSshPublicKeys),
  "service-specific-credentials": saved(parseServiceSpecificCredentials),
  "server-certificates": saved(parseServerCertificates),
  organization: saved(parseOrganization),
  "service-control-policies": saved(parseServiceControlPolicies),
  "organizations-features": saved(parseOrganizationsFeatures),
  "security-contact": saved(parseSecurityContact),
  regions: saved(parseRegions),
  analyzers: saved(parseAnalyzers),
  "analyzer-findings": saved(parseAnalyzerFindings),
  "event-rules": saved(parseEventRules),
  "trail-keys": saved(parseTrailKeys),
  "metric-filters": saved(parseMetricFilters),
  alarms: saved(parseAlarms),
  "roles-anywhere": saved(parseRolesAnywhere),
  "account-assignments": saved(parseAccountAssignments),
  workloads: saved(parseWorkloads),
};

function saved<T>(parse: (answer: Answer) => Parsed<T>): (text: string, file: string) => Parsed<T> {
  return (text, file) => parse(readAnswer(text, file));
}
