import { describe, expect, test } from "vitest";
import type { Identities } from "../model/index.ts";
import type { RightsizeFacts } from "./plan/inputs.ts";
import {
  activity,
  advisor,
  allow,
  analyst,
  arn,
  call,
  deny,
  document,
  facts,
  identities,
  options,
  role,
  stored,
  user,
} from "./plan/plan.fixture.ts";
import type { PlanOptions, RightsizePlan } from "./plan/plan.ts";
import { planRightsize } from "./plan-rightsize.ts";

const lately = "2026-11-20T00:00:00Z";
const longAgo = "2026-03-01T00:00:00Z";

/** One user with three actions, of which Access Advisor shows sqs used and the rest never. */
function inputs(
  parts: Partial<RightsizeFacts> = {},
  statements = [allow(["sqs:SendMessage", "ec2:RunInstances", "dynamodb:*"])],
): RightsizeFacts {
  return facts({
    identities: identities({ users: [user("analyst", statements)] }),
    lastAccessed: [advisor(analyst, { sqs: lately, ec2: undefined, dynamodb: undefined })],
    ...parts,
  });
}

function plan(from: RightsizeFacts, more: Partial<PlanOptions> = {}, principal: string = analyst): RightsizePlan {
  return planRightsize(principal, from, { ...options, ...more });
}

function gone({ changes }: RightsizePlan): readonly string[] {
  return [...new Set(changes.flatMap(({ removedActions }) => removedActions))].toSorted();
}

function refused({ refusals }: RightsizePlan): string {
  return refusals
    .filter(({ scope }) => scope === "principal")
    .map(({ reason }) => reason)
    .join(" ");
}

describe("what goes", () => {
  test("a service that Access Advisor lists as never used goes, also without logs, and the rest stays with its reason", () => {
    const made = plan(inputs());
    expect(made.changes[0]?.after).toEqual(document(allow(["sqs:SendMessage"])));
    expect(gone(made)).toContain("ec2:RunInstances");
    expect(gone(made)).toContain("dynamodb:PutItem");
    expect(made.kept.map(({ action, state }) => [action, state])).toEqual([["sqs:SendMessage", "unknown"]]);
    expect(made.proof.holds).toBe(true);
    expect(made.measure.services).toEqual({ before: 3, after: 1 });
  });

  test("short logs do not block it", () => {
    const short = activity({ [analyst]: [call("sqs:SendMessage")] });
    const coverage = { ...short.coverage, from: "2026-11-20T00:00:00Z" };
    expect(gone(plan(inputs({ activity: { ...short, coverage } })))).toContain("ec2:RunInstances");
  });

  test("6: of a used service only tracked actions go, and untracked ones stay as unknown", () => {
    const from = inputs({ lastAccessed: [advisor(analyst, { sqs: { SendMessage: lately, PurgeQueue: undefined } })] }, [
      allow(["sqs:SendMessage", "sqs:PurgeQueue", "sqs:ReceiveMessage"]),
    ]);
    const made = plan(from);
    expect(gone(made)).toEqual(["sqs:PurgeQueue"]);
    expect(made.kept.map(({ action, state }) => [action, state])).toEqual([
      ["sqs:ReceiveMessage", "unknown"],
      ["sqs:SendMessage", "used"],
    ]);
  });

  test("at level service single actions stay, at level report everything does", () => {
    const from = inputs(
      { lastAccessed: [advisor(analyst, { sqs: { SendMessage: lately, PurgeQueue: undefined }, ec2: undefined })] },
      [allow(["sqs:*", "ec2:*"])],
    );
    const made = plan(from, { level: "service" });
    expect(made.changes[0]?.after).toEqual(document(allow(["sqs:*"])));
    expect(made.kept.find(({ action }) => action === "sqs:PurgeQueue")).toMatchObject({
      state: "protected",
      reason: expect.stringContaining("level"),
    });
    expect(plan(from, { level: "report" }).changes).toEqual([]);
  });

  test("48: when nothing is left, the document is null and the policy would be deleted", () => {
    const [change] = plan(inputs({}, [allow("ec2:*")])).changes;
    expect(change).toMatchObject({ how: "delete", after: null, policy: { name: "own", arn: analyst, type: "inline" } });
  });

  test("the same inputs give the same bytes, in whatever order they come", () => {
    const both = [advisor(analyst, { ec2: undefined }), advisor(analyst, { sqs: lately, dynamodb: undefined })];
    const one = JSON.stringify(plan(inputs({ lastAccessed: both })));
    expect(JSON.stringify(plan(inputs({ lastAccessed: both })))).toBe(one);
    expect(JSON.stringify(plan(inputs({ lastAccessed: both.toReversed() })))).toBe(one);
  });
});

describe("evidence that is no reason to cut", () => {
  test("10: a principal with only denied calls is refused, and loses nothing", () => {
    const made = plan(
      inputs({ activity: activity({ [analyst]: [call("sqs:SendMessage", { outcome: "denied", count: 7 })] }) }),
    );
    expect(made.changes).toEqual([]);
    expect(refused(made)).toContain("all of its 7 recorded calls were denied");
  });

  test("11: a principal younger than the window loses nothing", () => {
    const young = user("analyst", [allow("ec2:*")], { createdAt: "2026-10-01T00:00:00Z" });
    const made = plan(inputs({ identities: identities({ users: [young] }) }));
    expect(made.changes).toEqual([]);
    expect(refused(made)).toContain("it is 51 days old, younger than the window of 90 days");
    const ageless = user("analyst", [allow("ec2:*")]);
    const { createdAt: _, ...without } = ageless;
    expect(plan(inputs({ identities: identities({ users: [without] }) })).changes).toEqual([]);
  });

  test("12: what a managed policy grants since last week stays", () => {
    const versions = [
      {
        id: "v2",
        isDefault: true,
        createdAt: "2026-11-15T00:00:00Z",
        document: stored(allow(["ec2:*", "dynamodb:*"])),
      },
      { id: "v1", isDefault: false, createdAt: "2024-01-01T00:00:00Z", document: stored(allow("dynamodb:*")) },
    ];
    const managed = {
      ...entity("Work"),
      attachmentCount: 1,
      boundaryCount: 0,
      defaultVersion: "v2",
      versions,
      document: stored(allow(["ec2:*", "dynamodb:*"])),
    };
    const holder = user("analyst", [], { attachedPolicies: [{ name: "Work", arn: managed.arn }] });
    const made = plan(inputs({ identities: identities({ users: [holder], policies: [managed] }) }));
    expect(made.changes[0]?.after).toEqual(document(allow(["ec2:*"])));
    expect(made.kept.find(({ action }) => action === "ec2:RunInstances")?.state).toBe("protected");
  });

  test("13: a use before the window does not keep an action, and is named with its date where it goes", () => {
    const quarterly = activity({
      [analyst]: [call("sqs:SendMessage"), call("ec2:RunInstances", { first: longAgo, last: longAgo })],
    });
    const made = plan(
      inputs({
        activity: quarterly,
        lastAccessed: [advisor(analyst, { sqs: lately, ec2: longAgo, dynamodb: undefined })],
      }),
    );
    expect(gone(made)).toContain("ec2:RunInstances");
    expect(made.changes[0]?.why.join("\n")).toMatch(/ec2:RunInstances: Last used .* 2026-03-01T00:00:00Z/);
    expect(made.proof.replay.excluded).toEqual([{ reason: "before the window", calls: 1, distinct: 1 }]);
    const longer = plan(
      inputs({
        activity: quarterly,
        lastAccessed: [advisor(analyst, { sqs: lately, ec2: longAgo, dynamodb: undefined })],
      }),
      { windowDays: 300 },
    );
    expect(gone(longer)).not.toContain("ec2:RunInstances");
  });

  test("a call in the logs keeps what Access Advisor does not see", () => {
    const made = plan(inputs({ activity: activity({ [analyst]: [call("ec2:RunInstances")] }) }));
    expect(gone(made)).not.toContain("ec2:RunInstances");
    expect(made.kept.find(({ action }) => action === "ec2:RunInstances")?.state).toBe("used");
  });

  test("nothing known of it: nothing goes", () => {
    const made = plan(inputs({ lastAccessed: [] }));
    expect(made.changes).toEqual([]);
    expect(refused(made)).toContain("there is no evidence of what it uses");
  });

  test("16: calls of another principal that had the name before are no evidence", () => {
    const recorded = activity({ [analyst]: [call("sqs:SendMessage")] });
    const [principal] = recorded.principals;
    if (principal === undefined) throw new Error("no principal");
    const made = plan(inputs({ activity: { ...recorded, principals: [{ ...principal, ids: ["AIDASOMEBODYELSE"] }] } }));
    expect(made.changes).toEqual([]);
    expect(refused(made)).toContain("AIDASOMEBODYELSE");
  });

  test("45: a call whose action is not known freezes the statements that may allow it, and what they grant stays everywhere", () => {
    const recorded = activity({ [analyst]: [call("sqs:SendMessage")] });
    const unmapped = [{ eventSource: "ec2.amazonaws.com", eventName: "TeleportInstances", count: 1, last: lately }];
    const principals = recorded.principals.map((principal) => ({ ...principal, unmapped }));
    const from = inputs({ activity: { ...recorded, principals } }, [
      allow("ec2:Run*"),
      allow(["ec2:RunInstances", "dynamodb:*"]),
      allow("dynamodb:PutItem"),
    ]);
    const made = plan(from);
    expect(gone(made)).toEqual([]);
    expect(made.refusals.map(({ statement }) => statement)).toEqual(["statement 1", "statement 2"]);
  });

  test("a window below 30 days is refused", () => {
    expect(refused(plan(inputs(), { windowDays: 29 }))).toContain("a window of 29 days is shorter than 30");
  });

  test("what the user protects stays, action or principal", () => {
    expect(gone(plan(inputs(), { protect: ["ec2:*"] }))).not.toContain("ec2:RunInstances");
    expect(refused(plan(inputs(), { protect: ["arn:aws:iam::*:user/ana*"] }))).toContain("protect list");
  });
});

describe("principals that are left alone", () => {
  test.each<readonly [string, Parameters<typeof role>[2], string]>([
    ["19: a service-linked role", { path: "/aws-service-role/x.amazonaws.com/" }, "service-linked"],
    [
      "20: a role of IAM Identity Center by its path",
      { path: "/aws-reserved/sso.amazonaws.com/eu-west-1/" },
      "permission set",
    ],
    [
      "20: a role of IAM Identity Center by its name",
      { name: "AWSReservedSSO_Admin_0123456789abcdef" },
      "permission set",
    ],
  ])("%s", (_, parts, why) => {
    const found = role("it", [allow("ec2:*")], parts);
    const made = plan(
      inputs({ identities: identities({ roles: [found] }), lastAccessed: [advisor(found.arn, { ec2: undefined })] }),
      {},
      found.arn,
    );
    expect(made.changes).toEqual([]);
    expect(refused(made)).toContain(why);
    expect(made.kept.length).toBeGreaterThan(100);
  });

  test("21: the root user", () => {
    expect(refused(plan(inputs(), {}, arn("root")))).toContain("no policy limits the account's root user");
  });

  test("somebody who is not there", () => {
    const made = plan(inputs(), {}, arn("user/nobody"));
    expect([made.principal.type, made.changes, refused(made)]).toEqual([
      "unknown",
      [],
      expect.stringContaining("no user or role"),
    ]);
  });

  test("a principal of which one policy cannot be read, or is not in the inputs", () => {
    const [unreadable] = [{ name: "broken", document: { unreadable: "it is cut" } }];
    const base = user("analyst", [allow("ec2:*")]);
    const broken = { ...base, inlinePolicies: [...base.inlinePolicies, unreadable] };
    const strange = { ...base, attachedPolicies: [{ name: "x", arn: arn("policy/x") }] };
    const lost = { ...base, groups: ["staff"] };
    for (const holder of [broken, strange, lost]) {
      const made = plan(inputs({ identities: identities({ users: [holder] }) }));
      expect(made.changes).toEqual([]);
      expect(refused(made)).toContain("not all that it is granted is known");
    }
  });
});

test("an administrator's Allow * turns into what is not known to be unused", () => {
  const services = Object.fromEntries(inputs().catalogue.services.map(({ prefix }) => [prefix, undefined]));
  const holder: Identities = identities({ users: [user("analyst", [allow("*"), deny("s3:DeleteBucket")])] });
  const made = plan(inputs({ identities: holder, lastAccessed: [advisor(analyst, { ...services, sqs: lately })] }));
  expect(made.measure.administrator).toEqual({ before: true, after: false });
  expect(made.measure.actions.before).toBeGreaterThan(20_000);
  expect(made.measure.actions.after).toBeLessThan(40);
  expect(made.measure.escalation.before).toBeGreaterThan(made.measure.escalation.after);
  expect(made.measure.risk.after).toBeLessThan(made.measure.risk.before / 100);
});

function entity(name: string) {
  return { name, arn: arn(`policy/${name}`), id: "ANPAEXAMPLE", path: "/", createdAt: "2024-01-01T00:00:00Z" };
}
