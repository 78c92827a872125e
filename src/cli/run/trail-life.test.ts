import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { program } from "../main.ts";

let sandbox: Sandbox;
const folder = mkdtempSync(join(tmpdir(), "trailproof-trail-cli-"));
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
  const { AWS_ENDPOINT_URL: _unused, ...env } = sandbox.env;
  Object.assign(process.env, env);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function trail(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: "", stderr: "" };
  const writer = (name: "stdout" | "stderr") => ({
    write(text: string) {
      out[name] += text;
    },
  });
  const io = {
    stdin: (async function* () {})(),
    stdout: writer("stdout"),
    stderr: writer("stderr"),
    env: { XDG_STATE_HOME: folder },
  };
  process.exitCode = 0;
  await program(io).parseAsync(["node", "trailproof", "trail", ...args, "--endpoint-url", sandbox.endpoint]);
  const code = Number(process.exitCode);
  process.exitCode = 0;
  return { code, ...out };
}

describe("trail", () => {
  test("plan, apply, apply again, status and destroy, each twice where a repeat changes nothing", async () => {
    const plan = await trail("plan", "--preset", "iam-trail-demo", "--plan", file("plan.json"));
    expect(plan).toMatchObject({ code: 0, stderr: "" });
    expect(plan.stdout).toMatch(/s3:CreateBucket[\s\S]*cloudtrail:StartLogging[\s\S]*What costs:[\s\S]*without TLS/);
    expect(JSON.parse(readFileSync(file("plan.json"), "utf8"))).toMatchObject({
      schemaVersion: 1,
      kind: "trail-plan",
      account: "111122223333",
    });
    const shown = await trail("apply", "--plan", file("plan.json"));
    expect(shown.stdout).toContain("Nothing was done: this is what --yes would do.");
    expect(existsSync(file("trailproof/trails"))).toBe(false);
    expect(await trail("status")).toMatchObject({ code: 0, stdout: "Account 111122223333 has no trail.\n" });

    const done = await trail("apply", "--plan", file("plan.json"), "--yes", "-o", "json");
    expect(JSON.parse(done.stdout)).toMatchObject({ kind: "trail-run", state: "complete", isChanged: true });
    const again = await trail("apply", "--plan", file("plan.json"), "--yes");
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toContain("Nothing had to be changed.");

    const table = await trail("status", "iam-trail-demo");
    expect(table.stdout).toMatch(/management, read +recorded +all regions/);
    const { trails } = JSON.parse((await trail("status", "-o", "json")).stdout);
    expect(trails).toMatchObject([{ name: "iam-trail-demo", isLogging: true, validation: true }]);

    expect((await trail("destroy", "iam-trail-demo")).stdout).toContain("cloudtrail:DeleteTrail");
    expect(await trail("destroy", "iam-trail-demo", "--yes")).toMatchObject({ code: 0, stderr: "" });
    const nothing = await trail("destroy", "iam-trail-demo", "--yes");
    expect(nothing).toMatchObject({ code: 0, stderr: "" });
    expect(nothing.stdout).toContain("There is nothing to do.");
    expect(await trail("status", "iam-trail-demo")).toMatchObject({ code: 4, stdout: "" });
  });

  test("destroy of a name that neither AWS nor a journal knows ends with 4 and the nearest name", async () => {
    expect((await trail("plan", "audit-main", "--bucket", "logs-of-audit", "--plan", file("main.json"))).code).toBe(0);
    expect((await trail("apply", "--plan", file("main.json"), "--yes")).code).toBe(0);
    for (const yes of [["--yes"], []]) {
      const { code, stdout, stderr } = await trail("destroy", "audit-mian", ...yes);
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
      expect(stderr).toMatch(/There is no trail arn:aws:cloudtrail:.*audit-mian[\s\S]*Did you mean audit-main\?/);
    }
    expect((await trail("destroy", "wholly-other", "--yes")).stderr).toContain("There are: audit-main.");
    expect((await trail("destroy", "audit-main", "--yes")).code).toBe(0);
    expect((await trail("destroy", "audit-main", "--yes")).code).toBe(0);
  });

  test("apply of a plan that was edited ends with 2, of one that the account does not fit with 4", async () => {
    await trail("plan", "edited", "--bucket", "logs-of-edited", "--plan", file("edited.json"));
    const plan = JSON.parse(readFileSync(file("edited.json"), "utf8"));
    writeFileSync(file("edited.json"), JSON.stringify({ ...plan, name: "other" }));
    const edited = await trail("apply", "--plan", file("edited.json"), "--yes");
    expect(edited).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("The plan was edited") });

    await trail("plan", "taken", "--bucket", "logs-of-taken", "--plan", file("old.json"));
    await trail("plan", "taken", "--bucket", "logs-of-other", "--plan", file("new.json"));
    expect((await trail("apply", "--plan", file("new.json"), "--yes")).code).toBe(0);
    const drifted = await trail("apply", "--plan", file("old.json"), "--yes");
    expect(drifted).toMatchObject({ code: 4, stderr: expect.stringContaining("The account is not as the plan says") });
    expect((await trail("destroy", "taken", "--yes")).code).toBe(0);
  });

  test("plan prints templates, too", async () => {
    const yaml = await trail("plan", "audit", "--bucket", "audit-logs-of-this", "--format", "cloudformation");
    expect(Object.keys(parse(yaml.stdout).Resources)).toEqual(["LogBucket", "LogBucketPolicy", "Trail"]);
    const hcl = await trail("plan", "audit", "--bucket", "audit-logs-of-this", "-o", "terraform");
    expect(hcl.stdout).toContain('resource "aws_cloudtrail" "trail" {');
  });

  test.each([
    [["plan", "--bucket", "b-logs-x"], /needs a NAME/],
    [["plan", "audit"], /needs a --bucket/],
    [["plan", "audit", "--bucket", "logs-x", "--management-events", "none"], /record nothing/],
    [["apply", "--plan", "package.json"], /no trail plan/],
  ])("%j ends with 2", async (args, message) => {
    const { code, stdout, stderr } = await trail(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("`--kms-key new` plans a key", async () => {
    const { code, stdout } = await trail("plan", "audit", "--bucket", "logs-x", "--kms-key", "new");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("kms:CreateKey") });
  });

  test("an organization trail needs the organization's management account", async () => {
    const { code, stderr } = await trail("plan", "audit", "--bucket", "logs-x", "--org");
    expect(code).toBe(4);
    expect(stderr).toMatch(/DescribeOrganization/);
  });
});
