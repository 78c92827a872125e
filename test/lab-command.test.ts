import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Run, trailproof } from "../src/cli/run/rightsize.fixture.ts";
import { startBrokenProxy } from "./support/broken-proxy.ts";
import { accountOf, endBenches, type LabBench, labBench, stopTrail, trailsOf } from "./support/lab-bench.ts";

let bench: LabBench;
beforeEach(async () => {
  // Its clock stands still, so that nothing is delivered unless it is asked for.
  bench = await labBench({ speed: 0, startsAt: Date.parse("2026-11-21T20:01:00Z") });
});
afterEach(endBenches);

/** With the sandbox's key in the environment, as `sandbox start` prints it. */
function lab(...args: readonly string[]): Promise<Run> {
  const [command = "", ...flags] = args;
  return trailproof(
    ...["lab", command, "--endpoint-url", bench.sandbox.endpoint, "--workspace", bench.workspace],
    ...flags,
  );
}

describe("lab", () => {
  it("runs, verifies and cleans, as the reference says", async () => {
    const before = [await accountOf(bench), await trailsOf(bench)];
    const run = await lab("run", "--yes");
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/delete-user +done\n/) });
    expect(run.stdout).toContain("A key cannot be made old");

    const verified = await lab("verify", "-o", "jsonl");
    expect(verified.code).toBe(0);
    const lines = verified.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(8);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual([
        "activity",
        "eventName",
        "expected",
        "foundInEventHistory",
        "foundInTrail",
        "detections",
        "secondsToVisible",
      ]);
      expect(line).toMatchObject({ expected: 1, foundInEventHistory: 1, foundInTrail: 1 });
    }
    expect(lines.find(({ activity }) => activity === "create-user")).toMatchObject({
      eventName: "CreateUser",
      detections: ["IAM user created"],
    });
    expect(verified.stderr).toContain("clock was moved on");

    const table = await lab("verify");
    expect(table).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("8 of 8 activities") });

    const cleaned = await lab("clean", "--yes", "-o", "json");
    expect(cleaned.code).toBe(0);
    expect(JSON.parse(cleaned.stdout)).toMatchObject({ kind: "lab-clean", runs: [{ left: [], isGone: true }] });
    expect([await accountOf(bench), await trailsOf(bench)]).toEqual(before);
    expect(await lab("clean")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing to remove") });
  }, 60_000);

  it("verify exits with 3 when an activity is missing, and names it", async () => {
    await stopTrail(bench);
    const run = await lab("run", "-o", "jsonl");
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ activity: "create-user", state: "done" }),
    );
    expect({ code: run.code, lines: lines.length }).toEqual({ code: 0, lines: 8 });
    const { code, stdout } = await lab("verify", "--timeout", "0s");
    expect(code).toBe(3);
    expect(stdout).toMatch(/create-user +found +MISSING/);
    expect(stdout).toContain("0 of 8 activities were found in both.");
  }, 60_000);

  it("verify exits with 4 without a run", async () => {
    expect(await lab("verify")).toMatchObject({ code: 4, stdout: "", stderr: expect.stringContaining("lab run") });
  });

  it("says where nobody answers, and what makes no sense", async () => {
    const nowhere = await trailproof("lab", "run", "--endpoint-url", "http://127.0.0.1:1");
    expect(nowhere).toMatchObject({ code: 4, stdout: "", stderr: expect.stringContaining("error: ") });
    expect((await lab("run", "--profile", "a", "--profile", "b")).stderr).toContain("one --profile");
    expect((await lab("run", "--profile", "nobody")).code).toBe(4);
  }, 30_000);

  it("does nothing on this machine to what does not say that it is a sandbox, without --yes", async () => {
    const before = await accountOf(bench);
    const tunnel = await startBrokenProxy(bench.sandbox.endpoint, (_, path) =>
      path.startsWith("/_sandbox/") ? "unavailable" : "none",
    );
    try {
      const run = await trailproof("lab", "run", "--endpoint-url", tunnel.endpoint, "--workspace", bench.workspace);
      expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("With --yes this is done in account") });
      expect(await accountOf(bench)).toEqual(before);
    } finally {
      await tunnel.close();
    }
  }, 30_000);

  it("does nothing to what is not known to be on this machine, without --yes", async () => {
    const before = await accountOf(bench);
    const config = join(bench.workspace, "config");
    // What the configuration names is AWS, as far as anybody knows.
    writeFileSync(config, `[default]\nendpoint_url = ${bench.sandbox.endpoint}\n`);
    process.env["AWS_CONFIG_FILE"] = config;
    const run = await trailproof("lab", "run", "--workspace", bench.workspace);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("With --yes this is done in account") });
    expect(run.stdout).toContain("Console sign-in is left out: it needs --live.");
    expect(run.stdout).toContain("2 USD for 100,000 events");
    expect(await trailproof("lab", "clean", "--workspace", bench.workspace)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No run of this workspace"),
    });
    expect(await accountOf(bench)).toEqual(before);
    delete process.env["AWS_CONFIG_FILE"];
  }, 30_000);
});
