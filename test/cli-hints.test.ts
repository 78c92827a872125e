import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CliRun, jsonLines, trailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-hints-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a placeholder of the configuration that no rule has", () => {
  const config = write("trailproof.yml", "placeholders:\n  decoys: [honey]\n  trail_bucket: [logs]\n");
  const log = write("log.json", { Records: [call("sts", 0)] });
  const warning = `warning: ${config}:3:3: No rule has a placeholder 'trail_bucket': its values do nothing.`;

  test("is named with its line and the nearest one, and stops nothing, not even a gate", async () => {
    const { code, stderr, stdout } = await detect("--config", config, "--fail-on", "critical", "-o", "json");
    expect(stderr).toContain(warning);
    expect(stderr).toContain("    trail_bucket: [logs]\n    ^\n  Did you mean 'trail_buckets'?\n");
    expect(stderr).not.toContain("decoys: [honey]");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ problems: [] });
    expect(stdout).toContain("No rule has a placeholder 'trail_bucket'");
  });

  test("is not named with --quiet", async () => {
    expect((await detect("--config", config, "--quiet")).stderr).toBe("");
  });

  test("is named where rules are listed, explained and checked", async () => {
    const rule = write(
      "rule.yml",
      "title: t\nid: 1f1b9b57-0000-4000-8000-00000000000c\nlevel: low\nlogsource: { product: aws }\ndetection: { s: { eventName: CreateUser }, condition: s }\n",
    );
    for (const args of [
      ["rules", "list"],
      ["rules", "lint", rule],
      ["explain", "CRED-01"],
    ]) {
      expect((await trailproof([...args, "--config", config])).stderr, args.join(" ")).toContain(warning);
    }
  });

  function detect(...flags: readonly string[]): Promise<CliRun> {
    return trailproof(["detect", log, ...flags]);
  }
});

describe("detect --no-learning", () => {
  const rules = write(
    "baseline.yml",
    `title: A service new to the principal
id: 1f1b9b57-0000-4000-8000-00000000000d
level: medium
logsource: { product: aws, service: cloudtrail }
baseline:
  type: first_seen
  selection: { eventSource|exists: true }
  condition: selection
  group-by: [userIdentity.userName]
  field: [eventSource]
`,
  );
  const log = write("intruder.json", { Records: ["sts", "iam", "iam", "s3"].map((service, at) => call(service, at)) });
  const run = (...flags: readonly string[]) =>
    trailproof(["detect", log, "--no-builtin-rules", "--rules", rules, "-o", "jsonl", ...flags]);

  test("tells what is new from the second event of each group on; without the flag all of it is learned", async () => {
    const { code, stdout, stderr } = await run("--no-learning");
    expect(code).toBe(0);
    expect(jsonLines(stdout).map(({ events }) => events)).toMatchObject([
      [{ eventId: "iam-1" }],
      [{ eventId: "s3-3" }],
    ]);
    expect(stderr).toContain(
      "note: 1 baseline told from each group's second event on, as --no-learning asks: 1 first event of a group is not told.",
    );
    const learned = await run();
    expect(learned.stdout).toBe("");
    expect(learned.stderr).toContain("3 first sightings were learned and not told");
  });

  test("is refused with a state, and leaves none", async () => {
    const state = join(folder, "a.state");
    const { code, stderr } = await run("--no-learning", "--state", state);
    expect(code).toBe(2);
    expect(stderr).toContain("--no-learning looks at these events alone");
    expect(existsSync(state)).toBe(false);
  });
});

function call(service: string, minute: number): object {
  return {
    eventVersion: "1.11",
    userIdentity: { type: "IAMUser", accountId: "111122223333", userName: "ana" },
    eventTime: new Date(Date.UTC(2026, 10, 21, 20, minute)).toISOString().replace(".000", ""),
    eventSource: `${service}.amazonaws.com`,
    eventName: "ListThings",
    awsRegion: "us-east-1",
    sourceIPAddress: "203.0.113.10",
    userAgent: "aws-cli/2.15.0",
    eventID: `${service}-${minute}`,
    recipientAccountId: "111122223333",
  };
}

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
