import type { Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, document, exampleAccount, trail } from "../examples/example-builders.ts";
import { foreignDelivery } from "../trails/foreign-trails.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trails/trail-bucket.ts";
import { listed } from "../verdict.ts";

/** The bucket policy lets CloudTrail write without asking for whom. */
export const trail08BucketAcceptsOtherAccountsTrails: Check<"trail"> = defineCheck({
  id: "TRAIL-08",
  title: "Bucket policy accepts other accounts' trails",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "Anybody with an AWS account can make a trail that writes into the bucket: false logs among the real ones, at your cost.",
  remediation: {
    text: "Let CloudTrail write only for trails of your own: a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.",
    cli: "aws s3api put-bucket-policy --bucket <BUCKET> --policy file://policy.json",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot }): Verdict {
    const found = bucketOf(subject, snapshot);
    const { policy, name } = found;
    if (policy === undefined) return { status: "UNKNOWN", reason: bucketNotRead(found, snapshot, "bucket-policy") };
    if (policy === "none") {
      return { status: "PASS", reason: `Bucket ${name} has no policy, so that CloudTrail may not write for anybody.` };
    }
    const { accepts, because } = foreignDelivery(policy.json, subject, snapshot.partition);
    const evidence = [bucketEvidence("bucket-policy", found, [...because])];
    switch (accepts) {
      case "yes": {
        const reason = `The policy of bucket ${name} lets CloudTrail write for any account's trail (${listed(because)}): no condition says whose.`;
        return { status: "FAIL", reason, evidence };
      }
      case "unknown": {
        const reason = `Whether the policy of bucket ${name} takes other accounts' trails is not known: ${listed(because)}.`;
        return { status: "UNKNOWN", reason, evidence };
      }
      default:
        return { status: "PASS", reason: `The policy of bucket ${name} takes no trail of a stranger's.`, evidence };
    }
  },

  examples: [
    {
      name: "bound by aws:SourceArn",
      ...withPolicy({ StringEquals: { "aws:SourceArn": ownTrail() } }),
      expect: "PASS",
    },
    {
      name: "bound by aws:SourceAccount",
      ...withPolicy({ StringEquals: { "aws:SourceAccount": exampleAccount } }),
      expect: "PASS",
    },
    {
      name: "bound by the organization",
      ...withPolicy({ StringEquals: { "aws:SourceOrgID": "o-exampleorgid" } }),
      expect: "PASS",
    },
    { name: "the policy of old guides", ...withPolicy({}), expect: "FAIL" },
    {
      name: "a condition for all accounts",
      ...withPolicy({ StringLike: { "aws:SourceArn": "arn:aws:cloudtrail:*" } }),
      expect: "FAIL",
    },
    {
      name: "a condition that holds without the key",
      ...withPolicy({ StringEqualsIfExists: { "aws:SourceAccount": exampleAccount } }),
      expect: "PASS",
    },
    { name: "every bucket and path", ...withPolicy({}, "arn:aws:s3:::example-logs/*"), expect: "FAIL" },
    {
      name: "a condition on an address",
      ...withPolicy({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }),
      expect: "UNKNOWN",
    },
    {
      name: "an operator that nobody knows",
      ...withPolicy({ StringMatches: { "aws:SourceArn": "x" } }),
      expect: "UNKNOWN",
    },
    { name: "no policy", given: trail(), snapshot: { buckets: [bucket()] }, expect: "PASS" },
    { name: "the policy was not read", given: trail(), expect: "UNKNOWN" },
  ],
});

function ownTrail(): string {
  return trail().arn;
}

function withPolicy(
  condition: { readonly [operator: string]: { readonly [key: string]: string } },
  resource = `arn:aws:s3:::example-logs/AWSLogs/${exampleAccount}/*`,
): { readonly given: Trail; readonly snapshot: Partial<Snapshot> } {
  const acl = { "s3:x-amz-acl": "bucket-owner-full-control" };
  const { StringEquals = {}, ...others } = condition;
  const statement = {
    Sid: "AWSCloudTrailWrite",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: resource,
    Condition: { ...others, StringEquals: { ...acl, ...StringEquals } },
  };
  return { given: trail(), snapshot: { buckets: [bucket({ policy: document(statement) })] } };
}
