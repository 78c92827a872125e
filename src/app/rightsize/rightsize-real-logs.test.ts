import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { IamRole, IamUser, LastAccessed, PrincipalActivity } from "../../model/index.ts";
import { type PlanOptions, planRightsize, type RightsizeFacts, verifyPlan } from "../../rightsize/index.ts";
import { countActivity } from "./count-activity.ts";

const folder = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(folder))(`real logs (skipped where ${folder} is absent)`, () => {
  test("an administrator who loses all services that were not called keeps every recorded call", async () => {
    const { activity } = await countActivity([folder]);
    const asOf = activity.coverage.to ?? "";
    const busy = activity.principals
      // Not of AWS's own roles, which no plan touches.
      .filter(
        ({ arn, calls }) =>
          /:(user|role)\/(?!aws-service-role)/.test(arn) && calls.some(({ outcome }) => outcome === "done"),
      )
      .toSorted((a, b) => b.calls.length - a.calls.length)
      .slice(0, 4);
    expect(busy.length).toBeGreaterThan(0);
    const figures: (readonly number[])[] = [];
    for (const principal of busy) {
      const facts = factsOf(principal, asOf, { activity });
      const plan = planRightsize(principal.arn, facts, { ...options, asOf });
      expect(plan.refusals).toEqual([]);
      expect(plan.changes).toHaveLength(1);
      expect(plan.proof.replay).toMatchObject({ lost: 0 });
      expect(plan.proof.replay.distinct).toBeGreaterThan(0);
      expect(plan.proof.holds).toBe(true);
      const { before, after } = plan.measure.actions;
      expect(after).toBeLessThan(before);
      figures.push([before, after, plan.proof.replay.calls]);
      const { checks } = verifyPlan(JSON.parse(JSON.stringify(plan)), facts);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    }
    // As README.md has them.
    expect(figures.slice(0, 3)).toEqual([
      [22_091, 2_968, 2_611],
      [22_091, 516, 105],
      [22_091, 991, 14],
    ]);
  });
});

const options: Omit<PlanOptions, "asOf"> = {
  level: "action",
  windowDays: 90,
  graceDays: 14,
  protect: [],
  allowNotAction: false,
  shared: "union",
};

/** The principal with AdministratorAccess, and an answer of Access Advisor that agrees with the logs. */
function factsOf(
  { arn, ids, calls }: PrincipalActivity,
  asOf: string,
  rest: Pick<RightsizeFacts, "activity">,
): RightsizeFacts {
  const catalogue = actionCatalogue();
  const policy = "arn:aws:iam::aws:policy/AdministratorAccess";
  const document = { json: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } };
  const made = "2020-01-01T00:00:00Z";
  const common = {
    name: arn.slice(arn.lastIndexOf("/") + 1),
    arn,
    id: ids[0] ?? "",
    path: "/",
    createdAt: made,
    inlinePolicies: [],
    attachedPolicies: [{ name: "AdministratorAccess", arn: policy }],
    tags: {},
  };
  const user: IamUser = { ...common, groups: [] };
  const role: IamRole = { ...common, trustPolicy: { json: {} }, instanceProfiles: [] };
  const isUser = arn.includes(":user/");
  const called = new Set(calls.map(({ action }) => action.split(":")[0] ?? ""));
  const answer: LastAccessed = {
    arn,
    jobStatus: "COMPLETED",
    level: "service",
    completedAt: asOf,
    isTruncated: false,
    services: catalogue.services.map(({ prefix, title }) => ({
      namespace: prefix,
      name: title,
      ...(called.has(prefix) && { lastAuthenticated: asOf }),
    })),
  };
  return {
    identities: {
      users: isUser ? [user] : [],
      groups: [],
      roles: isUser ? [] : [role],
      policies: [
        {
          name: "AdministratorAccess",
          arn: policy,
          id: "ANPAEXAMPLE",
          path: "/",
          attachmentCount: 1,
          boundaryCount: 0,
          defaultVersion: "v1",
          document,
          versions: [{ id: "v1", isDefault: true, createdAt: made, document }],
        },
      ],
    },
    identityGaps: [],
    lastAccessed: [answer],
    catalogue,
    inputs: [],
    ...rest,
  };
}
