import { describe, expect, test } from "vitest";
import { planRightsize } from "../plan-rightsize.ts";
import type { RightsizeFacts } from "./inputs.ts";
import { advisor, allow, analyst, deny, document, facts, identities, options, role, user } from "./plan.fixture.ts";
import type { PolicyChange, RightsizePlan } from "./plan.ts";

const lately = "2026-11-20T00:00:00Z";

function plan(parts: Partial<RightsizeFacts>): RightsizePlan {
  return planRightsize(analyst, facts(parts), options);
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

describe("47: size", () => {
  test("a role's list is written with wildcards only when the names are too long, exactly what stays", () => {
    const worker = role("worker", [allow("ec2:*")]);
    const unused = Object.fromEntries(["RunInstances", "StopInstances"].map((name) => [name, undefined]));
    const lastAccessed = [advisor(worker.arn, { ec2: { ...unused, DescribeInstances: lately } })];
    const made = planRightsize(
      worker.arn,
      facts({ identities: identities({ roles: [worker] }), lastAccessed }),
      options,
    );
    expect(gone(made)).toEqual(["ec2:RunInstances", "ec2:StopInstances"]);
    expect(only(made).size.after).toBeLessThanOrEqual(10_240);
    expect(made.proof.holds).toBe(true);
  });

  test("a service whose list would still be too long stays whole, and the others go", () => {
    const lists = Array.from({ length: 24 }, (_, index) => ({
      Effect: "Allow",
      Action: "s3:*",
      Resource: `arn:aws:s3:::bucket-${index}/*`,
    }));
    const many = user("analyst", [...lists, allow("ec2:*"), deny("s3:DeleteBucket")]);
    const lastAccessed = [
      advisor(analyst, { s3: { ListAllMyBuckets: lately, CreateBucket: undefined }, ec2: undefined }),
    ];
    const made = plan({ identities: identities({ users: [many] }), lastAccessed });
    expect(services(gone(made))).toEqual(["ec2"]);
    expect(only(made).after).toEqual(document(...lists, deny("s3:DeleteBucket")));
    expect(made.refusals).toEqual([
      expect.objectContaining({ scope: "policy", reason: expect.stringContaining("s3 stays whole") }),
    ]);
    expect(made.kept.find(({ action }) => action === "s3:CreateBucket")).toMatchObject({ state: "protected" });
  });

  test("when there is nothing to keep whole, the policy stays as it is", () => {
    const names = facts({}).catalogue.services.map(({ prefix }) => `${prefix}:*`);
    const star = user("analyst", [allow("*")]);
    const lastAccessed = [advisor(analyst, { ec2: undefined, sqs: lately })];
    const made = plan({ identities: identities({ users: [star] }), lastAccessed });
    expect(JSON.stringify(names).length).toBeGreaterThan(2048);
    expect(made.changes).toEqual([]);
    expect(made.refusals).toEqual([
      expect.objectContaining({ scope: "policy", reason: expect.stringContaining("longer than 2048 characters") }),
    ]);
  });

  test("34: with consent a NotAction turns into a list without what is unused, short enough for a role", () => {
    const most = role("worker", [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" }]);
    const lastAccessed = [advisor(most.arn, { ec2: undefined, sqs: lately })];
    const from = facts({ identities: identities({ roles: [most] }), lastAccessed });
    const made = planRightsize(most.arn, from, { ...options, allowNotAction: true });
    expect(services(gone(made))).toEqual(["ec2"]);
    expect(only(made)).toMatchObject({
      form: "wildcards",
      statements: [{ change: "cut", before: ["iam:*", "sts:*"] }],
    });
    expect(only(made).size.after).toBeLessThanOrEqual(10_240);
    expect(made.proof.holds).toBe(true);
    expect(planRightsize(most.arn, from, options).changes).toEqual([]);
  });
});
