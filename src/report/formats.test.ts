import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingStatuses, severities } from "../model/index.ts";
import { type ReportFormat, renderReport, reportFormats } from "./formats.ts";
import { joined, sampleDetection, sampleFinding, sampleReport } from "./views/report.fixture.ts";
import type { Report } from "./views/report.ts";

const hostile = `<script>alert(1)</script>=cmd|' /C calc'!A0\u001b]0;x\u0007\u202e__proto__`;

describe("every format", () => {
  test.each(reportFormats)("%s gives the same bytes twice and ends its last line", async (format) => {
    const text = await textOf(format, sampleReport());
    expect(await textOf(format, sampleReport())).toBe(text);
    expect(text.endsWith("\n")).toBe(true);
  });

  test.each(reportFormats)("%s of a report about nothing is not an error", async (format) => {
    const empty = {
      findings: [],
      detections: [],
      problems: [],
      inputs: [],
      credentialAges: [],
      activity: [],
      usage: [],
    };
    for (const kind of ["audit", "detect", "demo"] as const) {
      await expect(textOf(format, sampleReport({ ...empty, kind, account: "" }))).resolves.toBeTypeOf("string");
    }
  });

  test.each(reportFormats)("%s lets no raw control, escape or bidi character through", async (format) => {
    const text = await textOf(format, hostileReport());
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("counts agree", async () => {
    const statuses = fc.array(fc.tuple(fc.constantFrom(...findingStatuses), fc.constantFrom(...severities)), {
      maxLength: 30,
    });
    const levels = fc.array(fc.constantFrom(...severities), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(statuses, levels, async (drawn, drawnLevels) => {
        const report = sampleReport({
          findings: drawn.map(([status, severity], at) =>
            sampleFinding({ status, severity, resource: { type: "iam.user", arn: `a${at}`, name: `n${at}` } }),
          ),
          detections: drawnLevels.map((level) =>
            sampleDetection({ rule: { id: level, title: level, level, tags: [] } }),
          ),
        });
        const count = counter(drawn);
        const [table, md, html, json, jsonl, csv] = await Promise.all(
          (["table", "md", "html", "json", "jsonl", "csv"] as const).map((format) => textOf(format, report)),
        );
        const passed = `${count("PASS")} passed`;
        const unknown = `${count("UNKNOWN")} not evaluated`;
        const found = `${drawnLevels.length} detection`;
        for (const part of [passed, unknown, found]) {
          expect(table).toContain(part);
          expect(md).toContain(part);
        }
        expect(bigNumbers(html ?? "")).toEqual({
          critical: count("FAIL", "critical"),
          high: count("FAIL", "high"),
          medium: count("FAIL", "medium"),
          low: count("FAIL", "low"),
          "not evaluated": count("UNKNOWN"),
          passed: count("PASS"),
          [drawnLevels.length === 1 ? "detection" : "detections"]: drawnLevels.length,
        });
        const { summary } = JSON.parse(json ?? "");
        for (const status of findingStatuses) expect(summary.byStatus[status]).toBe(count(status));
        for (const severity of severities) {
          expect(summary.bySeverity[severity]).toBe(count("FAIL", severity));
          expect(summary.detections.byLevel[severity]).toBe(drawnLevels.filter((level) => level === severity).length);
        }
        for (const severity of severities.filter((one) => count("FAIL", one) > 0)) {
          expect(table).toContain(`${count("FAIL", severity)} ${severity}`);
          expect(md).toContain(`**${count("FAIL", severity)} ${severity}**`);
        }
        expect(jsonl?.split("\n").length).toBe(drawn.length + drawnLevels.length + 1);
        expect(parse(csv ?? "")).toHaveLength(drawn.length + 1);
      }),
      { seed: 3, numRuns: 25 },
    );
  });
});

async function textOf(format: ReportFormat, report: Report): Promise<string> {
  return joined(await renderReport(format, report));
}

function counter(drawn: readonly (readonly string[])[]): (status: string, severity?: string) => number {
  return (status, severity) => drawn.filter(([a, b]) => a === status && (severity ?? b) === b).length;
}

/** The row of numbers at the head of the page, by their labels. */
function bigNumbers(html: string): Record<string, number> {
  const list = /<dl class="counts">(.*?)<\/dl>/s.exec(html)?.[1] ?? "";
  const pairs = [...list.matchAll(/<dt>(?:<svg.*?<\/svg>)? ?(.*?)<\/dt><dd>(?:<a [^>]*>)?([\d,]+)/gs)];
  return Object.fromEntries(pairs.map(([, label, value]) => [label ?? "", Number(value?.replaceAll(",", ""))]));
}

function hostileReport(): ReturnType<typeof sampleReport> {
  const rule = { id: hostile, title: hostile, level: "high", tags: [hostile, `attack.${hostile}`] } as const;
  const object = JSON.parse(JSON.stringify({ [hostile]: hostile }));
  return sampleReport({
    title: hostile,
    toolVersion: hostile,
    account: hostile,
    asOf: hostile,
    findings: findingStatuses.map((status) =>
      sampleFinding({
        status,
        source: { type: "check", id: hostile, title: hostile },
        resource: { type: hostile, arn: hostile, name: hostile },
        reason: hostile,
        title: hostile,
        controls: [hostile],
        remediation: { text: hostile, cli: hostile },
        evidence: [{ source: hostile, field: hostile, value: object }],
      }),
    ),
    detections: [
      sampleDetection({
        rule,
        time: hostile,
        sourceIp: hostile,
        principal: { type: hostile, arn: hostile },
        match: object,
        groupBy: object,
      }),
    ],
    problems: [{ code: "input.malformed", message: hostile, hint: hostile, location: { file: hostile } }],
    inputs: [{ source: hostile, file: hostile, sha256: hostile }],
    credentialAges: [{ user: hostile, credential: "password", ageDays: 3, limitDays: 90 }],
    usage: [{ principal: hostile, service: hostile }],
    activity: [{ start: hostile, hours: 1, events: 1, errors: 0, detections: {} }],
    next: [hostile],
  });
}
