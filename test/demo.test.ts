import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, trailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-demo-test-"));
const path = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said it. */
  said(text: string): Promise<void>;
}

/** The built program, with a folder for temporary files of its own. */
function start(name: string, args: readonly string[], env: Record<string, string> = {}): Running {
  mkdirSync(path(`${name}-tmp`), { recursive: true });
  const child = spawn(process.execPath, [`${process.cwd()}/bin/trailproof.js`, "demo", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: path("nobody"),
      LANG: "C.UTF-8",
      XDG_STATE_HOME: path(`${name}-state`),
      TMPDIR: path(`${name}-tmp`),
      ...env,
    },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      child.stderr?.on("data", () => stderr.includes(text) && resolve());
      void ended.then(() => reject(new Error(`it ended without saying ${text}:\n${stderr}`)));
    });
  child.stderr?.on("data", (chunk) => {
    stderr += String(chunk);
  });
  return { child, ended, said };
}

describe("demo", () => {
  let trap: Server;
  let caught = 0;
  let run: Ended;
  const outputs = ["json", "csv", "md", "html"] as const;

  beforeAll(async () => {
    trap = createServer((socket) => {
      caught += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const out = outputs.flatMap((format) => ["--out", `${format}=${path(`report.${format}`)}`]);
    run = await start("poisoned", ["-o", "jsonl", ...out], poison()).ended;
  }, 120_000);
  afterAll(() => trap.close());

  /** An environment in which whatever of it is believed leads to the trap, or to a program that leaves a mark. */
  function poison(): Record<string, string> {
    const address = trap.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    mkdirSync(path("home/.aws"), { recursive: true });
    const settings = [
      `endpoint_url = ${url}`,
      `credential_process = sh -c 'touch ${path("mark")}'`,
      "region = eu-central-9",
      "retry_mode = never",
      "use_fips_endpoint = true",
      `ca_bundle = ${path("no-bundle")}`,
    ].join("\n");
    writeFileSync(path("home/.aws/config"), `[default]\n${settings}\n[profile trap]\n${settings}\n`);
    writeFileSync(path("home/.aws/credentials"), "[default]\naws_access_key_id = AKIAPOISON1EXAMPLE\n");
    const endpoints = ["", "_IAM", "_STS", "_S3", "_CLOUDTRAIL", "_ORGANIZATIONS"];
    return {
      HOME: path("home"),
      AWS_PROFILE: "trap",
      AWS_ACCESS_KEY_ID: "AKIAPOISON2EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "poison",
      AWS_SESSION_TOKEN: "poison",
      AWS_REGION: "eu-central-9",
      AWS_DEFAULT_REGION: "eu-central-9",
      AWS_MAX_ATTEMPTS: "none",
      AWS_RETRY_MODE: "never",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_WEB_IDENTITY_TOKEN_FILE: path("no-token"),
      AWS_ROLE_ARN: "arn:aws:iam::444455556666:role/trap",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      ...Object.fromEntries(endpoints.map((service) => [`AWS_ENDPOINT_URL${service}`, url])),
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      NODE_USE_ENV_PROXY: "1",
      NODE_OPTIONS: `--import ${process.cwd()}/test/support/record-connections.mjs`,
      CONNECTIONS_FILE: path("connections"),
    };
  }

  test("does the whole job, says what it did and found, and ends with 0", () => {
    expect(run.code, run.stderr).toBe(0);
    const steps = [...run.stderr.matchAll(/^ ?(\d+) {2}(\S+(?: \S+)?) +(.+?) +\d+\.\d s$/gm)];
    expect(steps.map(([, at]) => Number(at))).toEqual(steps.map((_, index) => index + 1));
    expect(steps.map(([, , step]) => step)).toEqual([
      "sandbox start",
      "sandbox seed",
      "collect",
      "trail apply",
      "lab run",
      "sandbox tick",
      "lab verify",
      "trail verify",
      "sandbox tamper",
      "trail verify",
      "collect",
      "audit",
      "usage",
      "rightsize plan",
      "rightsize verify",
      "detect",
      "compliance",
      "trail destroy",
      "lab clean",
      "collect",
    ]);
    const told = run.stderr.replaceAll(/\s+/g, " ");
    expect(told).toContain("8 activities, each by a user of its own");
    expect(told).toContain("8 of 8 found in history and trail");
    expect(told).toContain("INVALID: hash value doesn't match (1 of");
    expect(told).toContain("as before, all the same: 12 users, 5 groups, 10 roles");
    expect(told).toContain("0 trails, 3 buckets");
  });

  test("uses nothing of the user's AWS, and talks to this machine only", () => {
    expect(caught).toBe(0);
    expect(existsSync(path("mark"))).toBe(false);
    expect([...new Set(readFileSync(path("connections"), "utf8").trim().split("\n"))]).toEqual(["connect 127.0.0.1"]);
    expect(`${run.stdout}${run.stderr}`.match(/POISON|eu-central-9|444455556666/)).toBe(null);
  });

  test("leaves nothing but the page", () => {
    expect(readdirSync(path("poisoned-tmp"))).toEqual([]);
    expect(readdirSync(path("poisoned-state"), { recursive: true }).sort()).toEqual([
      "trailproof",
      "trailproof/demo",
      "trailproof/demo/report.html",
    ]);
    expect(statSync(path("poisoned-state/trailproof")).mode & 0o777).toBe(0o700);
    expect(run.stderr).toContain(`file://${path("poisoned-state/trailproof/demo/report.html")}`);
  });

  test("reports what checks and rules found in the account, and that a log file was changed", () => {
    const lines = jsonLines(run.stdout);
    const failed = lines.filter(({ kind, status }) => kind === "finding" && status === "FAIL");
    const sources = failed.map(({ source, resource }) => ({ ...Object(source), name: Object(resource)["name"] }));
    // What the seeds ask for: no MFA, an old key, a trail without validation; and what was done to a log file.
    expect(sources).toContainEqual(expect.objectContaining({ id: "CRED-07", name: "analyst-user" }));
    expect(sources).toContainEqual(expect.objectContaining({ id: "CRED-12", name: "audit-user" }));
    expect(sources).toContainEqual(expect.objectContaining({ id: "TRAIL-05", name: "lab-trail" }));
    expect(sources).toContainEqual(expect.objectContaining({ id: "TRAIL-06", name: "iam-trail-demo" }));
    expect(sources).toContainEqual(expect.objectContaining({ type: "rule", title: "Administrator policy attached" }));
    const rules = new Set(lines.filter(({ kind }) => kind === "detection").map(({ rule }) => Object(rule)["title"]));
    for (const title of ["Role assumed", "Console sign-in failed", "IAM user created", "IAM user deleted"]) {
      expect(rules).toContain(title);
    }
  });

  test("names delivered files as they were in S3, in every format", () => {
    for (const format of outputs) {
      const text = readFileSync(path(`report.${format}`), "utf8");
      // A whole report would be printed by a matcher that fails.
      expect(text.includes(path("poisoned-tmp")), format).toBe(false);
    }
    const json = JSON.parse(readFileSync(path("report.json"), "utf8"));
    const files = new Set<string>(json.detections.map(({ events }: { events: { file: string }[] }) => events[0]?.file));
    expect(files.size).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(
        /^s3:\/\/(lab-trail-logs|iam-logs-demo-[\w-]+)\/AWSLogs\/111122223333\/CloudTrail\/us-east-1\//,
      );
    }
    expect(json).toMatchObject({ schemaVersion: 1, kind: "demo", account: "111122223333", problems: [] });
    expect(json.asOf).toMatch(/^2026-11-21T22:/);
    expect(json.story).toHaveLength(20);
    expect(json.lab).toHaveLength(8);
    for (const line of json.lab) expect(line).toMatchObject({ expected: 1, foundInEventHistory: 1, foundInTrail: 1 });
    expect(readFileSync(path("report.md"), "utf8")).toContain("| 5 | lab run | 8 activities");
    expect(readFileSync(path("report.html"), "utf8")).toContain("8 of 8 activities were found");
  });
});

describe("a demo that is ended", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s leaves nothing running and nothing behind",
    async (signal, code) => {
      const { child, ended, said } = start(signal, ["--keep"]);
      await said("lab run");
      child.kill(signal);
      const { code: exit, stderr, stdout } = await ended;
      expect(exit, stderr).toBe(code);
      expect(stdout).toBe("");
      const [, endpoint = ""] = /(127[.]0[.]0[.]1:\d+)/.exec(stderr) ?? [];
      await expect(fetch(`http://${endpoint}/_sandbox/health`)).rejects.toThrow();
      expect(readdirSync(path(`${signal}-tmp`))).toEqual([]);
      expect(readdirSync(path(`${signal}-state/trailproof/demo`))).toEqual([]);
    },
    60_000,
  );
});

describe("demo --samples", () => {
  test("asks the saved files alone", async () => {
    const { code, stdout, stderr } = await trailproof(["demo", "--samples"], {
      env: { XDG_STATE_HOME: path("samples") },
    });
    expect(code).toBe(0);
    expect(stdout).toContain("New IAM user gets a key or password and administrator rights");
    expect(stderr).not.toContain("sandbox");
  }, 90_000);

  test("has no account to keep", async () => {
    expect(await trailproof(["demo", "--samples", "--keep"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--keep"),
    });
  });
});
