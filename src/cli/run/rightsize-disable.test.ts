import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { account, analyst, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json } from "../../model/index.ts";
import { answer, policy, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const now = "2026-11-21T12:00:00Z";
const end = Date.parse(now);
const day = 86_400_000;

/** One call of somebody else on each day of the window. */
const records = Array.from({ length: 93 }, (_, index) =>
  event(index, "sqs", "ListQueues", {
    eventTime: new Date(end - 3_600_000 - (92 - index) * day).toISOString(),
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDABENEXAMPLE000001",
      arn: `arn:aws:iam::${account}:user/ben`,
      accountId: account,
      userName: "ben",
    },
  }),
);
const header =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/** As `aws iam get-credential-report` prints it. */
function report(lastUsed: string): Json {
  const made = "2024-01-01T00:00:00+00:00";
  const cells = ["analyst", analyst, made, "true", lastUsed, made, "N/A", "false", "true", made, "N/A", "N/A", "N/A"];
  const rest = ["false", "N/A", "N/A", "N/A", "N/A", "false", "N/A", "false", "N/A"];
  const root = ["<root_account>", `arn:aws:iam::${account}:root`, made, "not_supported", "N/A", "not_supported"];
  const none = [
    "not_supported",
    "true",
    ...Array.from({ length: 2 }, () => ["false", "N/A", "N/A", "N/A", "N/A"]).flat(),
  ];
  const csv = [header, [...root, ...none, "false", "N/A", "false", "N/A"].join(), [...cells, ...rest].join()].join(
    "\n",
  );
  return {
    Content: Buffer.from(csv).toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: "2026-11-21T09:00:00+00:00",
  };
}

/** Nothing was used. */
const idle: Json = {
  ...answer,
  ServicesLastAccessed: ["sqs", "ec2", "s3"].map((ServiceNamespace) => ({
    ServiceName: ServiceNamespace,
    ServiceNamespace,
    TotalAuthenticatedEntities: 0,
  })),
};
const inputs = [
  "--authorization-details",
  folder.save("details.json", details(policy)),
  "--service-last-accessed",
  folder.save("answer.json", idle),
  "--logs",
  folder.save("events.json", { Records: records }),
];
const unused = ["--credential-report", folder.save("report.json", report("2026-03-01T00:00:00+00:00"))];
const asked = ["--principal", "analyst", "--as-of", now, "--disable-unused"];
const plan = folder.path("plan.json");

function planWith(...more: readonly string[]): ReturnType<typeof trailproof> {
  return trailproof("rightsize", "plan", ...inputs, ...more, ...asked, "--plan", plan);
}

test("an unused user is disabled in the plan, the plan verifies, and apply shows the one call more", async () => {
  const made = await planWith(...unused);
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout).toMatch(
    /user\/analyst would be disabled: inline policy trailproof-disabled denies it everything/,
  );
  expect(made.stdout).toContain("PASS  disable");
  expect(made.stdout).toContain("user/analyst would be able to do nothing.");
  expect(JSON.parse(readFileSync(plan, "utf8"))).toMatchObject({
    options: { disableUnused: true },
    disable: { holder: analyst, name: "trailproof-disabled" },
    inputs: expect.arrayContaining([expect.objectContaining({ source: "credential-report", file: "report.json" })]),
    proof: { holds: true },
  });

  const verified = await trailproof("rightsize", "verify", plan, ...inputs, ...unused);
  expect(verified.code, verified.stdout).toBe(0);
  const shown = await trailproof("rightsize", "apply", plan, "--endpoint-url", "http://127.0.0.1:1");
  expect(shown.stdout).toMatch(/PutUserPolicy +inline policy trailproof-disabled of user analyst/);
});

test("a plan that disables is refused once the report is missing, another one, or the plan was edited", async () => {
  expect((await planWith(...unused)).code).toBe(0);
  const without = await trailproof("rightsize", "verify", plan, ...inputs);
  expect(without.code).toBe(3);
  expect(without.stdout).toMatch(/FAIL +inputs +credential-report report.json was changed or is missing/);
  const used = ["--credential-report", folder.save("used.json", report("2026-11-20T00:00:00+00:00"))];
  const later = await trailproof("rightsize", "verify", plan, ...inputs, ...used);
  expect(later.code).toBe(3);
  expect(later.stdout).toMatch(/FAIL +disable +the credential report has a use at 2026-11-20T00:00:00Z/);
  const edited = readFileSync(plan, "utf8").replace(
    '"Effect": "Deny",\n          "Action": "*"',
    '"Effect": "Allow",\n          "Action": "*"',
  );
  expect(edited).not.toBe(readFileSync(plan, "utf8"));
  writeFileSync(plan, edited);
  expect((await trailproof("rightsize", "verify", plan, ...inputs, ...unused)).code).toBe(3);
  expect((await trailproof("rightsize", "apply", plan, "--yes", "--endpoint-url", "http://127.0.0.1:1")).code).toBe(2);
});

test.each([
  ["no credential report", [], /It is not disabled: there is no credential report \(--credential-report\)/],
  [
    "a user that signed in",
    ["--credential-report", folder.save("signed-in.json", report("2026-11-20T00:00:00+00:00"))],
    /It is not disabled: its password was used at 2026-11-20T00:00:00Z/,
  ],
])("with %s the user stays as it is, and its policies are cut as ever", async (_what, more, told) => {
  const made = await planWith(...more);
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout.replace(/\s+/g, " ")).toMatch(told);
  expect(JSON.parse(readFileSync(plan, "utf8"))).not.toHaveProperty("disable");
  expect(JSON.parse(readFileSync(plan, "utf8")).changes).toHaveLength(1);
});

test("a report that cannot be read is named, and no plan is written", async () => {
  const made = await planWith("--credential-report", folder.save("broken.json", "{"));
  expect(made.code).toBe(2);
  expect(made.stderr).toContain("broken.json");
});
