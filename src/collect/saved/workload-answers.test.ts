import { describe, expect, test } from "vitest";
import { Problem, type Snapshot, type SourceName } from "../../model/index.ts";
import { assembleSnapshot } from "../assemble.ts";
import { type SnapshotPart, type SnapshotParts, savedParsers } from "../parts.ts";
import type { Parsed } from "./reading.ts";

const topic = "arn:aws:sns:us-east-1:111122223333:alerts";
const group = "arn:aws:logs:us-east-1:111122223333:log-group:trail";
const fn = "arn:aws:lambda:eu-west-1:111122223333:function:plan";
const set = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";

const filter = {
  filterName: "touched",
  filterPattern: "{ $.eventName = StopLogging }",
  metricTransformations: [{ metricName: "Touched", metricNamespace: "CloudTrail", metricValue: "1" }],
  creationTime: 1,
  logGroupName: "trail",
};
const alarm = {
  AlarmName: "touched",
  AlarmArn: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:touched",
  ActionsEnabled: true,
  AlarmActions: [topic],
  MetricName: "Touched",
  Namespace: "CloudTrail",
  Statistic: "Sum",
  Dimensions: [],
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 1.0,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};
const instance = {
  InstanceId: "i-1",
  State: { Code: 16, Name: "running" },
  Placement: { AvailabilityZone: "us-west-2-lax-1a" },
  IamInstanceProfile: { Arn: "arn:aws:iam::111122223333:instance-profile/web", Id: "AIPA" },
  PublicIpAddress: "198.51.100.7",
  NetworkInterfaces: [
    { Association: { PublicIp: "198.51.100.7" }, PrivateIpAddresses: [{ Association: { PublicIp: "198.51.100.8" } }] },
    { Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }] },
  ],
};
const trail = {
  Name: "main",
  TrailARN: "arn:aws:cloudtrail:us-east-1:111122223333:trail/main",
  HomeRegion: "us-east-1",
  S3BucketName: "logs",
  CloudWatchLogsLogGroupArn: `${group}:*`,
};
const regions = {
  Regions: ["us-east-1", "us-west-2"].map((RegionName) => ({ RegionName, RegionOptStatus: "ENABLED" })),
};

describe("metric filters", () => {
  test("belong to the log group of the trail, by the name that the answer gives", () => {
    const { metricFilters, sources } = snapshot(
      ["trails", { trailList: [trail] }],
      ["metric-filters", { metricFilters: [filter] }],
    );
    expect(sources["metric-filters"]).toMatchObject({ state: "complete", gaps: [] });
    expect(metricFilters).toEqual([
      {
        group,
        filters: [
          {
            name: "touched",
            pattern: filter.filterPattern,
            metrics: [{ namespace: "CloudTrail", name: "Touched", value: "1" }],
          },
        ],
      },
    ]);
  });

  test("of a trail without a log group there are none to ask for", () => {
    const { CloudWatchLogsLogGroupArn: _, ...rest } = trail;
    const { metricFilters, sources } = snapshot(["trails", { trailList: [rest] }]);
    expect([metricFilters, sources["metric-filters"].state]).toEqual([[], "complete"]);
  });

  test("an empty answer is of the only log group; of several it must be said", () => {
    const other = { ...trail, Name: "two", TrailARN: `${trail.TrailARN}2`, CloudWatchLogsLogGroupArn: `${group}-2:*` };
    const empty = { metricFilters: [] };
    expect(snapshot(["trails", { trailList: [trail] }], ["metric-filters", empty]).metricFilters).toEqual([
      { group, filters: [] },
    ]);
    const two = snapshot(["trails", { trailList: [trail, other] }], ["metric-filters", empty]);
    expect([two.metricFilters, two.sources["metric-filters"].state]).toEqual([undefined, "missing"]);
    const named = snapshot(["trails", { trailList: [trail, other] }], ["metric-filters", empty, "trail"]);
    expect(named.metricFilters).toEqual([{ group, filters: [] }]);
    expect(named.sources["metric-filters"].gaps.map(({ what }) => what)).toEqual([`${group}-2`]);
  });
});

describe("alarms", () => {
  test("with the subscriptions of their topics", () => {
    const subscriptions = [
      { SubscriptionArn: `${topic}:1`, Protocol: "email", TopicArn: topic },
      { SubscriptionArn: "PendingConfirmation", Protocol: "email", TopicArn: topic },
      { SubscriptionArn: "Deleted", Protocol: "https", TopicArn: topic },
    ];
    const { alarms, sources } = snapshot(
      ["alarms", { MetricAlarms: [alarm], CompositeAlarms: [] }],
      ["alarms", { Subscriptions: subscriptions }],
      ["alarms", { Subscriptions: [] }, `${topic}-2`],
    );
    expect(sources.alarms.gaps).toEqual([]);
    expect(alarms).toMatchObject({
      regions: ["us-east-1"],
      alarms: [{ name: "touched", metric: "Touched", threshold: 1, actions: [topic], hasDimensions: false }],
      topics: [
        { topic, confirmed: ["email"], pending: 2 },
        { topic: `${topic}-2`, confirmed: [], pending: 0 },
      ],
    });
  });

  test("an empty answer without a region tells nothing of any region", () => {
    const { alarms, sources } = snapshot(["alarms", { MetricAlarms: [] }]);
    expect(alarms?.regions).toEqual([]);
    expect(sources.alarms.state).toBe("partial");
  });
});

test("profiles of Roles Anywhere of one region leave the other a gap", () => {
  const profile = {
    profileArn: "arn:aws:rolesanywhere:us-east-1:111122223333:profile/1",
    name: "pumps",
    enabled: true,
    roleArns: ["arn:aws:iam::111122223333:role/pump"],
    managedPolicyArns: [],
    sessionPolicy: "",
  };
  const { rolesAnywhere, sources } = snapshot(["regions", regions], ["roles-anywhere", { profiles: [profile] }]);
  expect(rolesAnywhere?.profiles).toMatchObject([{ name: "pumps", isEnabled: true, hasSessionPolicy: false }]);
  expect(sources["roles-anywhere"].gaps).toEqual([
    { what: "profiles of us-west-2", cause: "not given: pass --roles-anywhere us-west-2=FILE" },
  ]);
});

describe("assignments of Identity Center", () => {
  const assignment = { AccountId: "111122223333", PermissionSetArn: set, PrincipalType: "USER", PrincipalId: "u-1" };

  test("with the name of the permission set and of the user", () => {
    const { accountAssignments, sources } = snapshot(
      ["account-assignments", { AccountAssignments: [assignment] }],
      [
        "account-assignments",
        { PermissionSet: { Name: "Developers", PermissionSetArn: set, SessionDuration: "PT1H30M" } },
      ],
      ["account-assignments", { Users: [{ UserName: "ana", UserId: "u-1", IdentityStoreId: "d-1" }] }],
    );
    expect(sources["account-assignments"]).toMatchObject({ state: "complete", gaps: [] });
    expect(accountAssignments).toEqual({
      assignments: [{ account: "111122223333", permissionSet: set, principalType: "USER", principalId: "u-1" }],
      permissionSets: [{ arn: set, name: "Developers", sessionSeconds: 5400 }],
      users: [{ id: "u-1", name: "ana" }],
    });
  });

  test("without the permission set's name there is a gap", () => {
    const { sources } = snapshot(["account-assignments", { AccountAssignments: [assignment] }]);
    expect(sources["account-assignments"].gaps[0]?.cause).toContain("describe-permission-set");
  });

  test("users of IAM are none of the identity store", () => {
    const users = { Users: [{ UserName: "ana", UserId: "AIDA", Arn: "arn:aws:iam::111122223333:user/ana" }] };
    const { sources } = snapshot(["account-assignments", users]);
    expect(sources["account-assignments"].state).toBe("partial");
    expect(sources["account-assignments"].gaps[0]?.cause).toContain("IdentityStoreId is missing");
  });
});

describe("workloads", () => {
  test("instances in local zones are of the region, with the addresses of all interfaces", () => {
    const { workloads } = snapshot(["workloads", { Reservations: [{ Instances: [instance] }] }]);
    expect(workloads?.instances).toEqual([
      {
        id: "i-1",
        region: "us-west-2",
        state: "running",
        profile: "arn:aws:iam::111122223333:instance-profile/web",
        publicAddresses: ["198.51.100.7", "198.51.100.8", "2001:db8::1"],
      },
    ]);
  });

  test("the widest URL of a function and its aliases counts; a function without an answer is a gap", () => {
    const role = "arn:aws:iam::111122223333:role/f";
    const { workloads, sources } = snapshot(
      [
        "workloads",
        {
          Functions: [
            { FunctionArn: fn, Role: role },
            { FunctionArn: `${fn}-2`, Role: role },
            { FunctionArn: `${fn}-3`, Role: role },
          ],
        },
      ],
      [
        "workloads",
        {
          FunctionUrlConfigs: [
            { FunctionArn: fn, AuthType: "AWS_IAM" },
            { FunctionArn: `${fn}:live`, AuthType: "NONE" },
          ],
        },
      ],
      ["workloads", { FunctionUrlConfigs: [] }, "plan-2"],
    );
    expect(workloads?.functions.map(({ url }) => url)).toEqual(["NONE", "none", undefined]);
    expect(sources.workloads.gaps.map(({ what }) => what)).toContain(`${fn}-3`);
  });
});

test.each<[SourceName, object, RegExp]>([
  ["metric-filters", { metricFilters: [{ logGroupName: 7 }] }, /logGroupName is the number 7/],
  ["alarms", { MetricAlarms: [{ ...alarm, Threshold: "1" }] }, /Threshold is text, not a number/],
  ["alarms", { MetricAlarms: [{ ...alarm, AlarmArn: "touched" }] }, /which is no alarm/],
  ["roles-anywhere", { profiles: [{ profileArn: "x" }] }, /which is no profile/],
  [
    "account-assignments",
    { AccountAssignments: [{ AccountId: "1", PermissionSetArn: set, PrincipalType: "ROBOT" }] },
    /not USER or GROUP/,
  ],
  [
    "workloads",
    { Reservations: [{ Instances: [{ ...instance, Placement: { AvailabilityZone: "moon" } }] }] },
    /in no region/,
  ],
  ["workloads", { FunctionUrlConfigs: [{ FunctionArn: fn, AuthType: "ANY" }] }, /not NONE or AWS_IAM/],
])("an entry of %s that cannot be read is a problem and a gap: %j", (source, answer, message) => {
  const { problems, gaps } = savedParsers[source](JSON.stringify(answer), "a.json");
  expect(problems[0]?.message).toMatch(message);
  expect(gaps.length).toBe(1);
});

test("a refusal of AWS is the gap's cause", () => {
  const text = "An error occurred (AccessDenied) when calling the DescribeAlarms operation: no";
  expect(savedParsers.alarms(text, "a.json")).toMatchObject({ value: undefined, gaps: [{ what: "alarms" }] });
});

function snapshot(...answers: readonly (readonly [SourceName, object, string?])[]): Snapshot {
  const parts = new Map<SourceName, SnapshotPart<unknown>[]>();
  for (const [source, answer, subject] of answers) {
    const list = parts.get(source) ?? [];
    list.push({ file: `${source}.json`, parsed: parse(source, answer), ...(subject !== undefined && { subject }) });
    parts.set(source, list);
  }
  // Object.fromEntries forgets that each list is of its source.
  return assembleSnapshot(Object.fromEntries(parts) as SnapshotParts, { now: new Date("2026-01-10T00:00:00Z") })
    .snapshot;
}

function parse(source: SourceName, answer: object): Parsed<unknown> {
  try {
    return savedParsers[source](JSON.stringify(answer), `${source}.json`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { value: undefined, problems: [error], gaps: [{ what: source, cause: error.message }] };
  }
}
