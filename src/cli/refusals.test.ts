import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { nearestName } from "../app/nearest-name.ts";
import { program, refuseUnknownHelp } from "./main.ts";
import { startProgress } from "./progress.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-refusals-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: unknown;
}

async function trailproof(...args: readonly string[]): Promise<Run> {
  const out = { stdout: "", stderr: "" };
  const writer = (name: "stdout" | "stderr") => ({
    write(text: string) {
      out[name] += text;
    },
  });
  const env = { XDG_STATE_HOME: folder };
  const io = { stdin: (async function* () {})(), stdout: writer("stdout"), stderr: writer("stderr"), env };
  process.exitCode = 0;
  let error: unknown;
  try {
    const root = program(io);
    refuseUnknownHelp(root, args);
    await root.parseAsync(["node", "trailproof", ...args]);
  } catch (thrown) {
    error = thrown;
  }
  const code = Number(process.exitCode);
  process.exitCode = 0;
  return { code, ...out, error };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a word that is not known is refused with the nearest one", () => {
  test.each([
    [["help", "audti"], /unknown command 'audti'. Did you mean 'audit'\?/],
    [["help", "bogus"], /unknown command 'bogus'. Known are demo, /],
    [["trail", "help", "aply"], /unknown command 'aply'. Did you mean 'apply'\?/],
    [["completion", "zsj"], /^error: 'zsj' is invalid for argument 'shell'. Did you mean 'zsh'\?/],
    [["sandbox", "tamper", "edit"], /^error: 'edit' is invalid for argument 'kind'. Known are modify-log, /],
    [["sandbox", "tamper", "delete-logs"], /Did you mean 'delete-log'\?/],
    [["detect", "x", "--min-level", "sever"], /Known are informational, low, medium, high, critical/],
    [["audit", "--severity", "inform"], /Did you mean 'informational'\?/],
  ])("%j", async (args, words) => {
    const { stderr, stdout, error } = await trailproof(...args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain("command-argument");
    expect(stdout).toBe("");
    // Any exit code of commander's that is not 0 ends the process with 2.
    expect(error).toMatchObject({ name: "CommanderError", exitCode: 1 });
  });

  test.each([[["help", "audit"]], [["help"]], [["trail", "help", "apply"]], [["detect", "help", "x"]]])(
    "%j is left alone",
    (args) => {
      const io = { stdin: (async function* () {})(), stdout: { write() {} }, stderr: { write() {} }, env: {} };
      expect(() => refuseUnknownHelp(program(io), args)).not.toThrow();
    },
  );

  test("a command that is made alone is the one of its name, and says the same of itself", () => {
    const io = { stdin: (async function* () {})(), stdout: { write() {} }, stderr: { write() {} }, env: {} };
    const all = program(io).commands;
    expect(all.length).toBeGreaterThan(15);
    for (const one of all.filter((command) => command.name() !== "completion")) {
      const [alone, ...others] = program(io, one.name()).commands;
      expect(others).toEqual([]);
      expect(alone?.helpInformation()).toBe(one.helpInformation());
    }
    for (const word of ["completion", "toString"]) expect(program(io, word).commands).toHaveLength(all.length);
  });

  test("the beginning of a name is near to it", () => {
    const frameworks = ["cis-aws-7.0", "pci-dss-4.0.1", "soc2", "part-is"];
    expect(nearestName("pci", frameworks)).toBe("pci-dss-4.0.1");
    expect(nearestName("PART", frameworks)).toBe("part-is");
    expect(nearestName("pc", frameworks)).toBeUndefined();
    expect(nearestName("dss", frameworks)).toBeUndefined();
    expect(nearestName("soc3", frameworks)).toBe("soc2");
  });
});

test("a file in a folder that is not there is refused before anything is read", async () => {
  const { stderr, error } = await trailproof("audit", "absent.json", "--out", `json=${join(folder, "nope", "x.json")}`);
  expect(error).toMatchObject({ name: "CommanderError" });
  expect(stderr).toContain(`The folder ${join(folder, "nope")} does not exist.`);
});

describe("audit of what is no snapshot", () => {
  test("a folder: the flags that fit its files are named", async () => {
    const answers = join(folder, "answers");
    mkdirSync(answers);
    for (const name of ["credential-report.csv", "trail-status.main.json", "list-buckets.json", "notes.txt"]) {
      writeFileSync(join(answers, name), "");
    }
    const { error } = await trailproof("audit", answers);
    expect(error).toMatchObject({
      message: "This is a folder; a snapshot is one file.",
      hint: expect.stringContaining(
        `--credential-report ${join(answers, "credential-report.csv")} --buckets ${join(answers, "list-buckets.json")} --trail-status ${join(answers, "trail-status.main.json")}`,
      ),
    });
  });

  test("a credential report: its flag is named", async () => {
    const report = file("report.csv", "user,arn,user_creation_time\n");
    expect((await trailproof("audit", report)).error).toMatchObject({
      hint: `Pass it with the flag: --credential-report ${report}`,
    });
  });
});

describe("audit of an answer of which a part is malformed", () => {
  const document = { PolicyName: "p", PolicyDocument: "{ no policy" };
  test.each([
    ["a policy document", { UserPolicyList: [document] }],
    ["a list that is text", { AttachedManagedPolicies: "nope" }],
  ])("%s: one problem, and exit 2 where it is the only file", async (_what, part) => {
    const broken = detailsFile(part);
    const { code, stderr } = await trailproof("audit", "--authorization-details", broken, "-o", "jsonl");
    expect(stderr.match(/^problem: /gm)).toHaveLength(1);
    expect(code).toBe(2);
    const another = ["--authorization-details", detailsFile()];
    expect((await trailproof("audit", "--authorization-details", broken, ...another, "-o", "jsonl")).code).toBe(0);
  });

  test("nothing is wrong: 0", async () => {
    expect((await trailproof("audit", "--authorization-details", detailsFile(), "-o", "jsonl")).code).toBe(0);
  });
});

let made = 0;
function detailsFile(more: object = {}): string {
  made += 1;
  const user = { UserName: "ana", UserId: "AIDAEXAMPLE", Arn: `arn:aws:iam::111122223333:user/ana${made}`, Path: "/" };
  const lists = { GroupDetailList: [], RoleDetailList: [], Policies: [], IsTruncated: false };
  return file(`details-${made}.json`, JSON.stringify({ UserDetailList: [{ ...user, ...more }], ...lists }));
}

describe("detect", () => {
  const record = (eventID: string): string =>
    JSON.stringify({ Records: [{ eventID, eventTime: "2026-11-21T20:00:00Z", eventName: "ListUsers" }] });

  const rule = [
    "title: Nothing here does that",
    "id: 11111111-2222-4333-8444-555555555555",
    "status: test",
    "logsource: { product: aws, service: cloudtrail }",
    "detection: { selection: { eventName: DeleteTrail }, condition: selection }",
    "level: low",
  ].join("\n");

  test("several gzip members are no problem, and are told with -v", async () => {
    const log = file("two.json.gz", Buffer.concat([gzipSync(record("a")), gzipSync(record("b"))]));
    const rules = ["--no-builtin-rules", "--rules", file("rule.yml", rule)];
    const args = ["detect", log, ...rules, "-o", "jsonl", "--fail-on", "low", "--stats"];
    const { code, stderr } = await trailproof(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({ records: 2, problems: 0 });
    expect(stderr).not.toContain("members");
    expect((await trailproof(...args, "-v")).stderr).toContain("two.json.gz: it has several gzip members");
  });

  test("of an empty file says at the end why it failed", async () => {
    const { code, stderr } = await trailproof("detect", file("empty.json", ""));
    expect(code).toBe(2);
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^problem: .*empty.json.*The file is empty/);
  });
});

test("usage of nobody names who is near", async () => {
  const { error } = await trailproof("usage", "anna", "--authorization-details", detailsFile());
  expect(error).toMatchObject({ hint: expect.stringMatching(/^Did you mean ana\d*\? /) });
});

describe("progress beside a terminal", () => {
  const told = (steps: readonly number[]): string => {
    let text = "";
    let now = 0;
    const write = (more: string): void => {
      text += more;
    };
    const io = { stdin: (async function* () {})(), stdout: { write() {} }, stderr: { write }, env: {} };
    const options = { color: "never", quiet: false, verbose: false, progress: true } as const;
    const progress = startProgress(io, options, () => now);
    steps.forEach((at, index) => {
      now = at;
      progress.show(`${index + 1}/${steps.length}`);
    });
    progress.done();
    return text;
  };

  test.each([
    ["ends with the last state where an earlier one was said", [11_000, 12_000, 13_000], "1/3\n3/3\n"],
    ["says the last state once", [1, 11_000], "2/2\n"],
    ["says nothing of what is done at once", [1, 2, 3], ""],
  ])("%s", (_what, steps, text) => {
    expect(told(steps)).toBe(text);
  });
});
