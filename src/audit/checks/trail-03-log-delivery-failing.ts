import { type Check, defineCheck } from "../check.ts";
import { daysAgo, trail } from "../examples/example-builders.ts";
import { judgeDelivery } from "../trails/delivery.ts";

/** A trail that records and does not arrive. */
export const trail03LogDeliveryFailing: Check<"trail"> = defineCheck({
  id: "TRAIL-03",
  title: "Log delivery failing",
  severity: "high",
  subject: "trail",
  needs: ["trails", "trail-status"],
  risk: "Logs that CloudTrail cannot deliver are lost after a while, and detections stay silent.",
  remediation: {
    text: "Repair what the error names: the bucket, its policy or the key's policy.",
    cli: "aws s3api put-bucket-policy --bucket <BUCKET> --policy file://policy.json",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html"],
  parameters: {
    silentHours: { default: 24, unit: "hours", meaning: "A trail that logs and delivered nothing for so long fails." },
  },

  evaluate({ status }, { now, parameters: { silentHours } }) {
    if (status === undefined) {
      return { status: "UNKNOWN", reason: "The status of this trail was not read (cloudtrail:GetTrailStatus)." };
    }
    const { latestDelivery, latestDeliveryError } = status;
    return judgeDelivery(
      status,
      { what: "log file", field: "LatestDelivery", at: latestDelivery, error: latestDeliveryError },
      now,
      silentHours,
    );
  },

  examples: [
    { name: "delivered minutes ago", given: trail(), expect: "PASS" },
    {
      name: "S3 denies access",
      given: trail({ status: { isLogging: true, latestDelivery: daysAgo(0.01), latestDeliveryError: "AccessDenied" } }),
      expect: "FAIL",
    },
    {
      name: "delivered 23.9 hours ago",
      given: trail({ status: { isLogging: true, latestDelivery: daysAgo(23.9 / 24) } }),
      expect: "PASS",
    },
    {
      name: "delivered 24.0 hours ago",
      given: trail({ status: { isLogging: true, latestDelivery: daysAgo(1) } }),
      expect: "FAIL",
    },
    {
      name: "started 2 hours ago and delivered nothing yet",
      given: trail({ status: { isLogging: true, startedLogging: daysAgo(2 / 24) } }),
      expect: "PASS",
    },
    {
      name: "started 2 days ago and delivered nothing yet",
      given: trail({ status: { isLogging: true, startedLogging: daysAgo(2) } }),
      expect: "FAIL",
    },
    { name: "stopped", given: trail({ status: { isLogging: false } }), expect: "NOT_APPLICABLE" },
    {
      name: "delivered after the clock",
      given: trail({ status: { isLogging: true, latestDelivery: daysAgo(-1) } }),
      expect: "UNKNOWN",
    },
    { name: "no date at all", given: trail({ status: { isLogging: true } }), expect: "UNKNOWN" },
  ],
});
