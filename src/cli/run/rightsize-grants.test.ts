import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { account, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json, JsonObject } from "../../model/index.ts";
import { answer, asked, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const now = Date.parse("2026-11-21T12:00:00Z");
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString().replace(".000Z", "Z");
const allow = (...actions: readonly string[]): JsonObject => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});
const managedArn = `arn:aws:iam::${account}:policy/team/Managed`;

/** One action of each way to have a policy; all of EC2, which Access Advisor saw nothing of. */
const holdings: JsonObject = {
  ...(details(allow("ec2:RunInstances"), {
    GroupList: ["builders"],
    AttachedManagedPolicies: [{ PolicyName: "Managed", PolicyArn: managedArn }],
  }) as JsonObject),
  GroupDetailList: [
    {
      Path: "/",
      GroupName: "builders",
      GroupId: "AGPABUILDERSEXAMPLE1",
      Arn: `arn:aws:iam::${account}:group/builders`,
      CreateDate: "2024-01-01T00:00:00Z",
      GroupPolicyList: [{ PolicyName: "of-group", PolicyDocument: allow("ec2:StopInstances") }],
      AttachedManagedPolicies: [{ PolicyName: "GroupManaged", PolicyArn: `${managedArn}OfGroup` }],
    },
  ],
  Policies: [
    managed("Managed", managedArn, "ec2:CreateVpc"),
    managed("ManagedOfGroup", `${managedArn}OfGroup`, "ec2:DeleteVpc"),
  ],
};
const all = ["ec2:RunInstances", "ec2:StopInstances", "ec2:CreateVpc", "ec2:DeleteVpc"];

function managed(name: string, arn: string, action: string): JsonObject {
  const version = {
    VersionId: "v1",
    IsDefaultVersion: true,
    CreateDate: "2024-02-01T00:00:00Z",
    Document: allow(action),
  };
  return {
    PolicyName: name,
    PolicyId: `ANPA${name.toUpperCase().slice(0, 12)}EXAMPLE`,
    Arn: arn,
    Path: "/team/",
    DefaultVersionId: "v1",
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: "2024-02-01T00:00:00Z",
    UpdateDate: "2024-02-01T00:00:00Z",
    PolicyVersionList: [version],
  };
}

interface Planned {
  readonly gone: readonly string[];
  readonly kept: readonly { readonly action: string; readonly state: string; readonly reason: string }[];
}

async function planWith(events: readonly Json[], ...more: readonly string[]): Promise<Planned> {
  const plan = folder.path("plan.json");
  const log = folder.save("log.json", { Records: [event(1, "sqs", "ListQueues"), ...events] });
  const args = [
    ...["--authorization-details", folder.save("details.json", holdings)],
    ...["--service-last-accessed", folder.save("answer.json", answer)],
    ...["--logs", log, ...asked, "--plan", plan, ...more],
  ];
  const { code, stderr } = await trailproof("rightsize", "plan", ...args);
  expect([code, stderr]).toEqual([0, ""]);
  const { changes, kept } = JSON.parse(readFileSync(plan, "utf8")) as {
    changes: readonly { removedActions: readonly string[] }[];
    kept: Planned["kept"];
  };
  return { gone: changes.flatMap(({ removedActions }) => removedActions).toSorted(), kept };
}

function granting(name: string, requestParameters: JsonObject, time: string, more: JsonObject = {}): Json {
  const userIdentity = {
    type: "IAMUser",
    principalId: "AIDAADMINEXAMPLE0001",
    arn: `arn:aws:iam::${account}:user/admin`,
    accountId: account,
    userName: "admin",
  };
  return event(7, "iam", name, { requestParameters, eventTime: time, userIdentity, ...more });
}

const grants: readonly (readonly [string, JsonObject, readonly string[]])[] = [
  ["AttachUserPolicy", { userName: "analyst", policyArn: managedArn }, ["ec2:CreateVpc"]],
  ["AttachGroupPolicy", { groupName: "builders", policyArn: `${managedArn}OfGroup` }, ["ec2:DeleteVpc"]],
  ["PutUserPolicy", { userName: "analyst", policyName: "own", policyDocument: "{}" }, ["ec2:RunInstances"]],
  ["PutGroupPolicy", { groupName: "builders", policyName: "of-group" }, ["ec2:StopInstances"]],
  ["AddUserToGroup", { userName: "Analyst", groupName: "builders" }, ["ec2:DeleteVpc", "ec2:StopInstances"]],
  ["CreatePolicyVersion", { policyArn: managedArn, setAsDefault: true }, ["ec2:CreateVpc"]],
  ["SetDefaultPolicyVersion", { policyArn: managedArn, versionId: "v1" }, ["ec2:CreateVpc"]],
];

describe("what the logs show to be granted within the grace stays", () => {
  test("nothing was granted: all of it goes", async () => {
    expect((await planWith([])).gone).toEqual(all.toSorted());
  });

  test.each(grants)("%s", async (name, parameters, held) => {
    const { gone, kept } = await planWith([granting(name, parameters, daysAgo(3))]);
    expect(gone).toEqual(all.filter((action) => !held.includes(action)).toSorted());
    for (const action of held) {
      const reason = `Must stay: granted 3.0 days ago by ${name}, event 11111111-0000-4000-8000-000000000007 (14 days of grace).`;
      expect(kept).toContainEqual({ action, service: "ec2", state: "protected", reason });
    }
  });

  test.each(grants)("%s that failed grants nothing", async (name, parameters) => {
    for (const errorCode of ["AccessDenied", "NoSuchEntityException", "LimitExceededException"]) {
      const { gone } = await planWith([granting(name, parameters, daysAgo(3), { errorCode })]);
      expect(gone).toEqual(all.toSorted());
    }
  });

  test.each(grants.slice(0, 5))(
    "%s in the window, and longer ago than the grace: it is not known",
    async (name, parameters, held) => {
      const { kept } = await planWith([granting(name, parameters, daysAgo(30))]);
      for (const action of held) expect(kept).toContainEqual(expect.objectContaining({ action, state: "unknown" }));
    },
  );

  test.each(grants)("%s before the window is long ago", async (name, parameters) => {
    expect((await planWith([granting(name, parameters, daysAgo(91))])).gone).toEqual(all.toSorted());
  });

  test.each<readonly [string, Json]>([
    ["somebody else", granting("AttachUserPolicy", { userName: "other", policyArn: managedArn }, daysAgo(3))],
    ["another policy", granting("AttachUserPolicy", { userName: "analyst", policyArn: `${managedArn}2` }, daysAgo(3))],
    [
      "another account",
      granting("PutUserPolicy", { userName: "analyst", policyName: "own" }, daysAgo(3), {
        recipientAccountId: "444455556666",
      }),
    ],
    [
      "a version that is not the default",
      granting("CreatePolicyVersion", { policyArn: managedArn, setAsDefault: false }, daysAgo(3)),
    ],
    [
      "a call of another service",
      event(7, "sqs", "AttachUserPolicy", {
        requestParameters: { userName: "analyst", policyArn: managedArn },
        eventTime: daysAgo(3),
      }),
    ],
    ["hostile names", granting("AttachUserPolicy", { userName: "__proto__", policyArn: "constructor" }, daysAgo(3))],
  ])("%s is nothing to it", async (_name, other) => {
    expect((await planWith([other])).gone).toEqual(all.toSorted());
  });

  test("--grace sets how long", async () => {
    const [, parameters] = grants[0] ?? ["", {}];
    const events = [granting("AttachUserPolicy", parameters, daysAgo(20))];
    expect((await planWith(events, "--grace", "30d")).kept).toContainEqual(
      expect.objectContaining({ action: "ec2:CreateVpc", state: "protected" }),
    );
  });
});

test("a role that got a policy keeps it, too, and analyst", async () => {
  const role = `arn:aws:iam::${account}:role/app/worker`;
  const logs = folder.save("role-log.json", {
    Records: [
      granting("AttachRolePolicy", { roleName: "worker", policyArn: managedArn }, daysAgo(3)),
      granting("PutRolePolicy", { roleName: "worker", policyName: "own" }, daysAgo(3), {
        eventID: "11111111-0000-4000-8000-000000000008",
      }),
    ],
  });
  const saved = folder.save("role.json", {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      {
        Path: "/app/",
        RoleName: "worker",
        RoleId: "AROAWORKEREXAMPLE001",
        Arn: role,
        CreateDate: "2024-01-01T00:00:00Z",
        AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
        InstanceProfileList: [],
        RolePolicyList: [{ PolicyName: "own", PolicyDocument: allow("s3:GetObject") }],
        AttachedManagedPolicies: [{ PolicyName: "Managed", PolicyArn: managedArn }],
      },
    ],
    Policies: [managed("Managed", managedArn, "ec2:CreateVpc")],
    IsTruncated: false,
  });
  const file = folder.path("role-plan.json");
  await trailproof(
    "rightsize",
    "plan",
    "--authorization-details",
    saved,
    "--service-last-accessed",
    `${role}=${folder.save("answer.json", answer)}`,
    "--logs",
    logs,
    "--principal",
    role,
    ...asked.slice(2),
    "--plan",
    file,
  );
  const { kept } = JSON.parse(readFileSync(file, "utf8")) as { kept: Planned["kept"] };
  expect(kept.map(({ action, state }) => `${action} ${state}`)).toEqual([
    "ec2:CreateVpc protected",
    "s3:GetObject protected",
  ]);
});
