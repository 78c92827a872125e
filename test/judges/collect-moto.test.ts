import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectAccount, connect } from "../../src/collect/index.ts";
import { hasMoto, startMoto } from "../support/moto.ts";

const account = "111122223333";
const bucket = "moto-audit-logs";

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

  test("users, roles, the trail and its bucket", { timeout: 60_000 }, async () => {
    const connection = await connect({ endpointUrl: moto.endpoint, region: "us-east-1" });
    const { snapshot } = await collectAccount(connection, { features: ["core", "trail"], wait: async () => {} });
    expect(snapshot.account).toBe(account);
    expect(snapshot.collection.failures).toEqual([]);
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
