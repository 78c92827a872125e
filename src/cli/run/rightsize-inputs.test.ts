import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { analyst, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import { answer, asked, policy, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const good = {
  details: folder.save("details.json", details(policy)),
  answer: folder.save("answer.json", answer),
  log: folder.save("log.json", { Records: [event(1, "sqs", "ListQueues")] }),
};
const bad = {
  noRecords: folder.save("no-records.json", { Records: [] }),
  noLog: folder.save("no-log.json", { Something: 1 }),
  empty: folder.save("empty.json", ""),
  cut: folder.save("cut.json", '{"Records":[{"eventVersion"'),
  missing: folder.path("missing.json"),
  noAnswer: folder.save("no-answer.json", '{"JobStatus":'),
  otherAnswer: folder.save("other-answer.json", { Users: [] }),
  folder: folder.path("nothing-here"),
};
mkdirSync(bad.folder);
const state = ["--authorization-details", good.details];
const answers = ["--service-last-accessed", good.answer];
const logs = ["--logs", good.log];
const plan = folder.path("plan.json");

const among: readonly (readonly [string, readonly string[], string])[] = [
  ["a log without records", [...answers, ...logs, bad.noRecords], "no-records.json"],
  ["a log of something else", [...answers, ...logs, bad.noLog], "no-log.json"],
  ["an empty log", [...answers, ...logs, bad.empty], "empty.json"],
  ["a log that is cut", [...answers, ...logs, bad.cut], "cut.json"],
  ["a log that is missing", [...answers, ...logs, bad.missing], "missing.json"],
  ["a folder without logs", [...answers, ...logs, bad.folder], "nothing-here"],
  ["an answer that is no JSON", [...answers, bad.noAnswer, ...logs], "no-answer.json"],
  ["an answer of something else", [...answers, bad.otherAnswer, ...logs], "other-answer.json"],
  ["an answer that is missing", [...answers, bad.missing, ...logs], "missing.json"],
];
const alone: readonly (readonly [string, readonly string[], string])[] = [
  ["log of something else", [...answers, "--logs", bad.noLog], "no-log.json"],
  ["log that is empty", [...answers, "--logs", bad.empty], "empty.json"],
  ["log that is cut", [...answers, "--logs", bad.cut], "cut.json"],
  ["log that is missing", [...answers, "--logs", bad.missing], "missing.json"],
  ["answer that is no JSON", ["--service-last-accessed", bad.noAnswer, ...logs], "no-answer.json"],
  ["answer that is missing", ["--service-last-accessed", bad.missing, ...logs], "missing.json"],
];

describe("rightsize plan", () => {
  test.each(among)("writes a plan, ends with 0 and names %s among others", async (_name, args, named) => {
    rmSync(plan, { force: true });
    const { code, stderr } = await trailproof("rightsize", "plan", ...state, ...args, ...asked, "--plan", plan);
    expect([code, stderr]).toEqual([0, expect.stringContaining(named)]);
    expect(existsSync(plan)).toBe(true);
  });

  test.each(alone)("writes no plan and ends with 2 for the only %s", async (_name, args, named) => {
    rmSync(plan, { force: true });
    const { code, stderr } = await trailproof("rightsize", "plan", ...state, ...args, ...asked, "--plan", plan);
    expect([code, stderr]).toEqual([2, expect.stringContaining(named)]);
    expect(existsSync(plan)).toBe(false);
  });

  test("a log without records is a log: nothing happened", async () => {
    const { code, stderr } = await trailproof(
      "rightsize",
      "plan",
      ...state,
      ...answers,
      "--logs",
      bad.noRecords,
      ...asked,
      "--plan",
      plan,
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("no-records.json")]);
    expect(readFileSync(plan, "utf8")).toContain('"source": "logs"');
  });

  test("a folder without logs is nothing to read", async () => {
    rmSync(plan, { force: true });
    const { code, stderr } = await trailproof(
      "rightsize",
      "plan",
      ...state,
      ...answers,
      "--logs",
      bad.folder,
      ...asked,
      "--plan",
      plan,
    );
    expect([code, stderr]).toEqual([4, expect.stringContaining("There is no CloudTrail file in")]);
    expect(existsSync(plan)).toBe(false);
  });
});

describe("usage", () => {
  const clock = ["--as-of", "2026-11-21T12:00:00Z"];

  test.each(among)("shows what there is, ends with 0 and names %s among others", async (_name, args, named) => {
    const { code, stdout, stderr } = await trailproof("usage", ...state, ...args, ...clock);
    expect([code, stderr]).toEqual([0, expect.stringContaining(named)]);
    expect(stdout).toContain("user/analyst");
  });

  test.each(alone)("ends with 2 for the only %s", async (_name, args, named) => {
    const { code, stderr } = await trailproof("usage", ...state, ...args, ...clock);
    expect([code, stderr]).toEqual([2, expect.stringContaining(named)]);
  });

  test.each([
    ["alone", []],
    ["beside other inputs", [...state, ...answers]],
  ])("a folder without logs is nothing to read, %s", async (_name, args) => {
    const { code, stderr } = await trailproof("usage", ...args, "--logs", bad.folder, ...clock);
    expect([code, stderr]).toEqual([4, expect.stringContaining("There is no CloudTrail file in")]);
  });

  test("takes lists of files after one flag, as plan does", async () => {
    const second = folder.save("second.json", { ...answer, JobCreationDate: "2026-11-21T11:00:00+00:00" });
    const { code, stderr, stdout } = await trailproof(
      "usage",
      ...state,
      ...answers,
      second,
      ...logs,
      good.log,
      ...clock,
      "-o",
      "json",
    );
    expect([code, stderr.includes("error")]).toEqual([0, false]);
    const { inputs } = JSON.parse(stdout) as { inputs: readonly { source: string }[] };
    expect(inputs.filter(({ source }) => source === "service-last-accessed")).toHaveLength(2);
  });

  test("a principal is named before or after lists of files, or by its flag", async () => {
    for (const who of [
      ["analyst", ...state],
      [...state, "--principal", analyst],
      [...state, "analyst"],
      [...state, analyst],
    ]) {
      const { code, stdout } = await trailproof("usage", ...who, ...answers, ...logs, ...clock);
      expect([code, stdout]).toEqual([0, expect.stringContaining("user/analyst")]);
    }
  });
});

test.each([
  ["rightsize", "plan", "--plan", plan, ...asked],
  ["usage", "--as-of", "2026-11-21"],
])("%s refuses an empty pattern to protect, which would protect nothing", async (...command) => {
  for (const pattern of ["", " "]) {
    const { code, stderr } = await trailproof(...command, ...state, ...answers, "--protect", pattern);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--protect")]);
  }
});
