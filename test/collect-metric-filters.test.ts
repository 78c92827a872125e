import { UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditAccount } from "../src/app/audit/audit-account.ts";
import { defaultSettings } from "../src/app/settings/settings.ts";
import { collectAccount, connect } from "../src/collect/index.ts";
import { account, type CollectWorld, startCollectWorld } from "./support/collect-world.ts";

const region = "us-east-1";
const group = `arn:aws:logs:${region}:${account}:log-group:trail`;

let world: CollectWorld;
beforeAll(async () => {
  world = await startCollectWorld({ speed: 0 });
});
afterAll(() => world?.close());

test("a log group without metric filters tells nobody, which is no longer unknown", async () => {
  const config = { endpoint: world.sandbox.endpoint, region };
  await new CloudWatchLogsClient(config).send(new CreateLogGroupCommand({ logGroupName: "trail" }));
  const trust = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "sts:AssumeRole" };
  const may = { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${group}:*` };
  const documentOf = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const role = await world.iam.send(
    new CreateRoleCommand({ RoleName: "to-logs", AssumeRolePolicyDocument: documentOf(trust) }),
  );
  const policy = { RoleName: "to-logs", PolicyName: "write", PolicyDocument: documentOf(may) };
  await world.iam.send(new PutRolePolicyCommand(policy));
  const connection = await connect();
  const { client } = await connection.cloudtrail(region);
  const logs = { CloudWatchLogsLogGroupArn: `${group}:*`, CloudWatchLogsRoleArn: role.Role?.Arn };
  await client.send(new UpdateTrailCommand({ Name: "lab-trail", ...logs }));

  const { snapshot } = await collectAccount(connection, { wait: async () => {}, features: ["trail"] });
  connection.close();
  expect(snapshot.metricFilters).toEqual([{ group, filters: [] }]);
  expect(snapshot.sources["metric-filters"]).toMatchObject({ state: "complete", gaps: [] });
  const { findings } = auditAccount(snapshot, defaultSettings, []);
  const told = findings.find(({ source, resource }) => source.id === "TRAIL-16" && resource.name === "lab-trail");
  expect(told).toMatchObject({ status: "FAIL", reason: expect.stringContaining("no metric filter of its log group") });
});
