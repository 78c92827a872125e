import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CliRun, jsonLines, trailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-over-time-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rules = write(
  "rules.yml",
  `
title: A failed sign-in
name: failed_sign_in
id: 1f1b9b57-0000-4000-8000-00000000000a
level: informational
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ConsoleLogin, responseElements.ConsoleLogin: Failure }
  condition: selection
---
title: Five failed sign-ins of one user
id: 1f1b9b57-0000-4000-8000-00000000000b
level: high
correlation:
  type: event_count
  rules: [failed_sign_in]
  group-by: [userIdentity.userName]
  timespan: 10m
  condition: { gte: 5 }
`,
);

describe("a correlation", () => {
  const all = write("all.json", { Records: minutes(0, 1, 2, 3, 4, 5, 6).map((at) => failure("ana", at)) });

  test("is one line when it comes true, with the ids of its events; what only feeds it is none", async () => {
    const { code, stdout } = await detect(all, "-o", "jsonl");
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([
      {
        rule: { id: "1f1b9b57-0000-4000-8000-00000000000b", level: "high" },
        time: "2026-11-21T20:04:00Z",
        groupBy: { "userIdentity.userName": "ana" },
        events: [0, 1, 2, 3, 4].map((at) => ({ eventId: id("ana", at), eventName: "ConsoleLogin", index: at })),
      },
    ]);
  });

  test("goes on where the run before ended, and says nothing twice", async () => {
    const state = join(folder, "sign-ins.state");
    const first = write("first.json", { Records: minutes(0, 1, 2).map((at) => failure("ana", at)) });
    const second = write("second.json", { Records: minutes(3, 4, 5).map((at) => failure("ana", at)) });
    expect(jsonLines((await detect(first, "-o", "jsonl", "--state", state)).stdout)).toEqual([]);
    const [detection, ...others] = jsonLines((await detect(second, "-o", "jsonl", "--state", state)).stdout);
    expect(others).toEqual([]);
    expect(detection).toMatchObject({ time: "2026-11-21T20:04:00Z", events: { length: 5 } });
    expect(jsonLines((await detect(second, "-o", "jsonl", "--state", state)).stdout)).toEqual([]);
    // It tells who did what.
    expect(statSync(state).mode & 0o777).toBe(0o600);
  });

  test("with --settled leaves to the next run what late events could change", async () => {
    const state = join(folder, "settled.state");
    const first = write("settled-1.json", { Records: minutes(0, 1, 2, 3, 9).map((at) => failure("ana", at)) });
    const second = write("settled-2.json", { Records: minutes(4, 40).map((at) => failure("ana", at)) });
    const early = await detect(first, "-o", "jsonl", "--state", state, "--settled");
    expect(jsonLines(early.stdout)).toEqual([]);
    expect(early.stderr).toContain("5 matches of rules over time in the last 15 minutes wait for the next run");
    expect(jsonLines((await detect(second, "-o", "jsonl", "--state", state, "--settled")).stdout)).toMatchObject([
      { time: "2026-11-21T20:04:00Z", events: { length: 5 } },
    ]);
    const { code, stderr } = await detect(first, "--settled");
    expect(code).toBe(2);
    expect(stderr).toContain("--settled leaves the rest to the next run, which needs --state");
  });

  test.each([
    ["cut", '{"version":1,'],
    ["of something else", '{"hello":1}'],
  ])("does not go on from a state that is %s", async (_what, text) => {
    const state = write("broken.state", text);
    const { code, stderr } = await detect(all, "-o", "jsonl", "--state", state);
    expect(code).toBe(2);
    expect(stderr).toContain("broken.state");
    expect(readFileSync(state, "utf8")).toBe(text);
  });

  test("does not wait longer than a week for late events", async () => {
    const { code, stderr } = await detect(all, "--allow-lateness", "999d");
    expect(code).toBe(2);
    expect(stderr).toContain("'999d' is invalid. It must not be more than 7d");
  });

  test("explains itself", async () => {
    const { stdout } = await detect(all, "--explain");
    expect(stdout).toContain("for userIdentity.userName = ana");
    const explained = await trailproof(["explain", "Five failed sign-ins of one user", all, "--rules", rules]);
    expect(explained.stdout).toContain("yes  'A failed sign-in', userIdentity.userName = ana");
    expect(explained.stdout).toContain("7 of 7 events count, 1 detection");
    const inJson = await trailproof([
      "explain",
      "Five failed sign-ins of one user",
      all,
      "--rules",
      rules,
      "-o",
      "json",
    ]);
    expect(JSON.parse(inJson.stdout)).toMatchObject({ kind: "explanation", events: 7, heard: 7, detections: [{}] });
    expect(await detect(all, "--explain", "-o", "csv")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--explain has no place in csv") as string,
    });
  });

  test("is gone with its level", async () => {
    expect(jsonLines((await detect(all, "-o", "jsonl", "--min-level", "critical")).stdout)).toEqual([]);
    expect(jsonLines((await detect(all, "-o", "jsonl", "--min-level", "high")).stdout)).toHaveLength(1);
  });
});

test("a plain rule is explained condition by condition", async () => {
  const log = write("one.json", { Records: [failure("ana", 0)] });
  const plain = write(
    "plain.yml",
    "title: t\nid: t\nlevel: low\nlogsource: { product: aws }\ndetection: { s: { eventName: ConsoleLogin }, condition: s }\n",
  );
  const { stdout } = await trailproof([
    "detect",
    log,
    "--no-builtin-rules",
    "--rules",
    plain,
    "--explain",
    "-o",
    "jsonl",
  ]);
  expect(jsonLines(stdout)).toMatchObject([{ explanation: ['yes  eventName is "ConsoleLogin"   [ConsoleLogin]'] }]);
});

describe("rules test", () => {
  const loud = write(
    "loud.yml",
    `title: loud\nid: loud\nlevel: low\nlogsource: { product: aws }\ndetection: { s: { eventName: ConsoleLogin }, condition: s }
examples:
  - { name: a sign-in, matches: true, event: { eventName: ConsoleLogin } }
  - { name: no sign-in, matches: true, event: { eventName: CreateUser } }\n`,
  );

  test("runs examples through both engines and names each that fails", async () => {
    const { code, stdout, stderr } = await trailproof(["rules", "test", "--no-builtin-rules", "--rules", loud]);
    expect(code).toBe(2);
    expect(stdout).toBe("1 rule, 2 examples in 2 engines, 2 failures\n");
    expect(stderr.match(/'no sign-in' should match and does not/g)).toHaveLength(2);
  });

  test("counts alerts a day on one's own events", async () => {
    const log = write("days.json", { Records: minutes(0, 1, 2, 60 * 48).map((at) => failure("ana", at)) });
    const run = ["rules", "test", "--no-builtin-rules", "--rules", loud, "--on", log, "-o", "jsonl"];
    expect(jsonLines((await trailproof(run)).stdout)).toEqual([
      {
        schemaVersion: 1,
        kind: "noise",
        id: "loud",
        title: "loud",
        level: "low",
        detections: 4,
        findings: 1,
        perDay: 2,
        worstDay: 3,
      },
    ]);
  });
});

test("rules test --on ends like detect where the only file is broken", async () => {
  const broken = write("empty.json", "");
  const { code, stderr } = await trailproof(["rules", "test", "--on", broken, "--no-builtin-rules", "--rules", rules]);
  expect(stderr).toContain("The file is empty.");
  expect([code, (await detect(broken)).code]).toEqual([2, 2]);
});

function detect(log: string, ...flags: readonly string[]): Promise<CliRun> {
  return trailproof(["detect", log, "--no-builtin-rules", "--rules", rules, ...flags]);
}

function minutes(...at: readonly number[]): readonly number[] {
  return at;
}

function failure(userName: string, minute: number): object {
  return {
    eventVersion: "1.11",
    userIdentity: { type: "IAMUser", accountId: "111122223333", userName },
    eventTime: new Date(Date.UTC(2026, 10, 21, 20, minute)).toISOString().replace(".000", ""),
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    awsRegion: "us-east-1",
    sourceIPAddress: "203.0.113.10",
    errorMessage: "Failed authentication",
    responseElements: { ConsoleLogin: "Failure" },
    eventID: id(userName, minute),
    recipientAccountId: "111122223333",
  };
}

function id(userName: string, minute: number): string {
  return `${userName}-${minute}`;
}

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
