import { type Snapshot, type SourceName, snapshotSources } from "../model/index.ts";
import type { SubjectKind } from "./check.ts";
import { sentence } from "./verdict.ts";

/** The source that lists the subjects of a kind; the account needs none. */
export const sourceOfSubjects: { readonly [kind in SubjectKind]?: SourceName } = {
  "root-credentials": "credential-report",
  "user-credentials": "credential-report",
  user: "authorization-details",
  role: "authorization-details",
  policy: "authorization-details",
  group: "authorization-details",
  documents: "authorization-details",
  "identity-provider": "identity-providers",
  principal: "authorization-details",
  trail: "trails",
  "server-certificate": "server-certificates",
  "shared-resource": "analyzer-findings",
  usage: "service-last-accessed",
};

/** True when nothing of the source was read, whether the snapshot says so or just does not have it. */
export function isMissing(snapshot: Snapshot, source: SourceName): boolean {
  return snapshot.sources[source].state === "missing" || !hasPart(snapshot, source);
}

/** Which sources are missing, why, and the AWS actions that answer them; undefined when none is. */
export function missingReason(snapshot: Snapshot, needs: readonly SourceName[]): string | undefined {
  const missing = needs.filter((source) => isMissing(snapshot, source));
  return missing.length === 0 ? undefined : missing.map((source) => notRead(snapshot, source)).join(" ");
}

/** A sentence that says that a source was not read, with cause and action. */
export function notRead(snapshot: Snapshot, source: SourceName): string {
  const { name, verb } = words[source];
  const [cause = "not given", ...others] = causes(snapshot, source);
  const why = cause.startsWith("not given") ? cause : `not read: ${cause}`;
  return withAction(`the ${name} ${verb} ${[why, ...others].join("; ")}`, source);
}

/** What partial sources among `needs` lack; undefined when all are complete. */
export function gapsReason(snapshot: Snapshot, needs: readonly SourceName[]): string | undefined {
  const partial = needs.filter((source) => snapshot.sources[source].state === "partial");
  if (partial.length === 0) return undefined;
  return partial
    .map((source) => {
      const { name, verb } = words[source];
      const lacks = causes(snapshot, source);
      return withAction(`the ${name} ${verb} incomplete${lacks.length === 0 ? "" : `: ${lacks.join("; ")}`}`, source);
    })
    .join(" ");
}

/** Gaps in words; a gap that is the source itself needs no name. */
function causes(snapshot: Snapshot, source: SourceName): readonly string[] {
  return snapshot.sources[source].gaps.map(({ what, cause }) => (what === source ? cause : `${what}: ${cause}`));
}

function withAction(text: string, source: SourceName): string {
  const action = snapshotSources[source];
  return sentence(text.includes(action) ? text : `${text} (${action})`);
}

const words: { readonly [source in SourceName]: { readonly name: string; readonly verb: "was" | "were" } } = {
  "credential-report": { name: "credential report", verb: "was" },
  "authorization-details": { name: "authorization details", verb: "were" },
  roles: { name: "list of roles", verb: "was" },
  "account-summary": { name: "account summary", verb: "was" },
  "password-policy": { name: "password policy", verb: "was" },
  "service-last-accessed": { name: "last accessed details", verb: "were" },
  trails: { name: "trails", verb: "were" },
  "trail-status": { name: "trail status", verb: "was" },
  "event-selectors": { name: "event selectors", verb: "were" },
  "insight-selectors": { name: "Insights selectors", verb: "were" },
  buckets: { name: "list of buckets", verb: "was" },
  "bucket-policy": { name: "bucket policy", verb: "was" },
  "bucket-acl": { name: "bucket ACL", verb: "was" },
  "public-access-block": { name: "Block Public Access settings", verb: "were" },
  "bucket-versioning": { name: "bucket versioning", verb: "was" },
  "bucket-lifecycle": { name: "bucket lifecycle", verb: "was" },
  "bucket-logging": { name: "access logging of the bucket", verb: "was" },
  "bucket-object-lock": { name: "object lock of the bucket", verb: "was" },
  "bucket-encryption": { name: "bucket encryption", verb: "was" },
  "mfa-devices": { name: "MFA devices", verb: "were" },
  "identity-providers": { name: "identity providers", verb: "were" },
  "ssh-public-keys": { name: "SSH public keys", verb: "were" },
  "service-specific-credentials": { name: "service-specific credentials", verb: "were" },
  "server-certificates": { name: "server certificates", verb: "were" },
  organization: { name: "organization", verb: "was" },
  "service-control-policies": { name: "service control policies", verb: "were" },
  "organizations-features": { name: "central management of root", verb: "was" },
  "security-contact": { name: "security contact", verb: "was" },
  regions: { name: "regions", verb: "were" },
  analyzers: { name: "analyzers of IAM Access Analyzer", verb: "were" },
  "analyzer-findings": { name: "findings of IAM Access Analyzer", verb: "were" },
  "event-rules": { name: "EventBridge rules", verb: "were" },
  "trail-keys": { name: "KMS keys of the trails", verb: "were" },
  "metric-filters": { name: "metric filters of the trails' log groups", verb: "were" },
  alarms: { name: "CloudWatch alarms", verb: "were" },
  "roles-anywhere": { name: "profiles of IAM Roles Anywhere", verb: "were" },
  "account-assignments": { name: "assignments of IAM Identity Center", verb: "were" },
  workloads: { name: "instances and functions", verb: "were" },
};

/** Parts that lie within trails and buckets are judged by the checks, subject by subject. */
function hasPart(snapshot: Snapshot, source: SourceName): boolean {
  const { organization } = snapshot;
  if (organization === "none" && ofOrganizations.includes(source)) return true;
  if (source === "service-control-policies")
    return organization !== "none" && organization?.serviceControlPolicies !== undefined;
  if (source === "organizations-features") return organization !== "none" && organization?.rootFeatures !== undefined;
  return snapshot[partOf[source]] !== undefined;
}

/** Of an account that is in no organization there is nothing to know. */
const ofOrganizations: readonly SourceName[] = ["service-control-policies", "organizations-features"];

const partOf: { readonly [source in SourceName]: keyof Snapshot } = {
  "credential-report": "credentialReport",
  "authorization-details": "identities",
  "account-summary": "accountSummary",
  "password-policy": "passwordPolicy",
  "service-last-accessed": "lastAccessed",
  trails: "trails",
  "trail-status": "trails",
  "event-selectors": "trails",
  "insight-selectors": "trails",
  buckets: "buckets",
  "bucket-policy": "buckets",
  "bucket-acl": "buckets",
  "public-access-block": "buckets",
  "bucket-versioning": "buckets",
  "bucket-lifecycle": "buckets",
  "bucket-logging": "buckets",
  "bucket-object-lock": "buckets",
  "bucket-encryption": "buckets",
  roles: "identities",
  "mfa-devices": "mfaDevices",
  "identity-providers": "identityProviders",
  "ssh-public-keys": "sshPublicKeys",
  "service-specific-credentials": "serviceSpecificCredentials",
  "server-certificates": "serverCertificates",
  organization: "organization",
  "service-control-policies": "organization",
  "organizations-features": "organization",
  "security-contact": "securityContact",
  regions: "regions",
  analyzers: "analyzers",
  "analyzer-findings": "analyzerFindings",
  "event-rules": "eventRules",
  "trail-keys": "trailKeys",
  "metric-filters": "metricFilters",
  alarms: "alarms",
  "roles-anywhere": "rolesAnywhere",
  "account-assignments": "accountAssignments",
  workloads: "workloads",
};
