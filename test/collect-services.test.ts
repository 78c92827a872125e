import { AccessAnalyzerClient, CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { AccountClient, PutAlternateContactCommand } from "@aws-sdk/client-account";
import { UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectAccount, connect } from "../src/collect/index.ts";
import type { CollectFeature, Snapshot } from "../src/model/index.ts";
import { account, type CollectWorld, startCollectWorld } from "./support/collect-world.ts";

const features: readonly CollectFeature[] = ["core", "trail", "access"];
const quick = { wait: async () => {} };
const region = "us-east-1";
const topic = `arn:aws:sns:${region}:${account}:alarm`;

let world: CollectWorld;
let key: string;
let snapshot: Snapshot;

beforeAll(async () => {
  world = await startCollectWorld({ speed: 0 });
  const endpoint = world.sandbox.endpoint;
  const config = { endpoint, region };
  const kms = new KMSClient(config);
  const Statement = [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
    {
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
    },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy }));
  key = KeyMetadata?.Arn ?? "";
  await kms.send(new EnableKeyRotationCommand({ KeyId: key }));
  const connection = await connect();
  const { client } = await connection.cloudtrail(region);
  await client.send(new UpdateTrailCommand({ Name: "lab-trail", KmsKeyId: key }));
  const events = new EventBridgeClient(config);
  const EventPattern = JSON.stringify({ source: ["aws.iam"] });
  await events.send(new PutRuleCommand({ Name: "tell", EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: "tell", Targets: [{ Id: "1", Arn: topic }] }));
  const contact = { Name: "Ana", Title: "CISO", EmailAddress: "security@example.com", PhoneNumber: "555" };
  await new AccountClient(config).send(
    new PutAlternateContactCommand({ ...contact, AlternateContactType: "SECURITY" }),
  );
  const analyzers = new AccessAnalyzerClient(config);
  await analyzers.send(new CreateAnalyzerCommand({ analyzerName: "outside", type: "ACCOUNT" }));
  const Trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [Trust] });
  await world.iam.send(new CreateRoleCommand({ RoleName: "partner", AssumeRolePolicyDocument }));
  snapshot = (await collectAccount(connection, { ...quick, features })).snapshot;
  connection.close();
});
afterAll(() => world?.close());

describe("an account with everything that collect asks for", () => {
  test("is read without a call that fails", () => {
    expect(snapshot.collection?.failures).toEqual([]);
  });

  test("tells the key of its trail, with its policy and rotation", () => {
    expect(snapshot.trails).toMatchObject([{ name: "lab-trail" }]);
    expect(JSON.stringify(snapshot)).toContain(key);
    expect(snapshot.trailKeys).toMatchObject([{ arn: key, state: "Enabled", manager: "CUSTOMER", rotates: true }]);
  });

  test("tells its regions, its contact for security and its rules with their targets", () => {
    expect(snapshot.regions?.filter(({ status }) => status === "ENABLED_BY_DEFAULT")).toHaveLength(17);
    expect(snapshot.securityContact).toEqual({ email: "security@example.com" });
    expect(snapshot.eventRules).toMatchObject([{ name: "tell", isEnabled: true, targets: [topic] }]);
  });

  test("tells its analyzer, and the stranger that the analyzer found", () => {
    expect(snapshot.analyzers).toMatchObject([{ region, type: "ACCOUNT", status: "ACTIVE" }]);
    const found = snapshot.analyzerFindings?.filter(({ resource }) => resource.endsWith("role/partner"));
    expect(found).toMatchObject([{ isPublic: false, principals: ["AWS: 999999999999"], actions: ["sts:AssumeRole"] }]);
  });
});
