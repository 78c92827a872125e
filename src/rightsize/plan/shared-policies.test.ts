import { describe, expect, test } from "vitest";
import type { IamPolicy, IamUser, Json } from "../../model/index.ts";
import { planRightsize } from "../plan-rightsize.ts";
import type { RightsizeFacts } from "./inputs.ts";
import {
  activity,
  advisor,
  allow,
  analyst,
  arn,
  attached,
  call,
  document,
  facts,
  group,
  identities,
  options,
  policy,
  user,
} from "./plan.fixture.ts";
import type { PlanOptions, PolicyChange, RightsizePlan } from "./plan.ts";

const lately = "2026-11-20T00:00:00Z";
const [ben, cleo] = [arn("user/ben"), arn("user/cleo")];
const work = arn("policy/Work");
const three: readonly Json[] = [allow(["sqs:*", "ec2:*", "dynamodb:*"])];

function plan(parts: Partial<RightsizeFacts>, more: Partial<PlanOptions> = {}): RightsizePlan {
  return planRightsize(analyst, facts(parts), { ...options, ...more });
}

function only({ changes }: RightsizePlan): PolicyChange {
  const [change] = changes;
  if (change === undefined || changes.length !== 1) throw new Error(`${changes.length} changes`);
  return change;
}

function gone({ changes }: RightsizePlan): readonly string[] {
  return [...new Set(changes.flatMap(({ removedActions }) => removedActions))];
}

function services(actions: readonly string[]): readonly string[] {
  return [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
}

describe("43: a policy shared by three principals", () => {
  const users = ["analyst", "ben", "cleo"].map((name) => user(name, [], attached(work)));
  const shared = identities({ users, policies: [policy("Work", three, { attachmentCount: 3 })] });
  const unusedBut = (who: string, used: string) =>
    advisor(who, { sqs: undefined, ec2: undefined, dynamodb: undefined, [used]: lately });

  test("loses only what none of them uses", () => {
    const made = plan({
      identities: shared,
      lastAccessed: [unusedBut(analyst, "sqs"), unusedBut(ben, "sqs"), unusedBut(cleo, "ec2")],
    });
    expect(only(made)).toMatchObject({
      how: "edit",
      policy: { name: "Work", arn: work, type: "managed" },
      affects: [analyst, ben, cleo],
      after: document(allow(["sqs:*", "ec2:*"])),
    });
    expect(only(made).why.join()).toContain("The same holds for the 2 others who have the policy.");
    expect(made.kept.find(({ action }) => action === "ec2:RunInstances")).toMatchObject({
      state: "protected",
      reason: expect.stringContaining("user/cleo"),
    });
  });

  test("loses nothing where the evidence of one is missing, denied calls only, or the one is new", () => {
    const two = [unusedBut(analyst, "sqs"), unusedBut(ben, "sqs")];
    const all = [...two, unusedBut(cleo, "sqs")];
    const young = users.map(
      (each): IamUser => (each.arn === cleo ? { ...each, createdAt: "2026-11-01T00:00:00Z" } : each),
    );
    const cases: readonly Partial<RightsizeFacts>[] = [
      { identities: shared, lastAccessed: two },
      {
        identities: shared,
        lastAccessed: all,
        activity: activity({ [cleo]: [call("sqs:SendMessage", { outcome: "denied" })] }),
      },
      { identities: { ...shared, users: young }, lastAccessed: all },
    ];
    for (const parts of cases) {
      const made = plan(parts);
      expect(made.changes).toEqual([]);
      expect(made.refusals).toEqual([
        expect.objectContaining({ scope: "policy", reason: expect.stringContaining("user/cleo") }),
      ]);
    }
    expect(gone(plan({ identities: shared, lastAccessed: all })).length).toBeGreaterThan(100);
  });

  test("loses nothing when it is attached at more places than the inputs show, or when they are cut", () => {
    const all = [unusedBut(analyst, "sqs"), unusedBut(ben, "sqs"), unusedBut(cleo, "sqs")];
    const lacking = { ...shared, users: users.filter((each) => each.arn !== cleo) };
    expect(plan({ identities: lacking, lastAccessed: all }).changes).toEqual([]);
    const cut = plan({
      identities: shared,
      lastAccessed: all,
      identityGaps: [{ what: "further pages", cause: "not given" }],
    });
    expect(cut.changes).toEqual([]);
    expect(cut.refusals[0]?.reason).toContain("further pages");
  });

  test("is left alone, and the principal gets a copy, with --fork-shared", () => {
    const made = plan({ identities: shared, lastAccessed: [unusedBut(analyst, "sqs")] }, { shared: "fork" });
    expect(only(made)).toMatchObject({
      how: "copy",
      holder: analyst,
      copy: "Work-analyst-rightsized",
      affects: [analyst],
    });
    expect(only(made).after).toEqual(document(allow(["sqs:*"])));
    expect(made.proof.holds).toBe(true);
  });
});

describe("44: a policy that is also a permissions boundary", () => {
  const evidence = [advisor(analyst, { sqs: lately, ec2: undefined, dynamodb: undefined })];

  test.each<readonly [string, Partial<IamPolicy>, Partial<IamUser>]>([
    ["by its count", { boundaryCount: 1 }, {}],
    ["of somebody in the inputs", {}, { permissionsBoundary: work }],
  ])("is never cut, %s", (_, counts, parts) => {
    const users = [user("analyst", [], attached(work)), user("ben", [], parts)];
    const made = plan({
      identities: identities({ users, policies: [policy("Work", three, counts)] }),
      lastAccessed: evidence,
    });
    expect(made.changes).toEqual([]);
    expect(made.refusals[0]?.reason).toContain("permissions boundary");
  });

  test("and what it grants does not go from elsewhere either", () => {
    const users = [user("analyst", [allow(["ec2:*", "dynamodb:*"])], { ...attached(work), permissionsBoundary: work })];
    const made = plan({
      identities: identities({ users, policies: [policy("Work", [allow("ec2:*")])] }),
      lastAccessed: evidence,
    });
    expect(services(gone(made))).toEqual(["dynamodb"]);
  });
});

describe("49: group policies", () => {
  const staff = group("staff", three);
  const members = ["analyst", "ben"].map((name) => user(name, [], { groups: ["staff"] }));

  test("lose what no member uses", () => {
    const lastAccessed = [
      advisor(analyst, { sqs: lately, ec2: undefined, dynamodb: undefined }),
      advisor(ben, { sqs: undefined, ec2: lately, dynamodb: undefined }),
    ];
    const made = plan({ identities: identities({ users: members, groups: [staff] }), lastAccessed });
    expect(only(made)).toMatchObject({
      how: "edit",
      policy: { name: "own", arn: staff.arn, type: "group" },
      holder: staff.arn,
      affects: [analyst, ben],
      after: document(allow(["sqs:*", "ec2:*"])),
    });
  });

  test("a managed policy of a group is shared by its members and by whoever else has it", () => {
    const lastAccessed = [analyst, ben, cleo].map((who) =>
      advisor(who, { sqs: lately, ec2: undefined, dynamodb: who === cleo ? lately : undefined }),
    );
    const users = [...members, user("cleo", [], attached(work))];
    const groups = [group("staff", [], attached(work))];
    const made = plan({
      identities: identities({ users, groups, policies: [policy("Work", three, { attachmentCount: 2 })] }),
      lastAccessed,
    });
    expect(only(made)).toMatchObject({
      how: "edit",
      affects: [analyst, ben, cleo],
      after: document(allow(["sqs:*", "dynamodb:*"])),
    });
  });
});

describe("50: AWS-managed policies", () => {
  const readOnly = "arn:aws:iam::aws:policy/job-function/Worker";
  const managed = policy("Worker", three, { arn: readOnly, attachmentCount: 40 });

  test("are replaced by a copy without what is unused, for this principal only", () => {
    const users = [user("analyst", [], attached(readOnly)), user("ben", [], attached(readOnly))];
    const taken = policy("worker-ANALYST-rightsized", three, { attachmentCount: 0 });
    const made = plan({
      identities: identities({ users, policies: [managed, taken] }),
      lastAccessed: [advisor(analyst, { sqs: lately, ec2: undefined, dynamodb: undefined })],
    });
    expect(only(made)).toMatchObject({
      how: "copy",
      holder: analyst,
      copy: "Worker-analyst-rightsized-2",
      affects: [analyst],
    });
    expect(made.measure.services).toEqual({ before: 3, after: 1 });
    expect(made.proof.holds).toBe(true);
  });

  test("are detached when nothing is left", () => {
    const users = [user("analyst", [], attached(readOnly))];
    const lastAccessed = [advisor(analyst, { sqs: undefined, ec2: undefined, dynamodb: undefined })];
    expect(only(plan({ identities: identities({ users, policies: [managed] }), lastAccessed }))).toMatchObject({
      how: "detach",
      after: null,
      holder: analyst,
    });
  });
});

describe("51: one action granted twice", () => {
  const evidence = [advisor(analyst, { sqs: lately, ec2: undefined, dynamodb: undefined })];

  test("goes from all policies at once", () => {
    const users = [user("analyst", [allow(["ec2:*", "sqs:*"])], attached(work))];
    const made = plan({
      identities: identities({ users, policies: [policy("Work", [allow("ec2:RunInstances")])] }),
      lastAccessed: evidence,
    });
    expect(made.changes.map(({ how, after }) => [how, after])).toEqual([
      ["edit", document(allow(["sqs:*"]))],
      ["detach", null],
    ]);
    expect(made.proof.checks.find(({ name }) => name === "effective")?.ok).toBe(true);
  });

  test("goes from none when it must stay in one", () => {
    const users = [user("analyst", [allow(["ec2:RunInstances", "dynamodb:PutItem", "sqs:*"])])];
    const pinned = user("analyst", [
      allow(["ec2:*", "dynamodb:PutItem"]),
      allow("ec2:RunInstances", { Sid: "NOREPOBreakGlass" }),
    ]);
    expect(gone(plan({ identities: identities({ users }), lastAccessed: evidence }))).toContain("ec2:RunInstances");
    const made = plan({ identities: identities({ users: [pinned] }), lastAccessed: evidence });
    expect(gone(made)).toContain("dynamodb:PutItem");
    expect(gone(made)).toContain("ec2:StartInstances");
    expect(gone(made)).not.toContain("ec2:RunInstances");
    expect(made.kept.find(({ action }) => action === "ec2:RunInstances")?.reason).toContain(
      "its Sid begins with NOREPO",
    );
  });

  test("34: goes from none while a NotAction allows it, which is said", () => {
    const users = [user("analyst", [allow("ec2:*"), { Effect: "Allow", NotAction: "iam:*", Resource: "*" }])];
    const made = plan({ identities: identities({ users }), lastAccessed: evidence });
    expect(made.changes).toEqual([]);
    expect(made.refusals).toEqual([
      expect.objectContaining({
        scope: "statement",
        statement: "statement 2",
        reason: expect.stringContaining("--allow-not-action"),
      }),
    ]);
  });
});
