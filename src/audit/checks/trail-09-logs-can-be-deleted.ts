import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, trail } from "../example-builders.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trail-bucket.ts";

/** Nothing keeps the logs in the bucket. Object Lock works only with versioning, and is no input yet. */
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
  parameters: {},

  evaluate(subject, { snapshot }): Verdict {
    const found = bucketOf(subject, snapshot);
    const { versioning, name } = found;
    if (versioning === undefined) {
      return { status: "UNKNOWN", reason: bucketNotRead(found, snapshot, "bucket-versioning") };
    }
    const evidence = [bucketEvidence("bucket-versioning", found, { ...versioning })];
    if (!versioning.enabled) {
      const reason = `Bucket ${name} has no versioning, and so no Object Lock either: deleted logs are gone.`;
      return { status: "FAIL", reason, evidence };
    }
    if (versioning.mfaDelete) {
      return { status: "PASS", reason: `Bucket ${name} has versioning and MFA delete.`, evidence };
    }
    const reason = `Bucket ${name} has versioning without MFA delete; Object Lock, which could keep the logs instead, was not read (s3:GetBucketObjectLockConfiguration).`;
    return { status: "UNKNOWN", reason, evidence };
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
    { name: "nothing of the bucket was read", given: trail(), expect: "UNKNOWN" },
  ],
});
