import { describe, expect, test } from "vitest";
import { sampleDetection, sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderMarkdown } from "./md.ts";

describe("Markdown", () => {
  test("leads with the counts, then failures, unknowns, detections and problems", () => {
    const text = renderMarkdown(sampleReport());
    expect([...text.matchAll(/^(?:#+|<summary>).*$/gm)].map(String)).toEqual([
      "## AeroSecure: access audit and detections",
      "### Failed (42)",
      "<summary>Not evaluated (5): not counted as passed</summary>",
      "### Detections (41)",
      "### Problems (2)",
    ]);
    expect(text).toContain(
      "**3 critical** · **9 high** · **26 medium** · **3 low** · **1 informational** · 15 passed · 5 not evaluated",
    );
  });

  test("every table row has as many cells as its header, whatever the names", () => {
    const name = "a|b\\|c\n| d |`e`\\";
    const report = sampleReport({
      findings: [
        sampleFinding({
          resource: { type: "iam.user", arn: name, name },
          reason: name,
          source: { type: "check", id: name, title: name },
        }),
      ],
      detections: [sampleDetection({ rule: { id: name, title: name, level: "high", tags: [] }, time: name })],
    });
    const rows = renderMarkdown(report)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.split("|").length)).toEqual([6, 6, 6, 7, 7, 7]);
  });

  test("hostile names start no HTML, no link and no mention", () => {
    const name = "</details><img src=x onerror=alert(1)> [x](https://evil.example) @everyone";
    const text = renderMarkdown(
      sampleReport({
        title: name,
        findings: [sampleFinding({ reason: name }), sampleFinding({ reason: name, status: "UNKNOWN" })],
      }),
    );
    expect(text).not.toContain("<img");
    expect(text.match(/<\/details>/g)).toHaveLength(1);
    expect(text).not.toMatch(/(?<!\\)\[x/);
    expect(text).not.toMatch(/https:\/\/|@everyone/);
  });

  test("stays below the 65,536 characters of a comment and counts what did not fit", () => {
    const findings = Array.from({ length: 5000 }, (_, at) =>
      sampleFinding({
        status: at % 2 === 0 ? "FAIL" : "UNKNOWN",
        reason: `Reason ${at} ${"long ".repeat(at % 200)}`,
        resource: { type: "iam.user", arn: `a${at}`, name: `user-${at}` },
      }),
    );
    const detections = findings.map((_, at) =>
      sampleDetection({ rule: { id: `r${at}`, title: `Rule ${at}`, level: "low", tags: [] } }),
    );
    const problems = findings.map((_, at) => ({ code: "input.malformed", message: `Problem ${at}` }) as const);
    const text = renderMarkdown(sampleReport({ findings, detections, problems }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("### Failed (2,500)");
    const rows = text.match(/^\| medium .*$/gm)?.length ?? 0;
    expect(text).toContain(`… ${(2500 - rows).toLocaleString("en-US")} more.`);
  });
});
