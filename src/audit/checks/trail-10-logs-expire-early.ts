import type { LifecycleRule, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, trail } from "../examples/example-builders.ts";
import { expiringRules } from "../trails/log-lifecycle.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trails/trail-bucket.ts";
import { listed } from "../verdict.ts";

/** A lifecycle rule deletes the logs of a trail before their time. */
export const trail10LogsExpireEarly: Check<"trail"> = defineCheck({
  id: "TRAIL-10",
  title: "Logs expire too early",
  severity: "high",
  subject: "trail",
  needs: ["trails"],
  risk: "Intrusions are often found after months; logs that are gone by then answer nothing.",
  remediation: {
    text: "Let the rule expire the logs later, or not at all; move old ones to a colder storage class instead.",
    cli: "aws s3api put-bucket-lifecycle-configuration --bucket <BUCKET> --lifecycle-configuration file://lifecycle.json",
  },
  references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html"],
  parameters: {
    retentionDays: { default: 365, unit: "days", meaning: "So long logs must be kept." },
  },

  evaluate(subject, { snapshot, parameters: { retentionDays } }): Verdict {
    const found = bucketOf(subject, snapshot);
    if (found.lifecycleRules === undefined) {
      return { status: "UNKNOWN", reason: bucketNotRead(found, snapshot, "bucket-lifecycle") };
    }
    const rules = expiringRules(subject, snapshot.account, found.lifecycleRules);
    const early = rules.filter((rule) => isEarly(rule, retentionDays));
    const certain = early.filter((rule) => !rule.narrowed);
    const evidence = [bucketEvidence("bucket-lifecycle", found, rules.map(describe))];
    if (certain.length > 0) {
      const reason = `Lifecycle of bucket ${found.name}: ${listed(certain.map(describe))} (limit ${retentionDays} days).`;
      return { status: "FAIL", reason, evidence };
    }
    if (early.length > 0) {
      const reason = `Lifecycle of bucket ${found.name}: ${listed(early.map(describe))}, but only for objects of some tag or size; whether the logs are among them was not read.`;
      return { status: "UNKNOWN", reason, evidence };
    }
    const kept =
      rules.length === 0 ? "No lifecycle rule expires the logs" : `The logs are kept: ${listed(rules.map(describe))}`;
    return { status: "PASS", reason: `${kept} (limit ${retentionDays} days).`, evidence };
  },

  examples: [
    { name: "no rules", given: trail(), snapshot: rules(), expect: "PASS" },
    { name: "365 days", given: trail(), snapshot: rules({ expirationDays: 365 }), expect: "PASS" },
    { name: "364 days", given: trail(), snapshot: rules({ expirationDays: 364 }), expect: "FAIL" },
    {
      name: "versions that were deleted or overwritten, after 30 days",
      given: trail(),
      snapshot: rules({ noncurrentExpirationDays: 30 }),
      expect: "FAIL",
    },
    {
      name: "versions that were deleted or overwritten, after 365 days",
      given: trail(),
      snapshot: rules({ noncurrentExpirationDays: 365 }),
      expect: "PASS",
    },
    {
      name: "a fixed date",
      given: trail(),
      snapshot: rules({ expirationDate: "2030-01-01T00:00:00Z" }),
      expect: "FAIL",
    },
    {
      name: "a disabled rule",
      given: trail(),
      snapshot: rules({ expirationDays: 30, enabled: false }),
      expect: "PASS",
    },
    {
      name: "a rule on another folder",
      given: trail({ prefix: "audit" }),
      snapshot: rules({ expirationDays: 30, prefix: "tmp/" }),
      expect: "PASS",
    },
    {
      name: "a rule on the folder of another service",
      given: trail(),
      snapshot: rules({ expirationDays: 30, prefix: "AWSLogs/111122223333/elasticloadbalancing/" }),
      expect: "PASS",
    },
    {
      name: "a rule on a part of the logs",
      given: trail(),
      snapshot: rules({ expirationDays: 30, prefix: "AWSLogs/111122223333/CloudTrail/eu-central-1/" }),
      expect: "FAIL",
    },
    {
      name: "a rule for tagged objects",
      given: trail(),
      snapshot: rules({ expirationDays: 30, narrowed: true }),
      expect: "UNKNOWN",
    },
    { name: "nothing of the bucket was read", given: trail(), expect: "UNKNOWN" },
  ],
});

/** A fixed date takes every object that is older by then, also one of the day before, and stays in force. */
function isEarly(rule: LifecycleRule, retentionDays: number): boolean {
  const { expirationDate, expirationDays = retentionDays, noncurrentExpirationDays = retentionDays } = rule;
  return expirationDate !== undefined || expirationDays < retentionDays || noncurrentExpirationDays < retentionDays;
}

function describe(rule: LifecycleRule): string {
  const { id, prefix, expirationDays, expirationDate, noncurrentExpirationDays } = rule;
  const where = prefix === "" ? "everything" : prefix;
  const ends = [
    ...(expirationDate === undefined ? [] : [`on ${expirationDate}`]),
    ...(expirationDays === undefined ? [] : [`after ${inDays(expirationDays)}`]),
    ...(noncurrentExpirationDays === undefined
      ? []
      : [`${inDays(noncurrentExpirationDays)} after it was deleted or overwritten`]),
  ];
  return `rule ${id === "" ? "without id" : id} expires ${where} ${listed(ends)}`;
}

function inDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

function rules(...some: readonly Partial<LifecycleRule>[]): Partial<Snapshot> {
  const lifecycleRules = some.map((rule, index) => {
    return { id: `rule${index + 1}`, enabled: true, prefix: "", narrowed: false, ...rule };
  });
  return { buckets: [bucket({ lifecycleRules })] };
}
