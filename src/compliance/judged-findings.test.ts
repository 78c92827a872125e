import { expect, test } from "vitest";
import type { Control, Finding, FindingStatus, Json } from "../model/index.ts";
import { judgedFindings } from "./judged-findings.ts";

const control: Control = {
  id: "2.8",
  title: "Passwords have 14 characters or more",
  coverage: "direct",
  answeredBy: ["A"],
  watchedBy: [],
  requires: {},
  decidedBy: { A: { Length: { atLeast: 14 } }, B: { "bucket-policy": { atMost: 0 } } },
  baselines: [],
};

test.each<readonly [what: string, check: string, status: FindingStatus, field: string, value: Json, FindingStatus]>([
  ["long enough, failed for something else", "A", "FAIL", "Length", 14, "PASS"],
  ["too short", "A", "FAIL", "Length", 13, "FAIL"],
  ["too short for the control, not for the check as configured", "A", "PASS", "Length", 8, "FAIL"],
  ["long enough", "A", "PASS", "Length", 20, "PASS"],
  ["not set", "A", "PASS", "Length", null, "FAIL"],
  ["a text is no number", "A", "FAIL", "Length", "14", "FAIL"],
  ["there is no such evidence", "A", "FAIL", "Other", 20, "FAIL"],
  ["not known stays so", "A", "UNKNOWN", "Length", 20, "UNKNOWN"],
  ["suppressed stays so", "A", "SUPPRESSED", "Length", 20, "SUPPRESSED"],
  ["no statement is public, failed for the guard", "B", "FAIL", "bucket-policy", [], "PASS"],
  ["a statement is public", "B", "FAIL", "bucket-policy", ["Open"], "FAIL"],
  ["a public statement that is void", "B", "PASS", "bucket-policy", ["Open"], "PASS"],
  ["a check of which nothing is named", "toString", "FAIL", "Length", 20, "FAIL"],
])("%s", (_what, check, status, field, value, expected) => {
  expect(judgedFindings(control, check, [findingOf(check, status, field, value)]).map((one) => one.status)).toEqual([
    expected,
  ]);
});

function findingOf(check: string, status: FindingStatus, field: string, value: Json): Finding {
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: "1",
    source: { type: "check", id: check, title: "" },
    status,
    severity: "medium",
    account: "111122223333",
    region: "us-east-1",
    resource: { type: "account", arn: "", name: "" },
    title: "",
    reason: "",
    evidence: [{ source: "somewhere", field, value }],
    controls: [],
    remediation: { text: "" },
    observedAt: "2026-11-21T20:30:00Z",
    firstSeen: "2026-11-21T20:30:00Z",
  };
}
