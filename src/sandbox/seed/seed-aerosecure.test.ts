import { beforeAll, describe, expect, test } from "vitest";
import { createTestSandbox, type TestSandbox } from "../sandbox.fixture.ts";
import { services } from "../services/index.ts";
import { loadServiceModels } from "../wire/service-models.ts";
import { type SeedResult, seedAerosecure } from "./seed-aerosecure.ts";

const models = loadServiceModels();
const now = Date.parse("2026-11-21T20:00:00Z");
const dayMs = 86_400_000;

let sandbox: TestSandbox;
let result: SeedResult;
let report: readonly { readonly [column: string]: string }[];

beforeAll(() => {
  sandbox = createTestSandbox(new Date(now).toISOString());
  result = seedAerosecure({ world: sandbox.world, services, models });
  report = credentialReport(sandbox);
});

describe("the account of AeroSecure", () => {
  test("has its people, each with what an exercise needs", () => {
    expect(result.people.map(({ name }) => name)).toContain("developer-1");
    const analyst = result.people.find(({ name }) => name === "analyst-user");
    const answer = sandbox.ask(
      "signin",
      "Authenticate",
      { account: "111122223333", username: "analyst-user", password: analyst?.password ?? "" },
      { as: { kind: "anonymous" } },
    );
    expect(answer["state"]).toBe("SUCCESS");
  });

  test("has ages: a key older than 90 days, a password without MFA, a key that was never used", () => {
    const ageInDays = (time: string): number => (now - Date.parse(time)) / dayMs;
    expect(ageInDays(row("audit-user")["access_key_1_last_rotated"] ?? "")).toBeGreaterThan(400);
    expect(row("audit-user")["access_key_1_last_used_date"]).toMatch(/^2026-11-2/);
    expect(row("analyst-user")).toMatchObject({ password_enabled: "true", mfa_active: "false" });
    expect(row("admin-user")).toMatchObject({ password_enabled: "true", mfa_active: "true" });
    expect(row("build-agent")).toMatchObject({ access_key_1_active: "true", access_key_1_last_used_date: "N/A" });
    expect(ageInDays(row("demo-user")["password_last_used"] ?? "")).toBeGreaterThan(180);
    expect(row("supplier-sync")).toMatchObject({ access_key_1_active: "false", access_key_2_active: "true" });
    expect(row("<root_account>")).toMatchObject({ mfa_active: "true" });
    expect(Math.max(...report.map((user) => ageInDays(user["user_creation_time"] ?? "")))).toBeGreaterThan(700);
  });

  test("grants developer-1 services that it never used", () => {
    const arn = "arn:aws:iam::111122223333:user/developer-1";
    const { JobId } = sandbox.ask("iam", "GenerateServiceLastAccessedDetails", { Arn: arn });
    let answer = sandbox.ask("iam", "GetServiceLastAccessedDetails", { JobId });
    if (answer["JobStatus"] !== "COMPLETED") answer = sandbox.ask("iam", "GetServiceLastAccessedDetails", { JobId });
    // As the model says.
    const granted = answer["ServicesLastAccessed"] as { ServiceNamespace: string; LastAuthenticated?: Date }[];
    const used = granted.filter(({ LastAuthenticated }) => LastAuthenticated !== undefined);
    expect(used.map(({ ServiceNamespace }) => ServiceNamespace).sort()).toEqual(["cloudtrail", "iam", "s3"]);
    expect(granted.length).toBeGreaterThan(20);
  });

  test("has records of what happened, with the times at which it did", () => {
    const found = sandbox.ask("cloudtrail", "LookupEvents", {
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "ConsoleLogin" }],
    });
    const events = found["Events"] as { EventTime: Date; Username: string; CloudTrailEvent: string }[];
    expect(events.length).toBe(50);
    const mistyped = events.filter(({ CloudTrailEvent }) => CloudTrailEvent.includes('"Failure"'));
    expect(mistyped.map(({ Username }) => Username)).toEqual(["analyst-user"]);
    expect(Math.min(...events.map(({ EventTime }) => EventTime.getTime()))).toBeLessThan(now - 2 * dayMs);
  });

  test("is told once", () => {
    expect(() => seedAerosecure({ world: sandbox.world, services, models })).toThrow("already");
  });

  test("is the same each time, and keeps its distance to the clock", () => {
    const again = createTestSandbox(new Date(now + 100 * dayMs).toISOString());
    expect(seedAerosecure({ world: again.world, services, models })).toEqual(result);
    const moved = credentialReport(again).map(
      ({ user_creation_time = "" }) => Date.parse(user_creation_time) - 100 * dayMs,
    );
    expect(moved).toEqual(report.map(({ user_creation_time = "" }) => Date.parse(user_creation_time)));
  });
});

function row(user: string): { readonly [column: string]: string } {
  return report.find((one) => one["user"] === user) ?? {};
}

function credentialReport({ ask }: TestSandbox): typeof report {
  for (let tries = 0; tries < 5 && ask("iam", "GenerateCredentialReport")["State"] !== "COMPLETE"; tries++);
  // As the model says.
  const content = ask("iam", "GetCredentialReport")["Content"] as Uint8Array;
  const [header = "", ...lines] = new TextDecoder().decode(content).trim().split("\n");
  const columns = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [columns[index], cell])));
}
