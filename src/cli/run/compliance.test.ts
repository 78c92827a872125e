import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/analyst.ts";
import { trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

const inputs = [
  "--credential-report",
  "samples/aerosecure/credential-report.csv",
  "--password-policy",
  "samples/aerosecure/password-policy.json",
  "--as-of",
  "2026-11-21T20:30:00Z",
];
const compliance = (...args: readonly string[]) => trailproof("compliance", ...inputs, ...args);

interface ControlLine {
  readonly framework: string;
  readonly control: string;
  readonly status: string;
  readonly reason: string;
}

function lines(text: string): readonly ControlLine[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("the controls of the built-in account", () => {
  test("its root user passes, its users without MFA fail, its policies were not given", async () => {
    const { code, stdout } = await compliance("--framework", "cis-aws-7.0", "-o", "jsonl");
    expect(code).toBe(0);
    const statuses = new Map(lines(stdout).map(({ control, status, reason }) => [control, { status, reason }]));
    expect(statuses.size).toBe(49);
    expect(statuses.get("2.4")?.status).toBe("PASS");
    expect(statuses.get("2.10")?.status).toBe("FAIL");
    expect(statuses.get("2.14")).toMatchObject({ status: "UNKNOWN" });
    expect(statuses.get("2.14")?.reason).toMatch(/POL-01.*GetAccountAuthorizationDetails/);
    expect(statuses.get("2.1.3")?.status).toBe("MANUAL");
  });

  test("without --framework it is the profile of aerospace, with what is out of its scope", async () => {
    const { stdout } = await compliance("-o", "json");
    const report = JSON.parse(stdout);
    expect(report.profile.id).toBe("aerospace");
    expect(report.profile.outOfScope.join(" ")).toContain("DO-326A");
    expect(report.summary.map(({ framework }: { framework: string }) => framework)).toEqual([
      "cmmc-l2",
      "nist-800-171-r3",
      "part-is",
      "nist-ir-8401",
      "nist-800-53-r5",
      "iso-27001-2022",
      "cis-aws-7.0",
      "aerospace-context",
    ]);
    expect(report.frameworks[4]).toMatchObject({ baselineLevel: "MODERATE", size: 287 });
  });

  test("--baseline-level takes the controls of that baseline, in any case", async () => {
    const { stdout } = await compliance("--framework", "nist-800-53-r5", "--baseline-level", "low", "-o", "json");
    const [framework] = JSON.parse(stdout).frameworks;
    expect(framework).toMatchObject({ baselineLevel: "LOW", size: 149 });
    const levels = framework.controls.map(({ baselines }: { baselines: string[] }) => baselines.includes("LOW"));
    expect(new Set(levels)).toEqual(new Set([true]));
  });

  test("a configured threshold that is looser than a control asks for fails it", async () => {
    const checks = ["CRED-08", "CRED-09", "CRED-10", "CRED-11"];
    const thresholds = checks.map((check) => `  ${check}: { unusedDays: 4000 }\n`).join("");
    const config = folder.save("loose.yml", `thresholds:\n${thresholds}`);
    const { stdout } = await compliance("--framework", "cis-aws-7.0", "--config", config, "-o", "jsonl");
    expect(lines(stdout).find(({ control }) => control === "2.11")).toMatchObject({
      status: "FAIL",
      reason: expect.stringContaining("CRED-08 ran with unusedDays 4000 (as configured), asked for is at most 45"),
    });
  });

  test("what is asked for is written to files too", async () => {
    const path = folder.path("out.json");
    const { code, stdout } = await compliance("--framework", "part-is", "--out", `oscal=${path}`, "-q");
    expect(code).toBe(0);
    expect(stdout).toContain("EASA Part-IS");
    const { code: read } = await trailproof("compliance", path);
    expect(read).toBe(2);
  });
});

describe("attestations", () => {
  const entry = (control: string, nextReview: string) =>
    `  - { control: "${control}", statement: Exercised., owner: Ana, date: 2026-10-01, nextReview: ${nextReview} }\n`;

  test("an attested control is ATTESTED, one whose review is over MANUAL again", async () => {
    const text = `attestations:\n${entry("iso-27001-2022:A.5.24", "2027-10-01")}${entry("iso-27001-2022:A.5.26", "2026-11-01")}`;
    const file = folder.save("good.yml", text);
    const { code, stdout } = await compliance("--framework", "iso-27001-2022", "--attestations", file, "-o", "jsonl");
    expect(code).toBe(0);
    const statuses = new Map(lines(stdout).map(({ control, status }) => [control, status]));
    expect([statuses.get("A.5.24"), statuses.get("A.5.26")]).toEqual(["ATTESTED", "MANUAL"]);
  });

  test("a mistake is named with line and column, the rest counts, and the code is 2", async () => {
    const file = folder.save(
      "bad.yml",
      `attestations:\n${entry("iso-27001-2022:A.5.24", "2027-10-01")}${entry("iso-27001-2022:A.5.99", "2027-10-01")}`,
    );
    const { code, stdout, stderr } = await compliance(
      "--framework",
      "iso-27001-2022",
      "--attestations",
      file,
      "-o",
      "jsonl",
    );
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3:5: There is no control "iso-27001-2022:A.5.99"`);
    expect(lines(stdout).find(({ control }) => control === "A.5.24")?.status).toBe("ATTESTED");
  });

  test("a file that is not there is a mistake of usage", async () => {
    const { code, stderr } = await compliance("--attestations", folder.path("none.yml"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/attestations cannot be read/);
  });
});

describe("gates", () => {
  test.each<{ args: readonly string[]; code: number }>([
    { args: ["--framework", "cis-aws-7.0", "--fail-on", "FAIL"], code: 3 },
    { args: ["--framework", "cis-aws-7.0", "--fail-on", "high"], code: 3 },
    { args: ["--framework", "aerospace-context", "--fail-on", "manual"], code: 0 },
    { args: ["--framework", "nist-ir-8401", "--fail-on", "unknown"], code: 3 },
    { args: ["--framework", "cis-aws-7.0", "--fail-on", "critical"], code: 5 },
    { args: ["--framework", "cis-aws-7.0", "--fail-on", "critical", "--allow-incomplete"], code: 0 },
  ])("$args ends with $code", async ({ args, code }) => {
    expect((await compliance(...args, "-o", "jsonl")).code).toBe(code);
  });
});

describe("usage", () => {
  test("--list names every framework and profile", async () => {
    const { code, stdout } = await trailproof("compliance", "--list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/nist-800-53-r5 .* 1,189/);
    expect(stdout).toContain("profile aerospace");
    const json = JSON.parse((await trailproof("compliance", "--list", "-o", "json")).stdout);
    expect(json.frameworks).toHaveLength(11);
  });

  test.each<[readonly string[], RegExp]>([
    [["--framework", "iso-27001"], /There is no framework "iso-27001".*Did you mean 'iso-27001-2022'|known are/s],
    [["--framework", "__proto__"], /There is no framework "__proto__"/],
    [["--framework", "soc2", "--baseline-level", "LOW"], /none of soc2 has baselines/],
    [["--baseline-level", "MEDIUM"], /Known are LOW, MODERATE, HIGH/],
    [["--fail-on", "partial"], /Known are fail, unknown, manual/],
    [["--list", "-o", "csv"], /--list is shown as table or json/],
    [["-o", "oscall"], /Did you mean 'oscal'/],
  ])("%j is refused", async (args, message) => {
    const { code, stderr } = await compliance(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
