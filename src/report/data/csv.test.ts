import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { joined, sampleDetection, sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderCsv } from "./csv.ts";

const read = (text: string): readonly Record<string, string>[] =>
  parse(text, { columns: true }) as Record<string, string>[];

describe("CSV", () => {
  test("has a row for each finding under the documented columns", () => {
    const rows = read(
      joined(
        renderCsv(sampleReport({ kind: "audit", findings: [sampleFinding(), sampleFinding({ status: "UNKNOWN" })] })),
      ),
    );
    expect(Object.keys(rows[0] ?? {}).join()).toBe(
      "uid,source_id,title,status,severity,account,region,resource_type,resource_arn,resource_name,reason,controls,remediation,cli,observed_at",
    );
    expect(rows.map((row) => row["status"])).toEqual(["FAIL", "UNKNOWN"]);
    expect(rows[0]).toMatchObject({
      source_id: "CRED-12",
      resource_name: "audit-user",
      controls: "cis-aws-7.0:2.12; nist-800-53-r5:IA-5; iso-27001-2022:A.5.17",
    });
  });

  test("has the header even without findings", () => {
    expect(joined(renderCsv(sampleReport({ kind: "audit", findings: [] })))).toMatch(/^uid,source_id,[\w,]+\n$/);
  });

  test("has detections where the report is about nothing else", () => {
    const detections = [sampleDetection({ match: { "=x": "1,2" } })];
    const rows = read(joined(renderCsv(sampleReport({ kind: "detect", findings: [], detections }))));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      time: "2026-11-20T20:02:11Z",
      level: "high",
      event_names: "DeactivateMFADevice",
      index: "12",
    });
    expect(JSON.parse(rows[0]?.["match"] ?? "")).toEqual({ "=x": "1,2" });
  });

  test("has findings once detections were grouped", () => {
    const text = joined(
      renderCsv(sampleReport({ kind: "detect", findings: [sampleFinding()], detections: [sampleDetection()] })),
    );
    expect(read(text).map((row) => row["source_id"])).toEqual(["CRED-12"]);
  });

  test("a name that is a formula is none in a spreadsheet", () => {
    const name = "=cmd|' /C calc'!A0";
    const [row] = read(
      joined(
        renderCsv(sampleReport({ findings: [sampleFinding({ resource: { type: "iam.user", arn: name, name } })] })),
      ),
    );
    expect(row?.["resource_name"]).toBe(`'${name}`);
  });
});
