import { compileLayer, layerOutcome, parsePolicy, requestContext } from "../../iam/index.ts";
import type { JsonObject, Snapshot, Trail, TrailKey } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { exampleAccount, trail } from "../examples/example-builders.ts";
import { isMissing, notRead } from "../sources.ts";
import { listed } from "../verdict.ts";

/** Logs without a key of the account, with one that is off, or with one that strangers may use. */
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

  evaluate({ kmsKeyId }, { snapshot }): Verdict {
    const evidence = [{ source: "trails", field: "KmsKeyId", value: kmsKeyId ?? null }];
    if (kmsKeyId === undefined || kmsKeyId === "") {
      return { status: "FAIL", reason: "The trail has no KMS key: its logs are encrypted with SSE-S3 only.", evidence };
    }
    const key = snapshot.trailKeys?.find(({ arn }) => arn === kmsKeyId);
    if (key === undefined) {
      const why = isMissing(snapshot, "trail-keys")
        ? notRead(snapshot, "trail-keys")
        : "Its state and policy were not read (kms:DescribeKey, kms:GetKeyPolicy).";
      return { status: "UNKNOWN", reason: `The trail uses ${kmsKeyId}. ${why}`, evidence };
    }
    const known = [
      ...evidence,
      { source: "trail-keys", field: kmsKeyId, value: { state: key.state, manager: key.manager } },
    ];
    if (key.state !== "Enabled") {
      const reason = `Key ${kmsKeyId} is ${key.state}: logs are neither written nor read with it.`;
      const cli = `aws kms ${key.state === "PendingDeletion" ? "cancel-key-deletion" : "enable-key"} --key-id ${kmsKeyId}`;
      return { status: "FAIL", severity: "critical", reason, evidence: known, cli };
    }
    if (key.manager === "AWS") {
      const reason = `Key ${kmsKeyId} is AWS's own: everybody in the account who may read the bucket may decrypt.`;
      return { status: "FAIL", reason, evidence: known };
    }
    return { ...judgePolicy(key), evidence: known };
  },

  examples: [
    { name: "no key", given: trail(), expect: "FAIL", severity: "medium" },
    {
      name: "a key of the account that it alone may use",
      ...withKey({ policy: keyPolicy({ AWS: `arn:aws:iam::${exampleAccount}:root` }) }),
      expect: "PASS",
    },
    { name: "a key that is disabled", ...withKey({ state: "Disabled" }), expect: "FAIL", severity: "critical" },
    {
      name: "a key that is to be deleted",
      ...withKey({ state: "PendingDeletion" }),
      expect: "FAIL",
      severity: "critical",
    },
    { name: "a key of AWS's", ...withKey({ manager: "AWS" }), expect: "FAIL" },
    { name: "everybody may decrypt", ...withKey({ policy: keyPolicy("*") }), expect: "FAIL" },
    {
      name: "everybody of the account may decrypt",
      ...withKey({ policy: keyPolicy("*", { StringEquals: { "aws:PrincipalAccount": exampleAccount } }) }),
      expect: "PASS",
    },
    {
      name: "whoever comes from an address",
      ...withKey({ policy: keyPolicy("*", { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }) }),
      expect: "UNKNOWN",
    },
    { name: "the key's policy was not read", ...withKey({}), expect: "UNKNOWN" },
    { name: "nothing of the key was read", given: trail({ kmsKeyId: keyArn() }), expect: "UNKNOWN" },
  ],
});

/** May somebody of an account that has nothing to do with this one decrypt? Who may within it is asked by POL-09. */
function judgePolicy({ arn, policy }: TrailKey): Pick<Verdict, "status" | "reason"> {
  if (policy === undefined) {
    return { status: "UNKNOWN", reason: `Key ${arn} is enabled; its policy was not read (kms:GetKeyPolicy).` };
  }
  const layer = compileLayer([{ name: "key policy", policy: parsePolicy(policy) }]);
  const principal = { kind: "user", arn: "arn:aws:iam::000000000000:user/a", account: "000000000000" } as const;
  const context = requestContext({ "aws:PrincipalOrgID": "o-stranger00" }, { principal });
  const { verdict, statements, allows } = layerOutcome(
    layer,
    { principal, action: "kms:Decrypt", resource: arn, context },
    "resource",
  );
  const names = listed([...new Set(statements.map(({ statement }) => statement))]);
  if (verdict === "allow") {
    return { status: "FAIL", reason: `The policy of key ${arn} lets strangers decrypt the logs (${names}).` };
  }
  if (verdict === "unknown" && allows !== "no") {
    return {
      status: "UNKNOWN",
      reason: `Whether the policy of key ${arn} lets strangers decrypt hangs on conditions (${names}).`,
    };
  }
  return { status: "PASS", reason: `Key ${arn} is enabled, and its policy lets no stranger decrypt.` };
}

function keyArn(): string {
  return `arn:aws:kms:us-east-1:${exampleAccount}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}

function withKey(parts: Partial<TrailKey>): { readonly given: Trail; readonly snapshot: Partial<Snapshot> } {
  const key: TrailKey = { arn: keyArn(), state: "Enabled", manager: "CUSTOMER", ...parts };
  return { given: trail({ kmsKeyId: keyArn() }), snapshot: { trailKeys: [key] } };
}

function keyPolicy(principal: "*" | { readonly AWS: string }, condition?: JsonObject): JsonObject {
  const statement = { Sid: "Use", Effect: "Allow", Principal: principal, Action: "kms:*", Resource: "*" };
  return {
    Version: "2012-10-17",
    Statement: [condition === undefined ? statement : { ...statement, Condition: condition }],
  };
}
