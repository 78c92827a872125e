import type { Bucket, Evidence } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, trail } from "../examples/example-builders.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trails/trail-bucket.ts";

/** Nothing keeps the logs in the bucket: neither Object Lock, which works only with versioning, nor MFA delete. */
export const trail09LogsCanBeDeleted: Check<"trail"> = defineCheck({
  id: "TRAIL-09",
  title: "Logs can be deleted",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "Whoever gets into the logging account deletes the traces for good.",
  remediation: {
    text: "Keep the logs in a bucket with Object Lock and a default retention, or with versioning and MFA delete.",
    cli: "aws s3api put-object-lock-configuration --bucket <BUCKET> --object-lock-configuration ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=COMPLIANCE,Days=365}}",
  },
  references: [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html",
  ],
  parameters: {
    minimumRetentionDays: {
      default: 365,
      unit: "days",
      meaning: "A shorter default retention of Object Lock is too short.",
    },
  },

  evaluate(subject, { snapshot, parameters: { minimumRetentionDays } }): Verdict {
    const found = bucketOf(subject, snapshot);
    const { versioning, objectLock, name } = found;
    const evidence = evidenceOf(found);
    const lock = lockOf(objectLock);
    if (lock !== undefined && lock.days >= minimumRetentionDays) {
      const weaker =
        lock.mode === "COMPLIANCE" ? "" : "; whoever may use s3:BypassGovernanceRetention can still delete them";
      return {
        status: "PASS",
        reason: `Object Lock of bucket ${name} keeps logs ${lock.days} days (${lock.mode}${weaker}).`,
        evidence,
      };
    }
    if (versioning?.enabled === true && versioning.mfaDelete) {
      return { status: "PASS", reason: `Bucket ${name} has versioning and MFA delete.`, evidence };
    }
    if (versioning === undefined || (versioning.enabled && objectLock === undefined)) {
      const unread = [
        ...(versioning === undefined ? [bucketNotRead(found, snapshot, "bucket-versioning")] : []),
        ...(objectLock === undefined ? [bucketNotRead(found, snapshot, "bucket-object-lock")] : []),
      ];
      return { status: "UNKNOWN", reason: unread.join(" "), evidence };
    }
    if (!versioning.enabled) {
      const reason = `Bucket ${name} has no versioning, and so no Object Lock either: deleted logs are gone.`;
      return { status: "FAIL", reason, evidence };
    }
    const held =
      lock === undefined
        ? "no default retention of Object Lock"
        : `an Object Lock of ${lock.days} days only (limit ${minimumRetentionDays})`;
    return { status: "FAIL", reason: `Bucket ${name} has versioning without MFA delete, and ${held}.`, evidence };
  },

  examples: [
    { name: "versioning and MFA delete", given: trail(), snapshot: { buckets: [bucket()] }, expect: "PASS" },
    {
      name: "no versioning",
      given: trail(),
      snapshot: { buckets: [bucket({ versioning: { enabled: false, mfaDelete: false } })] },
      expect: "FAIL",
    },
    {
      name: "versioning without MFA delete, Object Lock not read",
      given: trail(),
      snapshot: { buckets: [bucket({ versioning: { enabled: true, mfaDelete: false } })] },
      expect: "UNKNOWN",
    },
    {
      name: "Object Lock for a year",
      given: trail(),
      snapshot: { buckets: [locked({ mode: "COMPLIANCE", years: 1 })] },
      expect: "PASS",
    },
    {
      name: "Object Lock that some may bypass",
      given: trail(),
      snapshot: { buckets: [locked({ mode: "GOVERNANCE", days: 365 })] },
      expect: "PASS",
    },
    {
      name: "Object Lock for a month",
      given: trail(),
      snapshot: { buckets: [locked({ mode: "COMPLIANCE", days: 30 })] },
      expect: "FAIL",
    },
    { name: "Object Lock without a default", given: trail(), snapshot: { buckets: [locked({})] }, expect: "FAIL" },
    { name: "no Object Lock", given: trail(), snapshot: { buckets: [locked("none")] }, expect: "FAIL" },
    { name: "nothing of the bucket was read", given: trail(), expect: "UNKNOWN" },
  ],
});

function evidenceOf(found: Bucket): readonly Evidence[] {
  const { versioning, objectLock } = found;
  return [
    ...(versioning === undefined ? [] : [bucketEvidence("bucket-versioning", found, { ...versioning })]),
    ...(objectLock === undefined
      ? []
      : [bucketEvidence("bucket-object-lock", found, objectLock === "none" ? "none" : { ...objectLock })]),
  ];
}

/** Default retention; undefined: there is none. */
function lockOf(objectLock: Bucket["objectLock"]): { readonly mode: string; readonly days: number } | undefined {
  if (objectLock === undefined || objectLock === "none" || objectLock.mode === undefined) return undefined;
  const days = objectLock.days ?? (objectLock.years ?? 0) * 365;
  return days > 0 ? { mode: objectLock.mode, days } : undefined;
}

function locked(objectLock: NonNullable<Bucket["objectLock"]>): Bucket {
  return bucket({ versioning: { enabled: true, mfaDelete: false }, objectLock });
}
