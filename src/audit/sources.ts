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
  principal: "authorization-details",
  trail: "trails",
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
};

/** Parts that lie within trails and buckets are judged by the checks, subject by subject. */
function hasPart(snapshot: Snapshot, source: SourceName): boolean {
  switch (source) {
    case "credential-report":
      return snapshot.credentialReport !== undefined;
    case "authorization-details":
      return snapshot.identities !== undefined;
    case "account-summary":
      return snapshot.accountSummary !== undefined;
    case "password-policy":
      return snapshot.passwordPolicy !== undefined;
    case "service-last-accessed":
      return snapshot.lastAccessed !== undefined;
    case "trails":
    case "trail-status":
    case "event-selectors":
    case "insight-selectors":
      return snapshot.trails !== undefined;
    default:
      return snapshot.buckets !== undefined;
  }
}
