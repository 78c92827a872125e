import { describe, expect, test } from "vitest";
import { joined, sampleDetection, sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderJson } from "./json.ts";
import { renderJsonl } from "./jsonl.ts";

/** The keys of a line, nested ones with a dot, in the order of the file. */
function keys(line: string): readonly string[] {
  return Object.entries(JSON.parse(line)).flatMap(([key, value]) =>
    ["source", "resource", "remediation", "rule", "principal"].includes(key)
      ? [key, ...Object.keys(value as object).map((inner) => `${key}.${inner}`)]
      : [key],
  );
}

/** As the reference of the output formats lists them. */
const findingKeys = [
  "schemaVersion",
  "kind",
  "uid",
  "source",
  "source.type",
  "source.id",
  "source.title",
  "status",
  "severity",
  "account",
  "region",
  "resource",
  "resource.type",
  "resource.arn",
  "resource.name",
  "title",
  "reason",
  "evidence",
  "controls",
  "remediation",
  "remediation.text",
  "remediation.cli",
  "observedAt",
  "firstSeen",
];
const detectionKeys = [
  "schemaVersion",
  "kind",
  "rule",
  "rule.id",
  "rule.title",
  "rule.level",
  "rule.tags",
  "time",
  "account",
  "region",
  "principal",
  "principal.type",
  "principal.arn",
  "principal.stableArn",
  "sourceIp",
  "events",
  "match",
  "groupBy",
];
const eventKeys = ["eventId", "eventName", "eventSource", "eventTime", "file", "index"];

describe("JSON lines", () => {
  test("audit: a finding a line with exactly the keys that are promised, whatever else an object holds", () => {
    const finding = { ...sampleFinding(), internal: "x", source: { ...sampleFinding().source, secret: 1 } };
    const lines = joined(
      renderJsonl(sampleReport({ kind: "audit", findings: [finding, sampleFinding({ status: "PASS" })] })),
    )
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(keys(line)).toEqual(findingKeys);
  });

  test("detect: a detection a line, with a groupBy that is empty for plain rules", () => {
    const detections = [sampleDetection(), sampleDetection({ groupBy: { "userIdentity.arn": "x" } })];
    const [plain = "", correlated = ""] = joined(
      renderJsonl(sampleReport({ kind: "detect", findings: [], detections })),
    ).split("\n");
    expect(keys(plain)).toEqual(detectionKeys);
    expect(keys(correlated)).toEqual(detectionKeys);
    expect([plain, correlated].map((line) => JSON.parse(line).groupBy)).toEqual([{}, { "userIdentity.arn": "x" }]);
    expect(Object.keys(JSON.parse(plain).events[0])).toEqual(eventKeys);
  });

  test("detect with grouping: the findings instead", () => {
    const text = joined(
      renderJsonl(sampleReport({ kind: "detect", findings: [sampleFinding()], detections: [sampleDetection()] })),
    );
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    ).toEqual(["finding"]);
  });

  test("demo: both, each named by its kind", () => {
    const text = joined(renderJsonl(sampleReport({ findings: [sampleFinding()], detections: [sampleDetection()] })));
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    ).toEqual(["finding", "detection"]);
  });

  test("hostile values are one line and come back as they were", () => {
    const name = "a\nb\u2028c\u001b\u202e";
    const line = joined(
      renderJsonl(
        sampleReport({ kind: "audit", findings: [sampleFinding({ resource: { type: "iam.user", arn: name, name } })] }),
      ),
    );
    expect(line.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(line).resource.name).toBe(name);
  });

  test("a report about nothing has no line", () => {
    expect(joined(renderJsonl(sampleReport({ kind: "audit", findings: [] })))).toBe("");
  });
});

describe("JSON", () => {
  test("is one object with schemaVersion, summary, findings and problems", () => {
    const json = JSON.parse(joined(renderJson(sampleReport({ kind: "audit", detections: [] }))));
    expect(Object.keys(json)).toEqual([
      "schemaVersion",
      "kind",
      "tool",
      "title",
      "account",
      "asOf",
      "summary",
      "findings",
      "problems",
      "inputs",
      "stats",
      "activity",
      "credentialAges",
      "next",
      "usage",
    ]);
    expect(json).toMatchObject({
      schemaVersion: 1,
      kind: "audit",
      tool: { name: "trailproof", version: "0.1.0" },
      account: "111122223333",
    });
    expect(json.problems[0]).toMatchObject({ code: "input.truncated", location: { byteOffset: 48_211 } });
  });

  test("has the detections where some were looked for", () => {
    expect(JSON.parse(joined(renderJson(sampleReport()))).detections).toHaveLength(41);
    expect(JSON.parse(joined(renderJson(sampleReport({ kind: "detect", detections: [] })))).detections).toEqual([]);
  });

  test.each([
    ["with lists", sampleReport()],
    ["with one finding", sampleReport({ kind: "audit", findings: [sampleFinding()] })],
    ["with empty lists", sampleReport({ findings: [], detections: [], problems: [], inputs: [] })],
  ])("is laid out as one document, %s", (_, report) => {
    const text = joined(renderJson(report));
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
  });
});
