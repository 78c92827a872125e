import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/analyst.ts";
import { type Run, trailproof } from "./rightsize.fixture.ts";

const { path: inFolder, save, remove } = temporaryFolder();
afterAll(remove);

const columns =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const noKeys = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const root = `<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,true,no_information,2020-01-01T00:00:00+00:00,not_supported,true,${noKeys}`;
const withPassword = (name: string, mfa: boolean): string =>
  `${name},arn:aws:iam::111122223333:user/${name},2026-10-01T00:00:00+00:00,true,2026-11-20T08:00:00+00:00,2026-10-01T00:00:00+00:00,N/A,${mfa},${noKeys}`;

const one = save("one.csv", [columns, root, withPassword("ana", false)].join("\n"));
const two = save("two.csv", [columns, root, withPassword("ana", false), withPassword("bo", false)].join("\n"));

/** CRED-07 is high: a password without MFA. */
function audit(report: string, ...more: readonly string[]): Promise<Run> {
  const asOf = "2026-11-21T00:00:00Z";
  return trailproof("audit", "--credential-report", report, "--as-of", asOf, "-o", "jsonl", ...more);
}

function gate(report: string, ...more: readonly string[]): Promise<Run> {
  return audit(report, "--fail-on", "high", "--allow-incomplete", ...more);
}

describe("--baseline", () => {
  test("what is in it does not trip the gate, what is new does", async () => {
    const baseline = inFolder("baseline.jsonl");
    await audit(one, "--out", `jsonl=${baseline}`);
    expect((await gate(one)).code).toBe(3);
    expect((await gate(one, "--baseline", baseline)).code).toBe(0);
    expect((await gate(two, "--baseline", baseline)).code).toBe(3);
  });
});

describe("suppressions", () => {
  const config = (name: string, expires: string, user = "ana"): string =>
    save(
      name,
      `suppressions:\n  - check: CRED-07\n    resource: arn:aws:iam::*:user/${user}\n    owner: platform\n    reason: MFA comes in December\n    expires: ${expires}\n`,
    );

  test("a suppressed finding is listed and does not trip the gate", async () => {
    const { code, stdout, stderr } = await gate(one, "--config", config("valid.yml", "2026-11-21"));
    expect(code).toBe(0);
    expect(findingOf(stdout, "CRED-07", "ana")).toMatchObject({
      status: "SUPPRESSED",
      reason: expect.stringMatching(
        /^Suppressed by platform until 2026-11-22T00:00.*MFA comes in December\. Otherwise FAIL: /,
      ),
      suppression: { owner: "platform", status: "FAIL" },
    });
    expect(stderr).not.toMatch(/suppression/);
  });

  test("one that has ended trips it, and is named with its place", async () => {
    const { code, stdout, stderr } = await gate(one, "--config", config("ended.yml", "2026-11-20"));
    expect(code).toBe(3);
    expect(findingOf(stdout, "CRED-07", "ana")).toMatchObject({ status: "FAIL" });
    expect(stderr).toMatch(/note: .*ended\.yml:2:5: The suppression of CRED-07 .* ended .* 1 finding counts again/);
  });

  test("another finding still trips it", async () => {
    expect((await gate(two, "--config", config("valid.yml", "2026-11-21"))).code).toBe(3);
  });

  test("one that fits nothing is named", async () => {
    const { stderr } = await gate(one, "--config", config("idle.yml", "2026-11-21", "nobody"));
    expect(stderr).toMatch(/idle\.yml:2:5: The suppression of CRED-07 .* fits nothing/);
  });

  test("what was suppressed is not in a baseline: it is new when the suppression has ended", async () => {
    const baseline = inFolder("suppressed.jsonl");
    await audit(one, "--config", config("valid.yml", "2026-11-21"), "--out", `jsonl=${baseline}`);
    expect((await gate(one, "--baseline", baseline)).code).toBe(3);
  });

  test("a suppressed UNKNOWN is shown with its cause and leaves the run complete", async () => {
    const { stdout } = await audit(one);
    const unknown = stdout
      .split("\n")
      .filter((line) => line.includes('"UNKNOWN"'))
      .map((line) => JSON.parse(line) as { source: { id: string } });
    const ids = [...new Set(unknown.map(({ source }) => source.id))];
    const all = save(
      "unknown.yml",
      `suppressions:\n${ids.map((id) => `  - { check: ${id}, resource: "*", owner: a, reason: b, expires: 2026-12-31 }`).join("\n")}\n`,
    );
    const critical = ["--config", all, "--fail-on", "critical"];
    const run = await audit(one, ...critical);
    expect(run.code).toBe(0);
    expect((await audit(one, "--fail-on", "critical")).code).toBe(5);
    expect(run.stdout).toMatch(/Otherwise UNKNOWN: .*was not given|Otherwise UNKNOWN: .*were not given/);
  });

  test("a mistake in them stops everything", async () => {
    const { code, stderr } = await gate(one, "--config", config("bad.yml", "never"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yml:6:14: "never" is no day/);
  });

  test("the table has a line for who answers for them", async () => {
    const table = ["audit", "--credential-report", one, "--as-of", "2026-11-21T00:00:00Z", "-o", "table"];
    const { stdout } = await trailproof(...table, "--config", config("valid.yml", "2026-11-21"));
    expect(stdout).toMatch(
      /Suppressed \(1\): not counted as failed\n CRED-07 by platform until 2026-11-22 00:00Z: MFA comes in December/,
    );
  });
});

function findingOf(jsonl: string, id: string, name: string): unknown {
  const findings = jsonl
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { source: { id: string }; resource: { name: string } });
  return findings.find(({ source, resource }) => source.id === id && resource.name === name);
}
