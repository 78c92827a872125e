import { expect, test } from "vitest";
import type { Behaviour, RecordedChange } from "../../model/index.ts";
import { identityActivity } from "./identity-activity.ts";

const ana = "arn:aws:iam::111122223333:user/ana";

test.each<readonly [call: string, request: RecordedChange["request"], targets: readonly string[]]>([
  [
    "iam:AttachUserPolicy",
    { policyArn: "arn:aws:iam::aws:policy/job-function/Billing", userName: "bo" },
    ["user/bo", "policy/Billing"],
  ],
  ["iam:PutRolePolicy", { roleName: "deploy", policyName: "own" }, ["role/deploy", "policy/own"]],
  [
    "iam:DeactivateMFADevice",
    { userName: "bo", serialNumber: "arn:aws:iam::111122223333:mfa/bo" },
    ["user/bo", "mfa/bo"],
  ],
  ["iam:CreateAccessKey", {}, ["its own user"]],
  ["cloudtrail:StopLogging", { name: "arn:aws:cloudtrail:us-east-1:111122223333:trail/main" }, ["trail/main"]],
  ["cloudtrail:PutEventSelectors", { trailName: "main" }, ["trail/main"]],
  ["s3:PutBucketLifecycle", { bucketName: "logs" }, ["bucket/logs"]],
  ["iam:UpdateAccountPasswordPolicy", { minimumPasswordLength: "8" }, []],
])("%s names what it changed", (call, request, targets) => {
  expect(identityActivity(behaviourWith(change(call, request)), ana, "ana").changes).toMatchObject([{ targets }]);
});

test("a key that was made is named by its id, also to whom it was made for", () => {
  const made = { ...change("iam:CreateAccessKey", { userName: "bo" }), madeKey: "AKIABOEXAMPLE0000001" };
  const expected = [{ targets: ["user/bo"], madeKey: "AKIABOEXAMPLE0000001" }];
  expect(identityActivity(behaviourWith(made), ana, "ana").changes).toMatchObject(expected);
  const bo = "arn:aws:iam::111122223333:user/bo";
  expect(identityActivity(behaviourWith(made), bo, "bo").changedBy).toMatchObject(expected);
});

function change(call: string, request: RecordedChange["request"]): RecordedChange {
  const [service, eventName = ""] = call.split(":");
  const event = {
    ms: 0,
    eventId: "1",
    eventName,
    eventSource: `${service}.amazonaws.com`,
    file: "a.json",
    index: 0,
    outcome: "done" as const,
  };
  return { event, actor: ana, actorType: "IAMUser", request };
}

function behaviourWith(...changes: readonly RecordedChange[]): Behaviour {
  return {
    coverage: { days: [], regions: [], accounts: [], events: 0, duplicates: 0, timeless: 0, broken: 0 },
    placedBy: "network",
    identities: new Map(),
    keys: new Map(),
    signIns: [],
    sessions: [],
    changes,
    evicted: { identities: 0, keys: 0, signIns: 0, sessions: 0, changes: 0 },
  };
}
