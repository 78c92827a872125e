import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectAccount, connect } from "../../src/collect/index.ts";
import { hasMoto, startMoto } from "../support/moto.ts";

const account = "111122223333";
const bucket = "moto-audit-logs";

/** What moto 5.2 does not serve, or, of service-specific credentials, of one user only. */
const notInMoto: readonly string[] = [
  "access-analyzer:ListAnalyzers",
  "account:ListRegions",
  "iam:ListOrganizationsFeatures",
  "iam:ListServiceSpecificCredentials",
];

describe.skipIf(!hasMoto)(`moto, another stand-in of AWS${hasMoto ? "" : " (skipped: no moto here)"}`, () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  const before = { ...process.env };

  beforeAll(async () => {
    moto = await startMoto(account);
    Object.assign(process.env, {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "canary-of-moto",
    });
    const config = { endpoint: moto.endpoint, region: "us-east-1" };
    const iam = new IAMClient(config);
    for (let index = 0; index < 230; index += 1) await iam.send(new CreateUserCommand({ UserName: `user-${index}` }));
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
    });
    await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument: trust }));
    await new S3Client({ ...config, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }));
    const cloudtrail = new CloudTrailClient(config);
    await cloudtrail.send(new CreateTrailCommand({ Name: "lab-trail", S3BucketName: bucket }));
    await cloudtrail.send(new StartLoggingCommand({ Name: "lab-trail" }));
  }, 120_000);
  afterAll(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await moto?.close();
  });

  test("the organization, rules with their targets, and the trail's key", { timeout: 60_000 }, async () => {
    const config = { endpoint: moto.endpoint, region: "us-east-1" };
    const organizations = new OrganizationsClient(config);
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const made = await organizations.send(
      new CreatePolicyCommand({
        Name: "no-leaving",
        Description: "stay",
        Type: "SERVICE_CONTROL_POLICY",
        Content: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" }],
        }),
      }),
    );
    const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
    const PolicyId = made.Policy?.PolicySummary?.Id;
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: Roots[0]?.Id }));
    const events = new EventBridgeClient(config);
    await events.send(new PutRuleCommand({ Name: "tell", EventPattern: '{"source":["aws.iam"]}' }));
    const Arn = `arn:aws:sns:us-east-1:${account}:alarm`;
    await events.send(new PutTargetsCommand({ Rule: "tell", Targets: [{ Id: "1", Arn }] }));
    const { KeyMetadata } = await new KMSClient(config).send(new CreateKeyCommand({}));
    const KmsKeyId = KeyMetadata?.Arn;
    await new CloudTrailClient(config).send(new UpdateTrailCommand({ Name: "lab-trail", KmsKeyId }));
    const connection = await connect({ endpointUrl: moto.endpoint, region: "us-east-1" });
    const options = { features: ["trail", "organization", "access"], wait: async () => {} } as const;
    const { snapshot } = await collectAccount(connection, options);
    expect(snapshot.organization).toMatchObject({ managementAccount: account, featureSet: "ALL", accounts: [{}] });
    const policies = snapshot.organization === "none" ? [] : snapshot.organization?.serviceControlPolicies;
    expect(policies?.find(({ name }) => name === "no-leaving")?.targets).toEqual([Roots[0]?.Id]);
    expect(snapshot.eventRules).toMatchObject([{ name: "tell", pattern: { source: ["aws.iam"] }, targets: [Arn] }]);
    expect(snapshot.trails?.[0]?.kmsKeyId).toBe(KmsKeyId);
    expect(snapshot.trailKeys).toMatchObject([
      { arn: KmsKeyId, state: "Enabled", manager: "CUSTOMER", rotates: false },
    ]);
    // What moto does not have is named, and nothing else fails.
    const failed = new Set(snapshot.collection.failures.map(({ action }) => action));
    expect([...failed].filter((action) => !notInMoto.includes(action))).toEqual([]);
  });

  test("users, roles, the trail and its bucket", { timeout: 60_000 }, async () => {
    const connection = await connect({ endpointUrl: moto.endpoint, region: "us-east-1" });
    const { snapshot } = await collectAccount(connection, { features: ["core", "trail"], wait: async () => {} });
    expect(snapshot.account).toBe(account);
    const failed = new Set(snapshot.collection.failures.map(({ action }) => action));
    expect([...failed].filter((action) => !notInMoto.includes(action))).toEqual([]);
    expect(snapshot.identities?.users).toHaveLength(230);
    expect(snapshot.credentialReport?.rows).toHaveLength(230);
    expect(snapshot.identities?.roles.map(({ name }) => name)).toEqual(["reader"]);
    expect(snapshot.trails?.map(({ name, status }) => [name, status?.isLogging])).toEqual([["lab-trail", true]]);
    expect(snapshot.buckets).toMatchObject([
      { name: bucket, policy: "none", publicAccessBlock: "none", lifecycleRules: [] },
    ]);
    expect(JSON.stringify(snapshot)).not.toContain("canary-of-moto");
  });
});
