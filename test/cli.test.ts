import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { type CliRun, jsonLines, spawnTrailproof, trailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const header =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const rootRow =
  "<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,true,no_information,2020-01-01T00:00:00+00:00,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const anaRow =
  "ana,arn:aws:iam::111122223333:user/ana,2025-01-01T00:00:00+00:00,true,2026-11-20T08:00:00+00:00,2026-06-01T00:00:00+00:00,N/A,false,true,2026-08-23T00:00:00+00:00,2026-11-20T08:00:00+00:00,us-east-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const report = file("report.csv", [header, rootRow, anaRow].join("\n"));
/** All that it tells is as it should be; most is not told. */
const goodReport = file("good.csv", [header, rootRow.replace("not_supported,false", "not_supported,true")].join("\n"));
const asOf = "2026-11-21T00:00:00Z";

const stopLogging = {
  eventVersion: "1.11",
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: "arn:aws:iam::111122223333:user/ana",
    accountId: "111122223333",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    userName: "ana",
  },
  eventTime: "2026-11-20T20:02:11Z",
  eventSource: "cloudtrail.amazonaws.com",
  eventName: "StopLogging",
  awsRegion: "us-east-1",
  sourceIPAddress: "203.0.113.9",
  userAgent: "aws-cli/2.17.9",
  requestParameters: { name: "arn:aws:cloudtrail:us-east-1:111122223333:trail/lab-trail" },
  responseElements: null,
  requestID: "1c5f6a4e-0000-4000-8000-000000000001",
  eventID: "1c5f6a4e-0000-4000-8000-000000000002",
  readOnly: false,
  eventType: "AwsApiCall",
  managementEvent: true,
  recipientAccountId: "111122223333",
  eventCategory: "Management",
};
const logs = file("trail.json", JSON.stringify({ Records: [stopLogging] }));

describe("help and mistakes", () => {
  const commands = [
    [],
    ["demo"],
    ["doctor"],
    ["permissions"],
    ["collect"],
    ["audit"],
    ["usage"],
    ["rightsize"],
    ["rightsize", "plan"],
    ["explain", "allow"],
    ["detect"],
    ["rules"],
    ["rules", "list"],
    ["rules", "show"],
    ["rules", "lint"],
    ["trail"],
    ["trail", "verify"],
    ["explain"],
    ["completion"],
  ];
  test.each(commands)("--help of %s exits 0 and goes to stdout", async (...command) => {
    const { code, stdout, stderr } = await trailproof([...command, "--help"]);
    expect(stderr).toBe("");
    expect(stdout).toContain("--help");
    expect(code).toBe(0);
  });

  test("--version prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await trailproof(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test.each([
    [["audti"], /Did you mean audit/],
    [["audit", "--credential-reprot", report], /Did you mean --credential-report/],
    [["audit", "-o", "jsno"], /Did you mean 'json'/],
    [["audit", "--fail-on", "hihg", "--credential-report", report], /Did you mean 'high'/],
    [["audit", "--as-of", "yesterday", "--credential-report", report], /2026-11-21T20:00:00Z/],
    [["audit", "--as-of", "2026-02-30", "--credential-report", report], /2026-11-21T20:00:00Z/],
    [["detect", logs, "--since", "7 days"], /7d/],
    [["detect", logs, "--workers", "0"], /whole number/],
    [["audit", "--out", "html", "--credential-report", report], /html=report\.html/],
  ])("%j is refused with exit code 2 and a suggestion", async (args, message) => {
    const { code, stderr, stdout } = await trailproof(args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("detect without a path is a usage error", async () => {
    expect((await trailproof(["detect"])).code).toBe(2);
  });
});

describe("a process of its own", () => {
  const gate = ["-o", "json", "--fail-on", "critical"];
  test.each([
    [0, ["detect", "--help"], /--help/, /^$/],
    [0, ["detect", logs, "-o", "jsonl"], /^\{"schemaVersion":1,"kind":"detection"/, /^(?:note: .*\n)*$/],
    [2, ["audti"], /^$/, /Did you mean audit/],
    [3, ["detect", logs, ...gate], /^\{/, /^/],
    [4, ["audit", "--workspace", join(folder, "no-workspace")], /^$/, /trailproof demo/],
    [5, ["audit", "--credential-report", goodReport, "--as-of", asOf, ...gate], /^\{/, /^/],
  ])("ends with %i: %j", (expected, words, printed, said) => {
    const { code, stdout, stderr } = spawnTrailproof(words);
    expect(stderr).toMatch(said);
    expect(stdout).toMatch(printed);
    expect(code).toBe(expected);
  });

  test("whose reader goes away early ends in peace", () => {
    const command = '"$0" bin/trailproof.js rules list -o json | head -c 1; exit "${PIPESTATUS[0]}"';
    const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", command, process.execPath], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "{", stderr: "" });
  });
});

describe("audit", () => {
  const audit = (...args: string[]): Promise<CliRun> =>
    trailproof(["audit", "--credential-report", report, "--as-of", asOf, ...args]);

  test("prints one finding a line with the keys of the contract", async () => {
    const { code, stdout } = await audit("-o", "jsonl");
    expect(code).toBe(0);
    const findings = jsonLines(stdout);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual([
        "schemaVersion",
        "kind",
        "uid",
        "source",
        "status",
        "severity",
        "account",
        "region",
        "resource",
        "title",
        "reason",
        "evidence",
        "controls",
        "remediation",
        "observedAt",
        "firstSeen",
      ]);
    }
    const mfa = findings.find(({ source, status }) => (source as { id: string }).id === "CRED-07" && status === "FAIL");
    expect(mfa).toMatchObject({
      resource: { type: "iam.user", arn: "arn:aws:iam::111122223333:user/ana", name: "ana" },
    });
    expect(new Set(findings.map(({ uid }) => uid)).size).toBe(findings.length);
  });

  test("a key on its 90th day fails", async () => {
    const key = jsonLines((await audit("-o", "jsonl")).stdout).find(
      ({ source }) => (source as { id: string }).id === "CRED-12",
    );
    expect(key).toMatchObject({ status: "FAIL" });
  });

  test("what was not given is UNKNOWN and never PASS", async () => {
    const findings = jsonLines((await audit("-o", "jsonl")).stdout);
    const policies = findings.filter(({ source }) => /^(POL|TRUST|TRAIL|USE)-/.test((source as { id: string }).id));
    expect(policies.length).toBeGreaterThan(20);
    expect(new Set(policies.map(({ status }) => status))).toEqual(new Set(["UNKNOWN"]));
    for (const { reason } of policies) expect(reason).toMatch(/(iam|cloudtrail|s3):[A-Z]/);
  });

  test("uids depend neither on the file's name nor on the order of columns and rows", async () => {
    const columns = header
      .split(",")
      .map((_, index) => index)
      .reverse();
    const shuffled = [header, anaRow, rootRow]
      .map((row) => columns.map((index) => row.split(",")[index]).join(","))
      .join("\r\n");
    const other = file("renamed.csv", `\uFEFF${shuffled}\r\n`);
    const uids = async (path: string) =>
      jsonLines((await trailproof(["audit", "--credential-report", path, "--as-of", asOf, "-o", "jsonl"])).stdout).map(
        ({ uid, status }) => [uid, status],
      );
    expect(await uids(other)).toEqual(await uids(report));
  });

  test.each([
    [["--fail-on", "critical"], 3],
    [["--fail-on", "critical", "--allow-incomplete"], 3],
    [[], 0],
  ])("gate %j gives %i", async (gate, code) => {
    expect((await audit("-o", "json", ...gate)).code).toBe(code);
  });

  test("a flag wins over the environment, that over the configuration, that over the default", async () => {
    const config = file("defaults.yml", "defaults:\n  output: csv\n  fail-on: critical\n");
    const words = ["audit", "--credential-report", report, "--as-of", asOf];
    const env = { TRAILPROOF_OUTPUT: "jsonl" };
    expect((await trailproof(words)).stdout).toMatch(/^Account /);
    const configured = await trailproof([...words, "--config", config]);
    expect(configured.stdout).toMatch(/^uid,/);
    expect(configured.code).toBe(3);
    for (const { stdout } of [
      await trailproof([...words, "--config", config], { env }),
      spawnTrailproof([...words, "--config", config], { env }),
    ]) {
      expect(stdout).toMatch(/^\{"schemaVersion":1,"kind"/);
    }
    expect((await trailproof([...words, "--config", config, "-o", "md"], { env })).stdout).toMatch(/^#/);
    const wrong = await trailproof([...words, "--config", file("wrong.yml", "defaults:\n  outptu: csv\n")]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/wrong\.yml:2:11: .*Did you mean 'output'/);
  });

  test("one broken answer takes nothing from the others", async () => {
    const cut = file("cut.json", '{"UserDetailList": [');
    const { code, stdout, stderr } = await audit("--authorization-details", cut, "-o", "jsonl");
    expect(code).toBe(2);
    expect(stderr).toContain("cut.json");
    const findings = jsonLines(stdout);
    expect(findings.some(({ status }) => status === "FAIL")).toBe(true);
    const policy = findings.find(({ source }) => (source as { id: string }).id === "POL-01");
    expect(policy).toMatchObject({ status: "UNKNOWN" });
    expect(policy?.["reason"]).toContain("cut.json");
  });

  test("a second report is refused, not taken in place of the first", async () => {
    const { code, stderr } = await audit("--credential-report", report);
    expect(code).toBe(2);
    expect(stderr).toContain("only once");
  });

  test("an incomplete run does not pass a gate", async () => {
    const run = async (...gate: string[]) =>
      (await trailproof(["audit", "--credential-report", goodReport, "--as-of", asOf, "-o", "json", ...gate])).code;
    expect(await run("--fail-on", "critical")).toBe(5);
    expect(await run("--fail-on", "critical", "--allow-incomplete")).toBe(0);
  });

  test("with a baseline only new findings count", async () => {
    const baseline = join(folder, "baseline.jsonl");
    await audit("-o", "json", "--out", `jsonl=${baseline}`);
    expect((await audit("-o", "json", "--fail-on", "low", "--allow-incomplete", "--baseline", baseline)).code).toBe(0);
  });

  test("the same input gives the same bytes, and a saved snapshot the same findings", async () => {
    const saved = join(folder, "account.json.gz");
    const first = (await audit("-o", "jsonl", "--out", `snapshot=${saved}`)).stdout;
    const again = ["audit", "--credential-report", report, "--as-of", asOf, "-o", "jsonl"];
    expect(spawnTrailproof(again).stdout).toBe(first);
    expect((await trailproof(["audit", saved, "-o", "jsonl"])).stdout).toBe(first);
  });

  test.each([
    ["a missing report", "nothing-here.csv", /nothing-here\.csv/],
    ["a report cut in the middle", file("cut.csv", [header, rootRow, anaRow.slice(0, 90)].join("\n")), /cut\.csv:3/],
    ["a file that is no report", file("other.csv", "a,b\n1,2\n"), /other\.csv/],
    ["an empty file", file("empty.csv", ""), /empty\.csv/],
  ])("%s is exit code 2 and named", async (_what, path, named) => {
    const { code, stderr } = await trailproof(["audit", "--credential-report", path, "--as-of", asOf]);
    expect(stderr).toMatch(named);
    expect(code).toBe(2);
  });

  test("nothing at all is exit code 4 and says what to do", async () => {
    const { code, stderr } = await trailproof(["audit"], { env: { XDG_STATE_HOME: folder } });
    expect(stderr).toContain("trailproof demo");
    expect(code).toBe(4);
  });

  test("the workspace is for its owner only", async () => {
    const state = join(folder, "state");
    expect((await trailproof(["demo", "--samples", "-q"], { env: { XDG_STATE_HOME: state } })).code).toBe(0);
    expect(statSync(join(state, "trailproof")).mode & 0o777).toBe(0o700);
  });

  test("the newest snapshot of the workspace is used", async () => {
    mkdirSync(join(folder, "ws", "snapshots"), { recursive: true });
    await audit("-o", "json", "--out", `snapshot=${join(folder, "ws", "snapshots", "a.json")}`);
    expect((await trailproof(["audit", "--workspace", join(folder, "ws"), "-o", "json"])).code).toBe(0);
  });

  test("hostile names reach no sink raw", async () => {
    const evil = file(
      "evil.csv",
      [
        header,
        rootRow,
        anaRow.replace(/^ana/, '"<script>alert(1)</script>\x1b]0;owned\x07\u202e"'),
        anaRow.replaceAll("ana", "=cmd|' /C calc'!A0"),
      ].join("\n"),
    );
    const out = ["table", "csv", "md", "html"].map((format) => `${format}=${join(folder, `evil.${format}`)}`);
    const { stdout, stderr } = await trailproof([
      "audit",
      "--credential-report",
      evil,
      "--as-of",
      asOf,
      ...out.flatMap((one) => ["--out", one]),
    ]);
    for (const text of [stdout, stderr]) expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\u202e]/);
    expect(readFileSync(join(folder, "evil.html"), "utf8")).not.toContain("<script>alert");
    expect(readFileSync(join(folder, "evil.csv"), "utf8")).toContain("'=cmd");
  });
});

describe("detect", () => {
  test("prints one detection a line with the keys of the contract", async () => {
    const { code, stdout, stderr } = await trailproof(["detect", logs, "-o", "jsonl", "--stats"]);
    expect(code).toBe(0);
    const [first] = jsonLines(stdout);
    expect(Object.keys(first ?? {})).toEqual([
      "schemaVersion",
      "kind",
      "rule",
      "time",
      "account",
      "region",
      "principal",
      "sourceIp",
      "events",
      "match",
      "groupBy",
      "targets",
    ]);
    expect(first).toMatchObject({
      kind: "detection",
      time: "2026-11-20T20:02:11Z",
      account: "111122223333",
      principal: { type: "IAMUser", stableArn: "arn:aws:iam::111122223333:user/ana" },
      events: [{ eventId: stopLogging.eventID, eventName: "StopLogging", file: logs, index: 0 }],
    });
    const stats = JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    expect(stats).toMatchObject({
      kind: "stats",
      files: 1,
      records: 1,
      events: 1,
      duplicates: 0,
      problems: 0,
      rulesRejected: 0,
    });
  });

  test("reads standard input", () => {
    const { code, stdout } = spawnTrailproof(["detect", "-", "-o", "jsonl"], { input: JSON.stringify(stopLogging) });
    expect(code).toBe(0);
    expect(jsonLines(stdout).length).toBeGreaterThan(0);
  });

  test("the same event in two files counts once", async () => {
    const pair = join(folder, "pair");
    mkdirSync(pair);
    writeFileSync(join(pair, "a.json"), JSON.stringify({ Records: [stopLogging] }));
    writeFileSync(join(pair, "b.json.gz"), gzipSync(JSON.stringify({ Records: [stopLogging] })));
    const { stdout, stderr } = await trailproof(["detect", pair, "-o", "jsonl", "--stats"]);
    expect(jsonLines(stdout)).toHaveLength(
      jsonLines((await trailproof(["detect", logs, "-o", "jsonl"])).stdout).length,
    );
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({ records: 2, events: 1, duplicates: 1 });
  });

  test("one broken file among good ones is named and stops nothing", async () => {
    const mixed = join(folder, "mixed");
    mkdirSync(mixed);
    writeFileSync(join(mixed, "good.json"), JSON.stringify({ Records: [stopLogging] }));
    writeFileSync(join(mixed, "cut.json.gz"), gzipSync(JSON.stringify({ Records: [stopLogging] })).subarray(0, 200));
    writeFileSync(join(mixed, "garbage.json"), "not json");
    const { code, stdout, stderr } = await trailproof(["detect", mixed, "-o", "jsonl"]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).length).toBeGreaterThan(0);
    expect(stderr).toContain("cut.json.gz");
    expect(stderr).toContain("garbage.json");
    expect((await trailproof(["detect", mixed, "-o", "jsonl", "--fail-on", "critical"])).code).toBe(3);
    expect(
      (
        await trailproof([
          "detect",
          mixed,
          "-o",
          "jsonl",
          "--no-builtin-rules",
          "--rules",
          rule("never.yml", "NeverHappens"),
          "--fail-on",
          "low",
        ])
      ).code,
    ).toBe(5);
  });

  test("a file with a second gzip member is read whole, named with -v, and leaves nothing incomplete", async () => {
    const two = file(
      "two.json.gz",
      Buffer.concat([gzipSync(JSON.stringify({ Records: [] })), gzipSync(JSON.stringify({ Records: [stopLogging] }))]),
    );
    const { code, stdout, stderr } = await trailproof([
      "detect",
      two,
      "-o",
      "jsonl",
      "-v",
      "--fail-on",
      "critical",
      "--no-builtin-rules",
      "--rules",
      rule("stop.yml", "StopLogging"),
    ]);
    expect(jsonLines(stdout).length).toBeGreaterThan(0);
    expect(stderr).toContain("two.json.gz");
    // It is a form that CloudTrail's readers take, and no problem.
    expect(code).toBe(0);
  });

  test("an empty folder is exit code 4", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const { code, stderr } = await trailproof(["detect", empty]);
    expect(stderr).toContain(empty);
    expect(code).toBe(4);
  });

  test("a missing or broken only file is exit code 2", async () => {
    expect((await trailproof(["detect", join(folder, "nothing.json")])).code).toBe(2);
    expect((await trailproof(["detect", file("broken.json", "{")])).code).toBe(2);
  });

  test("--fail-on, --from and --to", async () => {
    expect((await trailproof(["detect", logs, "-o", "json", "--fail-on", "high"])).code).toBe(3);
    expect((await trailproof(["detect", logs, "-o", "json", "--fail-on", "high", "--to", "2026-11-20"])).code).toBe(0);
    expect(jsonLines((await trailproof(["detect", logs, "-o", "jsonl", "--from", "2026-11-21"])).stdout)).toEqual([]);
    expect(
      jsonLines((await trailproof(["detect", logs, "-o", "jsonl", "--since", "1d", "--as-of", "2026-11-21"])).stdout)
        .length,
    ).toBeGreaterThan(0);
  });

  test("a missing file among good ones does not fail the run", async () => {
    const { code, stderr } = await trailproof(["detect", join(folder, "nope.json"), logs, "-o", "jsonl"]);
    expect(stderr).toContain("nope.json");
    expect(code).toBe(0);
  });

  test("a folder of other JSON is no CloudTrail folder", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "package.json"), '{"name":"x"}');
    expect((await trailproof(["detect", other])).code).toBe(4);
    expect((await trailproof(["detect", join(other, "package.json")])).code).toBe(2);
  });

  test.each([
    ["PK", Buffer.from("PK\x03\x04 and more")],
    ["an empty list", "[]"],
    ["no bytes", ""],
  ])("a file of %s is exit code 2, and the statistics are still printed", async (name, content) => {
    const { code, stderr } = await trailproof(["detect", file(`${name.length}.json`, content), "--stats"]);
    expect(code).toBe(2);
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({ kind: "stats", events: 0, problems: 1 });
  });

  test.each([
    ["-o", "jsonl"],
    ["-o", "json"],
    ["-o", "jsonl", "--group"],
  ])("a baseline made with %j lets only what is new count", async (...how) => {
    const baseline = join(folder, `${how.join("")}.base`);
    writeFileSync(baseline, (await trailproof(["detect", logs, ...how])).stdout);
    const gate = ["-o", "json", "--fail-on", "low", "--baseline", baseline];
    expect((await trailproof(["detect", logs, ...gate])).code).toBe(0);
    expect((await trailproof(["detect", logs, ...gate, "--group"])).code).toBe(0);
    const another = file(
      "another.json",
      JSON.stringify({ ...stopLogging, userIdentity: { type: "Root", accountId: "111122223333" } }),
    );
    expect((await trailproof(["detect", another, ...gate])).code).toBe(3);
  });

  test.each(['{"x":1}', "not json", '{"kind":"finding"}', '{"findings":7}'])("%s is no baseline", async (text) => {
    const { code, stderr } = await trailproof([
      "detect",
      logs,
      "--fail-on",
      "low",
      "--baseline",
      file("no.base", text),
    ]);
    expect(stderr).toContain("no.base");
    expect(code).toBe(2);
  });

  test.each([
    [["--no-builtin-rules"]],
    [["--since", "1d", "--from", "2026-11-20"]],
    [["--from", "2026-11-20", "--to", "2026-11-19"]],
  ])("%j cannot be meant", async (flags) => {
    expect((await trailproof(["detect", logs, ...flags])).code).toBe(2);
  });

  test("every bad file is named", async () => {
    const many = join(folder, "many");
    mkdirSync(many);
    for (let index = 0; index < 40; index += 1) writeFileSync(join(many, `bad-${index}.json`), "nonsense");
    writeFileSync(join(many, "good.json"), JSON.stringify(stopLogging));
    const { stderr } = await trailproof(["detect", many]);
    for (let index = 0; index < 40; index += 1) expect(stderr).toContain(`bad-${index}.json`);
  });

  test("a rule file without any valid rule is exit code 2, with line, column and caret", async () => {
    const { code, stderr } = await trailproof([
      "detect",
      logs,
      "--rules",
      file(
        "bad.yml",
        "title: x\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  selection:\n    eventName|foo: x\n  condition: selection\n",
      ),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yml:5:\d+/);
    expect(stderr).toMatch(/\n\s+\^/);
  });

  test("a bad rule beside a good one is named and stops nothing", async () => {
    const rules = join(folder, "rules");
    mkdirSync(rules);
    writeFileSync(join(rules, "bad.yml"), "title: [");
    execFileSync("cp", [rule("good.yml", "StopLogging"), rules]);
    const { code, stdout, stderr } = await trailproof([
      "detect",
      logs,
      "--no-builtin-rules",
      "--rules",
      rules,
      "-o",
      "jsonl",
    ]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toHaveLength(1);
    expect(stderr).toContain("bad.yml");
  });
});

describe("rules, explain, completion", () => {
  test("rules list names every built-in rule", async () => {
    const { stdout } = await trailproof(["rules", "list", "-o", "jsonl"]);
    expect(jsonLines(stdout).length).toBeGreaterThanOrEqual(30);
  });

  test("rules lint exits 2 for an invalid rule and 0 for a good one", async () => {
    expect((await trailproof(["rules", "lint", rule("fine.yml", "StopLogging")])).code).toBe(0);
    expect((await trailproof(["rules", "lint", file("wrong.yml", "title: x\n")])).code).toBe(2);
    expect((await trailproof(["rules", "lint", join(folder, "no-rules-here")])).code).toBe(2);
  });

  test("explain knows checks, rules and problems, and refuses the rest with a suggestion", async () => {
    expect((await trailproof(["explain", "CRED-04"])).stdout).toContain("MFA");
    expect((await trailproof(["explain", "input.trailing-data"])).stdout).toContain("gzip");
    const { code, stderr } = await trailproof(["explain", "CRED-99"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Did you mean/);
  });

  test("explain says which conditions of a rule an event holds", async () => {
    const { code, stdout } = await trailproof([
      "explain",
      "1f1b9b57-0000-4000-8000-000000000001",
      logs,
      "--rules",
      rule("one.yml", "StopLogging"),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("eventName");
    expect(stdout).toMatch(/matches/);
  });

  test.each(["bash", "zsh", "fish", "powershell"])("completion %s names commands and flags", async (shell) => {
    const { code, stdout } = await trailproof(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("detect");
    expect(stdout).toMatch(/min-level/);
  });

  test.skipIf(!existsSync("/bin/bash"))("the bash completion completes (skipped: no bash)", async () => {
    const script = `${(await trailproof(["completion", "bash"])).stdout}\nCOMP_WORDS=(trailproof rules sh); COMP_CWORD=2; _trailproof; echo "\${COMPREPLY[*]}"\nCOMP_WORDS=(trailproof detect --min-level hi); COMP_CWORD=3; _trailproof; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync("/bin/bash", ["-c", script], { encoding: "utf8", cwd: folder })).toBe("show\nhigh\n");
  });
});

function rule(name: string, eventName: string): string {
  return file(
    name,
    `title: ${eventName} was called\nid: 1f1b9b57-0000-4000-8000-000000000001\nstatus: test\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  selection:\n    eventName: ${eventName}\n  condition: selection\nfalsepositives: [none]\ntags: [attack.t1562.008]\nlevel: low\n`,
  );
}
