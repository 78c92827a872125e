import { describe, expect, test } from "vitest";
import type { FindingStatus } from "../model/index.ts";
import { renderEvidence } from "./evidence.ts";
import { checkXml } from "./exports/xml.fixture.ts";
import { hostileText } from "./exports.fixture.ts";
import { type IntegrityEnd, integrityWriter } from "./integrity.ts";
import { sampleFinding } from "./views/report.fixture.ts";

const none = { valid: 0, invalid: 0, unchecked: 0 };

function end(parts: Partial<IntegrityEnd> = {}): IntegrityEnd {
  return {
    title: "Digests",
    counts: { digests: none, backfillDigests: none, logs: none, unreferenced: 0, gaps: 0 },
    findings: [],
    verification: { schemaVersion: 1, kind: "trail-verification", chains: [] },
    problems: [],
    first: [],
    ...parts,
  } as IntegrityEnd;
}

describe("JUnit of trail verify", () => {
  test("tells a status as that of audit does: what is not known is an error", () => {
    const statuses: readonly FindingStatus[] = ["PASS", "FAIL", "UNKNOWN", "NOT_APPLICABLE"];
    const findings = statuses.map((status) => sampleFinding({ status }));
    const { suites, attributes } = checkXml(integrityWriter("junit").end(end({ findings })));
    expect(suites[0]?.cases).toEqual(["passed", "failure", "error", "skipped"]);
    expect(attributes).toMatchObject({ tests: "5", failures: "1", errors: "1" });
  });

  test("holds only characters of XML, whatever a bucket's keys hold", () => {
    const text = `${hostileText}\ufffe\uffff\ud800\u0000]]>`;
    const finding = sampleFinding({ title: text, reason: text, resource: { type: text, arn: text, name: text } });
    checkXml(integrityWriter("junit").end(end({ findings: [finding] })));
    const link = { kind: "log", subject: text, against: text, verdict: "invalid", reason: text } as const;
    const { suites } = checkXml([...renderEvidence("junit", { pack: "p", links: [link] })].join(""));
    expect(suites.map(({ cases }) => cases)).toEqual([["failure"]]);
  });

  test("without a finding says that everything was read, or what was not", () => {
    expect(checkXml(integrityWriter("junit").end(end())).suites[0]?.cases).toEqual(["passed"]);
    const problems = [{ code: "input.unreadable", message: "It was denied." }] as const;
    expect(checkXml(integrityWriter("junit").end(end({ problems }))).suites[0]?.cases).toEqual(["error"]);
  });
});
