import { type Check, defineCheck } from "../check.ts";
import { daysAgo, trail } from "../examples/example-builders.ts";
import { judgeDelivery } from "../trails/delivery.ts";

/** Log files arrive, their proof of integrity does not. */
export const trail04DigestDeliveryFailing: Check<"trail"> = defineCheck({
  id: "TRAIL-04",
  title: "Digest delivery failing",
  severity: "high",
  subject: "trail",
  needs: ["trails", "trail-status"],
  risk: "Without digest files nobody can show later that the logs of these hours are whole and unchanged.",
  remediation: {
    text: "Repair what the error names: the bucket, its policy or the key's policy.",
    cli: "aws s3api put-bucket-policy --bucket <BUCKET> --policy file://policy.json",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
  ],
  parameters: {
    silentHours: { default: 3, unit: "hours", meaning: "Digests come every hour; without one for so long it fails." },
  },

  evaluate({ status, logFileValidation }, { now, parameters: { silentHours } }) {
    if (!logFileValidation) {
      return { status: "NOT_APPLICABLE", reason: "Log file validation is off, so that there are no digests." };
    }
    if (status === undefined) {
      return { status: "UNKNOWN", reason: "The status of this trail was not read (cloudtrail:GetTrailStatus)." };
    }
    const { latestDigestDelivery, latestDigestDeliveryError } = status;
    return judgeDelivery(
      status,
      { what: "digest", field: "LatestDigestDelivery", at: latestDigestDelivery, error: latestDigestDeliveryError },
      now,
      silentHours,
    );
  },

  examples: [
    { name: "delivered within the hour", given: trail(), expect: "PASS" },
    {
      name: "S3 denies access",
      given: trail({
        status: { isLogging: true, latestDigestDelivery: daysAgo(0.01), latestDigestDeliveryError: "AccessDenied" },
      }),
      expect: "FAIL",
    },
    {
      name: "delivered 2.9 hours ago",
      given: trail({ status: { isLogging: true, latestDigestDelivery: daysAgo(2.9 / 24) } }),
      expect: "PASS",
    },
    {
      name: "delivered 3.0 hours ago",
      given: trail({ status: { isLogging: true, latestDigestDelivery: daysAgo(3 / 24) } }),
      expect: "FAIL",
    },
    { name: "validation is off", given: trail({ logFileValidation: false }), expect: "NOT_APPLICABLE" },
    {
      name: "delivered after the clock",
      given: trail({ status: { isLogging: true, latestDigestDelivery: daysAgo(-1) } }),
      expect: "UNKNOWN",
    },
    { name: "no date at all", given: trail({ status: { isLogging: true } }), expect: "UNKNOWN" },
  ],
});
