import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CloudTrailEvent, isJsonObject, type Json, type JsonObject, targetName } from "../../model/index.ts";
import { targetParameters } from "./target-parameters.ts";
import { targetsOf } from "./targets.ts";

const account = "111122223333";

describe("what an event acted upon", () => {
  test.each<[string, CloudTrailEvent, readonly string[]]>([
    [
      "a user and a policy",
      call("iam", { userName: "ana", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
      ["user/ana", "policy/AdministratorAccess"],
    ],
    ["a group", call("iam", { groupName: "admins", userName: "ana" }), ["user/ana", "group/admins"]],
    [
      "a security group, which shares its parameter with no group of users",
      call("ec2", { groupId: "sg-1", groupName: "web" }),
      ["securitygroup/sg-1"],
    ],
    ["a bucket", call("s3", { bucketName: "data", Host: "data.s3.amazonaws.com" }), ["bucket/data"]],
    [
      "a trail by its ARN",
      call("cloudtrail", { name: `arn:aws:cloudtrail:eu-west-1:${account}:trail/main` }),
      ["trail/main"],
    ],
    ["a trail by its name", call("cloudtrail", { trailName: "main" }), ["trail/main"]],
    [
      "a key",
      call("kms", { keyId: "11111111-2222-3333-4444-555555555555" }),
      ["key/11111111-2222-3333-4444-555555555555"],
    ],
    [
      "a function by its ARN",
      call("lambda", { functionName: `arn:aws:lambda:eu-west-1:${account}:function:report` }),
      ["function:report"],
    ],
    [
      "a log group by its ARN",
      call("logs", { logGroupIdentifier: `arn:aws:logs:eu-west-1:${account}:log-group:/a` }),
      ["log-group:/a"],
    ],
    [
      "instances in a list of items",
      call("ec2", { instancesSet: { items: [{ instanceId: "i-1" }, { instanceId: "i-2" }, {}] } }),
      ["instance/i-1", "instance/i-2"],
    ],
    [
      "instances of a command",
      call("ssm", { documentName: "AWS-RunShellScript", instanceIds: ["i-1"] }),
      ["instance/i-1", "document/AWS-RunShellScript"],
    ],
    [
      "a flow log",
      call("ec2", { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: "fl-1" } } }),
      ["flowlog/fl-1"],
    ],
    [
      "resources before parameters",
      {
        ...call("s3", { bucketName: "data", key: "k" }),
        resources: [
          { type: "AWS::S3::Object", ARN: "arn:aws:s3:::data/k" },
          { accountId: account, type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::data" },
        ],
      },
      ["object/data/k", "bucket/data"],
    ],
    [
      "a resource without a type",
      { ...call("secretsmanager", {}), resources: [{ ARN: `arn:aws:secretsmanager:eu-west-1:${account}:secret:s` }] },
      ["secret:s"],
    ],
    [
      "whose key was made, where only the answer says it",
      { ...call("iam", {}), responseElements: { accessKey: { userName: "ana", accessKeyId: "AKIAIOSFODNN7EXAMPLE" } } },
      ["user/ana", "accesskey/AKIAIOSFODNN7EXAMPLE"],
    ],
    [
      "what was started",
      {
        ...call("ec2", { instanceType: "t3.micro" }),
        responseElements: { instancesSet: { items: [{ instanceId: "i-1" }] } },
      },
      ["instance/i-1"],
    ],
    ["nothing of a service that is not known", call("constructor", { name: "x" }), []],
    [
      "nothing of other types",
      { ...call("iam", { userName: 7, roleName: null, groupName: {} }), resources: [null, 7, [], { ARN: 1 }] },
      [],
    ],
    ["nothing of nothing", {}, []],
  ])("%s", (_name, event, expected) => {
    expect(targetsOf(event).map(targetName)).toEqual(expected);
  });

  test("at most five, each once, and never long", () => {
    const instanceIds = ["i-1", "i-1", ...Array.from({ length: 50 }, (_, at) => `i-${at}`), "x".repeat(9000)];
    expect(targetsOf(call("ssm", { instanceIds }))).toHaveLength(5);
    const [long] = targetsOf(call("iam", { userName: "u".repeat(9000) }));
    expect(long?.name).toHaveLength(259);
  });

  test("nothing that a sender can write stops it", () => {
    const services = [...targetParameters.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...services), fc.jsonValue(), fc.jsonValue(), (service, parameters, resources) => {
        const names = (targetParameters.get(service) ?? []).map(([path]) => path.join("."));
        const inside = Object.fromEntries(names.map((name) => [name, parameters as Json]));
        const event = { ...call(service, inside), resources: resources as Json, responseElements: parameters as Json };
        for (const { type, name } of targetsOf(event)) expect([typeof type, name.length > 0]).toEqual(["string", true]);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});

const recorded = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(recorded))(`on real events (${recorded}; skipped where they are absent)`, () => {
  test("hardly any call that changes something is without", () => {
    const changes = (existsSync(recorded) ? readEvents(recorded) : []).filter(
      ({ readOnly, eventType, errorCode }) =>
        readOnly === false && eventType === "AwsApiCall" && errorCode === undefined,
    );
    const without = changes.filter((event) => targetsOf(event).length === 0);
    expect(changes.length).toBeGreaterThan(300);
    expect(without.length / changes.length).toBeLessThan(0.1);
  });
});

function call(service: string, requestParameters: JsonObject): CloudTrailEvent {
  return { eventSource: `${service}.amazonaws.com`, requestParameters };
}

function readEvents(from: string): readonly JsonObject[] {
  return readdirSync(from)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const content: unknown = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
      const records = isJsonObject(content) ? content["Records"] : undefined;
      return Array.isArray(records) ? records.filter(isJsonObject) : [];
    });
}
