import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Control,
  type Coverage,
  type Finding,
  type FindingStatus,
  type Framework,
  findingStatuses,
  findingUid,
} from "../model/index.ts";
import type { Attestation } from "./attestations.ts";
import type { EffectiveParameters } from "./check-answers.ts";
import { complianceResults } from "./compliance-results.ts";
import type { ControlResult, ControlStatus } from "./control-result.ts";
import { complianceSummary } from "./summary.ts";

const asOf = "2026-11-21T20:30:00Z";

function finding(check: string, status: FindingStatus, name = "ana"): Finding {
  const resource = { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${name}`, name };
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: findingUid("111122223333", check, resource),
    source: { type: "check", id: check, title: check },
    status,
    severity: "high",
    account: "111122223333",
    region: "aws-global",
    resource,
    title: check,
    reason: status === "UNKNOWN" ? "iam:GetCredentialReport was denied." : "Because.",
    evidence: [],
    controls: [],
    remediation: { text: "Do." },
    observedAt: asOf,
    firstSeen: asOf,
  };
}

const base: Control = {
  id: "1",
  title: "T",
  coverage: "direct",
  answeredBy: ["A", "B"],
  watchedBy: [],
  requires: {},
  decidedBy: {},
  baselines: [],
};

function judge(
  control: Partial<Control>,
  findings: readonly Finding[],
  more: { parameters?: EffectiveParameters; attestations?: readonly Attestation[] } = {},
): ControlResult {
  const framework: Framework = { id: "f", title: "F", version: "1", controls: [{ ...base, ...control }] };
  const [result] = complianceResults(findings, [framework], { parameters: {}, asOf, ...more });
  const [only] = result?.controls ?? [];
  if (only === undefined) throw new Error("no control");
  return only;
}

type Answers = Readonly<Record<string, readonly FindingStatus[]>>;

function findingsOf(answers: Answers): readonly Finding[] {
  return Object.entries(answers).flatMap(([check, list]) => list.map((status, at) => finding(check, status, `u${at}`)));
}

describe("the status of a control", () => {
  test.each<{ coverage: Coverage; answers: Answers; status: ControlStatus; reason: string }>([
    { coverage: "direct", answers: { A: ["PASS"], B: ["PASS"] }, status: "PASS", reason: "Passed: A, B." },
    { coverage: "direct", answers: { A: ["PASS"], B: ["NOT_APPLICABLE"] }, status: "PASS", reason: "Passed: A." },
    {
      coverage: "direct",
      answers: { A: ["PASS", "FAIL"], B: ["UNKNOWN"] },
      status: "FAIL",
      reason: "Failed: A (1 of 2).",
    },
    {
      coverage: "direct",
      answers: { A: ["PASS"], B: ["UNKNOWN"] },
      status: "UNKNOWN",
      reason: "Not evaluated: B. iam:GetCredentialReport was denied.",
    },
    {
      coverage: "direct",
      answers: { A: ["PASS"], B: ["SUPPRESSED", "PASS"] },
      status: "MANUAL",
      reason: "Suppressed, so that a person must judge: B (1 of 2).",
    },
    {
      coverage: "direct",
      answers: { A: ["NOT_APPLICABLE"], B: ["NOT_APPLICABLE"] },
      status: "NOT_APPLICABLE",
      reason: "There is nothing in the account that the checks look at.",
    },
    { coverage: "direct", answers: {}, status: "MANUAL", reason: "Nothing answered: A, B not asked in this run." },
    {
      coverage: "direct",
      answers: { A: ["NOT_APPLICABLE"] },
      status: "MANUAL",
      reason: "Nothing answered: B not asked in this run.",
    },
    {
      coverage: "direct",
      answers: { A: ["PASS"] },
      status: "PARTIAL",
      reason: "PASS of what was checked (A); not asked in this run: B.",
    },
    {
      coverage: "partial",
      answers: { A: ["PASS"], B: ["PASS"] },
      status: "PARTIAL",
      reason: "PASS of what was checked (A, B); the rest is for a person to judge.",
    },
    {
      coverage: "partial",
      answers: { A: ["NOT_APPLICABLE"], B: ["NOT_APPLICABLE"] },
      status: "MANUAL",
      reason: "What is checked here does not apply; the rest is for a person to judge.",
    },
    { coverage: "partial", answers: { A: ["FAIL"] }, status: "FAIL", reason: "Failed: A." },
    {
      coverage: "evidence",
      answers: { A: ["FAIL"], B: ["PASS"] },
      status: "MANUAL",
      reason: "A person must judge. For the record: A FAIL, B PASS.",
    },
    { coverage: "evidence", answers: {}, status: "MANUAL", reason: "A person must judge." },
    {
      coverage: "context",
      answers: { A: ["FAIL"] },
      status: "CONTEXT",
      reason: "Named for its context; nothing is judged.",
    },
  ])("$coverage with $answers is $status", ({ coverage, answers, status, reason }) => {
    expect(judge({ coverage }, findingsOf(answers))).toMatchObject({ status, reason });
  });

  test("more causes than one are counted", () => {
    const other = { ...finding("B", "UNKNOWN"), reason: "No trails were given." };
    expect(judge({}, [finding("A", "UNKNOWN"), other]).reason).toBe(
      "Not evaluated: A, B. iam:GetCredentialReport was denied. (1 more in the findings.)",
    );
  });

  const status = fc.constantFrom(...findingStatuses);
  const some = fc.array(status, { maxLength: 4 });
  test("whatever the answers: FAIL beats all, UNKNOWN beats PASS, and PASS needs every check to have answered", () => {
    const anyCoverage = fc.constantFrom<Coverage>("direct", "partial");
    fc.assert(
      fc.property(some, some, anyCoverage, (a, b, coverage) => {
        const result = judge({ coverage }, findingsOf({ A: a, B: b })).status;
        const all = [...a, ...b];
        expect(result === "FAIL").toBe(all.includes("FAIL"));
        if (result === "PASS") {
          expect(coverage).toBe("direct");
          expect(a.length > 0 && b.length > 0).toBe(true);
          expect(all.every((each) => each === "PASS" || each === "NOT_APPLICABLE")).toBe(true);
          expect(all).toContain("PASS");
        }
        if (all.includes("UNKNOWN")) expect(["FAIL", "UNKNOWN"]).toContain(result);
        if (result === "NOT_APPLICABLE") expect(new Set(all)).toEqual(new Set(["NOT_APPLICABLE"]));
      }),
      { seed: 7 },
    );
  });
});

describe("thresholds", () => {
  const control = { answeredBy: ["A"], requires: { A: { unusedDays: { atMost: 45 }, length: { atLeast: 14 } } } };
  const passed = [finding("A", "PASS")];
  const parameters = (value: number, initial: number, length = 14): EffectiveParameters => ({
    A: { unusedDays: { value, default: initial }, length: { value: length, default: 14 } },
  });

  test.each<[string, EffectiveParameters, ControlStatus, string]>([
    ["as strict as asked for", parameters(45, 45), "PASS", "Passed: A."],
    ["stricter", parameters(30, 45, 20), "PASS", "Passed: A."],
    [
      "configured looser",
      parameters(90, 45),
      "FAIL",
      "A ran with unusedDays 90 (as configured), asked for is at most 45.",
    ],
    [
      "shorter than the least",
      parameters(45, 45, 8),
      "FAIL",
      "A ran with length 8 (as configured), asked for is at least 14.",
    ],
    [
      "looser by default",
      parameters(60, 60),
      "UNKNOWN",
      "A ran with unusedDays 60 (the default), asked for is at most 45; set it and run again.",
    ],
    ["not known", {}, "PASS", "Passed: A."],
  ])("a threshold that is %s", (_, given, status, reason) => {
    expect(judge(control, passed, { parameters: given })).toMatchObject({ status, reason });
  });

  const some = fc.array(fc.constantFrom(...findingStatuses), { maxLength: 4 });
  const number = fc.integer({ min: 1, max: 400 });
  const anyCoverage = fc.constantFrom<Coverage>("direct", "partial");
  const attestations: readonly Attestation[] = [
    { control: "f:1", statement: "s", owner: "o", date: "2026-01-01", nextReview: "2027-01-01" },
  ];

  test("whatever was found: one that somebody loosened fails, and one that is loose by default is no pass", () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 46, max: 400 }), number, anyCoverage, (a, value, initial, coverage) => {
        const more = { parameters: parameters(value, initial), attestations };
        const { status } = judge({ ...control, coverage }, findingsOf({ A: a }), more);
        const isChosen = value !== initial || a.includes("FAIL");
        expect(status).toBe(isChosen ? "FAIL" : "UNKNOWN");
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  test("whatever was found within bounds: the worst counts, and nobody attests it away", () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 45 }), number, anyCoverage, (a, value, initial, coverage) => {
        const more = { parameters: parameters(value, initial), attestations };
        const { status } = judge({ ...control, coverage }, findingsOf({ A: a }), more);
        expect(status === "FAIL").toBe(a.includes("FAIL"));
        expect(status === "UNKNOWN").toBe(a.includes("UNKNOWN") && !a.includes("FAIL"));
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  test("a failure is told before a loose threshold", () => {
    const result = judge(control, [finding("A", "FAIL")], { parameters: parameters(90, 45) });
    expect(result).toMatchObject({ status: "FAIL", reason: "Failed: A." });
    expect(result.checks[0]?.looser).toMatch(/unusedDays 90/);
  });
});

describe("attestations", () => {
  const attestation: Attestation = {
    control: "f:1",
    statement: "Seen.",
    owner: "Ana",
    date: "2026-10-01",
    nextReview: "2027-10-01",
  };
  const with_ = (change: Partial<Attestation> = {}) => ({ attestations: [{ ...attestation, ...change }] });

  test.each<[Coverage, Answers, ControlStatus]>([
    ["evidence", { A: ["FAIL"] }, "ATTESTED"],
    ["partial", { A: ["PASS"], B: ["PASS"] }, "ATTESTED"],
    ["direct", { A: ["SUPPRESSED"], B: ["PASS"] }, "ATTESTED"],
    ["direct", { A: ["FAIL"], B: ["PASS"] }, "FAIL"],
    ["partial", { A: ["UNKNOWN"], B: ["PASS"] }, "UNKNOWN"],
    ["direct", { A: ["PASS"], B: ["PASS"] }, "PASS"],
    ["context", {}, "CONTEXT"],
  ])("%s with %j becomes %s", (coverage, answers, status) => {
    expect(judge({ coverage }, findingsOf(answers), with_()).status).toBe(status);
  });

  test.each<[string, Partial<Attestation>, ControlStatus, RegExp]>([
    ["whose review is tomorrow", { nextReview: "2026-11-22" }, "ATTESTED", /^Attested by Ana on 2026-10-01/],
    ["whose review is today", { nextReview: "2026-11-21" }, "MANUAL", /was due for review on 2026-11-21/],
    ["whose review is over", { nextReview: "2026-11-20" }, "MANUAL", /was due for review/],
    ["of today", { date: "2026-11-21" }, "ATTESTED", /Attested/],
    ["of tomorrow", { date: "2026-11-22" }, "MANUAL", /after the clock/],
    ["of another control", { control: "f:2" }, "MANUAL", /^A person must judge.$/],
  ])("one %s", (_, change, status, reason) => {
    const result = judge({ coverage: "evidence", answeredBy: [] }, [], with_(change));
    expect(result.status).toBe(status);
    expect(result.reason).toMatch(reason);
  });
});

test("findings are named worst first, those that are in order are not", () => {
  const all = [
    finding("A", "PASS"),
    finding("A", "SUPPRESSED", "b"),
    finding("B", "UNKNOWN"),
    finding("B", "FAIL", "b"),
  ];
  expect(judge({}, all).findings).toEqual([all[3]?.uid, all[2]?.uid, all[1]?.uid]);
});

test("findings of rules are counted for the controls that they watch for, and decide nothing", () => {
  const control: Framework["controls"][number] = { ...base, watchedBy: ["attack.t1098", "r9"] };
  const rules = [
    { id: "r1", tags: ["attack.t1098.001"] },
    { id: "r2", tags: ["attack.t10987"] },
    { id: "r3", tags: ["attack.t1098"] },
  ];
  const findings = ["r1", "r2", "r3", "r9"].map((id) => finding(id, "FAIL"));
  const passed = [finding("A", "PASS"), finding("B", "PASS")];
  const [result] = complianceResults(
    [...findings, ...passed],
    [{ id: "f", title: "F", version: "1", controls: [control] }],
    {
      parameters: {},
      asOf,
      rules,
    },
  );
  expect(result?.controls[0]).toMatchObject({ status: "PASS", detections: 3 });
});

describe("counts", () => {
  const framework: Framework = {
    id: "f",
    title: "F",
    version: "1",
    size: 100,
    baselineSizes: { LOW: 10, MODERATE: 20, HIGH: 30 },
    controls: [
      { ...base, id: "1", answeredBy: ["A"], baselines: ["LOW", "HIGH"] },
      { ...base, id: "2", answeredBy: ["B"], baselines: ["HIGH"] },
      { ...base, id: "3", coverage: "evidence" },
    ],
  };
  const findings = [finding("A", "PASS"), finding("B", "FAIL")];

  test.each([
    [undefined, 3, 100, { PASS: 1, FAIL: 1, MANUAL: 1 }],
    ["LOW", 1, 10, { PASS: 1, FAIL: 0, MANUAL: 0 }],
    ["HIGH", 2, 30, { PASS: 1, FAIL: 1, MANUAL: 0 }],
  ] as const)("of baseline %s: %d controls of %d", (baselineLevel, controls, size, counts) => {
    const options = { parameters: {}, asOf, ...(baselineLevel && { baselineLevel }) };
    expect(complianceSummary(findings, [framework], options)).toMatchObject([
      { framework: "f", controls, size, counts },
    ]);
  });

  test("a level leaves frameworks without baselines whole", () => {
    const { baselineSizes: _, ...plain } = framework;
    const options = { parameters: {}, asOf, baselineLevel: "LOW" } as const;
    expect(complianceSummary(findings, [plain], options)).toMatchObject([{ controls: 3, size: 100 }]);
  });
});

test.each(["__proto__", "constructor", "toString"])("a check called %s is a name like others", (check) => {
  const control = { answeredBy: [check] };
  expect(judge(control, []).status).toBe("MANUAL");
  expect(judge(control, [finding(check, "PASS")]).status).toBe("PASS");
});
