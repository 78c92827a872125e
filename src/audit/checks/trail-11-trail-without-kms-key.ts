import { type Check, defineCheck, type Verdict } from "../check.ts";
import { trail } from "../example-builders.ts";

/** Logs without a customer managed key. State and policy of the key are no input yet. */
export const trail11TrailWithoutKmsKey: Check<"trail"> = defineCheck({
  id: "TRAIL-11",
  title: "Trail key weak or gone",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "Without a key of its own, reading the bucket is enough to read the logs; a key that is gone makes them unreadable.",
  remediation: {
    text: "Encrypt the trail with a customer managed KMS key that only auditors may decrypt with.",
    cli: "aws cloudtrail update-trail --name <TRAIL> --kms-key-id <KMS_KEY_ARN>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
  ],
  parameters: {},

  evaluate({ kmsKeyId }): Verdict {
    const evidence = [{ source: "trails", field: "KmsKeyId", value: kmsKeyId ?? null }];
    if (kmsKeyId === undefined || kmsKeyId === "") {
      return { status: "FAIL", reason: "The trail has no KMS key: its logs are encrypted with SSE-S3 only.", evidence };
    }
    const reason = `The trail uses ${kmsKeyId}; state and policy of the key were not read (kms:DescribeKey, kms:GetKeyPolicy).`;
    return { status: "UNKNOWN", reason, evidence };
  },

  examples: [
    { name: "no key", given: trail(), expect: "FAIL" },
    {
      name: "a key whose state was not read",
      given: trail({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }),
      expect: "UNKNOWN",
    },
  ],
});
