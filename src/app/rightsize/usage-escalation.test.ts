import { describe, expect, test } from "vitest";
import { usageAccount } from "./usage-account.ts";
import { readUsageInputs } from "./usage-inputs.ts";

const samples = "samples/aerosecure";
const question = { windowDays: 90, graceDays: 14, protect: [], escalation: true };

describe("the built-in account", () => {
  const inputs = readUsageInputs(
    {
      authorizationDetails: [`${samples}/authorization-details.json`],
      serviceLastAccessed: [{ subject: "developer-1", file: `${samples}/last-accessed.developer-1.json` }],
      logs: [],
    },
    { now: new Date("2026-11-21T20:30:00Z"), asOf: "2026-11-21T20:30:00Z", stdin: process.stdin },
  );

  test("dev-user leads to the automation role and to keys of administrators", async () => {
    const { escalation } = usageAccount(await inputs, { ...question, principal: "dev-user" });
    expect(escalation?.principals.map(({ name }) => name)).toEqual(["dev-user"]);
    const ways = escalation?.principals[0]?.ways ?? [];
    expect(new Map(ways.map(({ hops, power }) => [hops[0]?.method, power]))).toEqual(
      new Map([
        ["iam-002", "administrator"],
        ["lambda-001", "administrator"],
        ["lambda-003", "administrator"],
      ]),
    );
    const pass = ways.flatMap(({ hops }) => hops).find(({ method }) => method === "lambda-001");
    expect(pass?.target).toMatch(/role\/.*platform-automation-role$/);
    const by = new Map(pass?.actions.map(({ action, grantedBy }) => [action, grantedBy.join()]));
    expect(by.get("iam:PassRole")).toContain("DevPassRole");
    expect(by.get("lambda:CreateFunction")).toContain("DevDeployFunctions");
  });

  test("administrators are named apart, and nobody whom a boundary stops", async () => {
    const { escalation } = usageAccount(await inputs, question);
    expect(escalation?.administrators.some((arn) => arn.endsWith("/admin-user"))).toBe(true);
    expect(escalation?.principals.map(({ name }) => name)).not.toContain("flight-test-eng");
  });

  test("it is there only when it is asked for", async () => {
    expect(usageAccount(await inputs, { ...question, escalation: false })).not.toHaveProperty("escalation");
  });
});
