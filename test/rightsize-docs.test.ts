import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actionCatalogue } from "../src/iam/index.ts";
import type { Json } from "../src/model/index.ts";
import { createPlanner, verifyPlan } from "../src/rightsize/index.ts";
import { riskWeights } from "../src/rightsize/plan/measure.ts";

const page = readFileSync("docs/reference/rightsize.md", "utf8");

test("the weights that the page publishes are those of the measure", () => {
  const told = [...page.matchAll(/^\| ([A-Z][A-Za-z ]+) \| (\d+) \|$/gm)].map(([, level, weight]) => [
    level,
    Number(weight),
  ]);
  expect(Object.fromEntries(told)).toEqual(riskWeights);
});

test("every check of the proof and of verify is told", () => {
  const facts = {
    identities: { users: [], groups: [], roles: [], policies: [] },
    identityGaps: [],
    lastAccessed: [],
    catalogue: actionCatalogue(),
    inputs: [],
  };
  const options = {
    asOf: "2026-11-21T20:30:00Z",
    level: "action",
    windowDays: 90,
    graceDays: 14,
    protect: [],
    allowNotAction: false,
    shared: "union",
  } as const;
  const plan = createPlanner(facts, options).plan("arn:aws:iam::111122223333:user/nobody");
  // A plan is JSON once it is written.
  const { checks } = verifyPlan(JSON.parse(JSON.stringify(plan)) as Json, facts);
  const names = [...plan.proof.checks, ...checks].map(({ name }) => name);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(page).toContain(`\`${name}\``);
});
