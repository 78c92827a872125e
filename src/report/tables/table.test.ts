import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../text/text-width.ts";
import { sampleDetection, sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderTable } from "./table.ts";

const sgr = new RegExp(`${"\u001b"}\\[[\\d;]*m`, "g");
const bare = { findings: [], detections: [], problems: [], activity: [], next: [] } as const;

describe("the table", () => {
  test("begins with account, clock and counts", () => {
    const [first] = renderTable(sampleReport()).split("\n");
    expect(first).toMatch(/^Account 111122223333 {3}as of 2026-11-21 20:24Z {3}\d+ checks on \d+ resources/);
  });

  test("lists what failed, worst first, then by check and by name", () => {
    const report = sampleReport({
      ...bare,
      findings: [
        finding("CRED-12", "medium", "zed"),
        finding("POL-03", "critical", "ana"),
        finding("CRED-12", "high", "bob"),
        finding("CRED-12", "medium", "ana"),
        finding("CRED-10", "medium", "ana"),
      ],
    });
    const rows = [...renderTable(report).matchAll(/(CRITICAL|HIGH|MEDIUM) +(\S+) +(\S+)/g)].map((match) =>
      match.slice(1),
    );
    expect(rows).toEqual([
      ["CRITICAL", "POL-03", "ana"],
      ["HIGH", "CRED-12", "bob"],
      ["MEDIUM", "CRED-10", "ana"],
      ["MEDIUM", "CRED-12", "ana"],
      ["MEDIUM", "CRED-12", "zed"],
    ]);
  });

  test("shows ten rows of a check and counts the rest", () => {
    const findings = Array.from({ length: 24 }, (_, at) => finding("CRED-12", "medium", `user-${at}`));
    const text = renderTable(sampleReport({ ...bare, findings }));
    expect(text.match(/CRED-12 {2,}/g)).toHaveLength(10);
    expect(text).toContain("14 more of medium CRED-12 (use -o csv)");
    expect(text).toContain("24 medium · 0 passed · 0 not evaluated");
  });

  test("what passed is counted and not listed; what is unknown stands apart with its cause, equal causes once", () => {
    const cause = "Nothing was read for trails.";
    const findings = [
      sampleFinding({ status: "PASS", reason: "Nothing to see." }),
      finding("TRAIL-01", "critical", "a", { status: "UNKNOWN", reason: cause }),
      finding("TRAIL-02", "critical", "a", { status: "UNKNOWN", reason: cause }),
      finding("CRED-16", "medium", "a", { status: "UNKNOWN", reason: "The date is after the clock." }),
    ];
    const text = renderTable(sampleReport({ ...bare, findings }));
    expect(text).not.toContain("Nothing to see.");
    expect(text).toContain(
      "Not evaluated (3): not counted as passed\n TRAIL-01, TRAIL-02: Nothing was read for trails.\n CRED-16:",
    );
    expect(text).toContain("0 failed · 1 passed · 3 not evaluated");
  });

  test("lists every status on request, and where there is nothing to act on", () => {
    const findings = [sampleFinding({ status: "PASS", reason: "All well." })];
    expect(renderTable(sampleReport({ ...bare, findings }))).toContain("All well.");
    const mixed = [...findings, finding("A", "low", "b")];
    expect(renderTable(sampleReport({ ...bare, findings: mixed }))).not.toContain("All well.");
    expect(renderTable(sampleReport({ ...bare, findings: mixed }), { all: true })).toMatch(/✓ PASS .*All well\./);
  });

  test("says how many findings a filter left out", () => {
    expect(renderTable(sampleReport({ ...bare, hiddenFindings: 7 }))).toContain("7 findings left out by your filter");
  });

  test("detections come by rule and as a timeline of the grave ones, bounded to thirty", () => {
    const detections = Array.from({ length: 40 }, (_, at) =>
      sampleDetection({ time: `2026-11-20T20:02:${String(at).padStart(2, "0")}Z`, sourceIp: `203.0.113.${at}` }),
    );
    const text = renderTable(sampleReport({ ...bare, kind: "detect", detections }));
    expect(text).toMatch(/▲ HIGH +40 +MFA device deactivated/);
    expect(text).toContain("+37 more");
    expect(text.match(/2026-11-20 20:02:\d\dZ/g)).toHaveLength(30);
    expect(text).toContain("10 more high or critical detections (use -o jsonl)");
    expect(text).toContain("40 detections · 40 high");
    expect(text).not.toContain("not evaluated");
  });

  test("what was acted upon stands with the rule, the most often first", () => {
    const detections = ["ana", "bob", "bob", "eve", "zed"].map((name, at) =>
      sampleDetection({ time: `2026-11-20T20:0${at}:00Z`, targets: [{ type: "AWS::IAM::User", name }] }),
    );
    const text = renderTable(sampleReport({ ...bare, kind: "detect", detections }));
    expect(text.match(/on user\/bob, user\/ana, user\/eve \+1 more/g)).toHaveLength(1);
    expect(text.match(/on user\/bob \+3 more/g)).toHaveLength(1);
  });

  test("a rule that repeats itself within a week is one row of the timeline, with both ends", () => {
    const days = ["01", "02", "06", "20"];
    const detections = days.map((day) => sampleDetection({ time: `2026-11-${day}T20:00:00Z` }));
    const text = renderTable(sampleReport({ ...bare, kind: "detect", detections }));
    const rows = [...text.matchAll(/2026-11-(\d\d) 20:00:00Z .*(deactivated(?: ×\d)?)/g)];
    expect(rows.map(([, day, rule]) => [day, rule])).toEqual([
      ["01", "deactivated ×3"],
      ["20", "deactivated"],
    ]);
    expect(text).toContain(" to 2026-11-06 20:00:00Z");
  });

  test("below a floor findings are counted, not listed", () => {
    const findings = [
      sampleFinding({ severity: "high" }),
      sampleFinding({
        severity: "low",
        reason: "Only low.",
        resource: { type: "iam.user", arn: "arn:aws:iam::111122223333:user/low", name: "low" },
      }),
    ];
    const text = renderTable(sampleReport({ ...bare, findings }), { floor: "high" });
    expect(text).not.toContain("Only low.");
    expect(text).toContain("… and 1 low");
  });

  test("detections that were folded into findings are named by the rule's title, once", () => {
    const detection = sampleDetection();
    const { id, title } = detection.rule;
    const findings = [
      finding("CRED-12", "low", "ana"),
      sampleFinding({ source: { type: "rule", id, title }, severity: "high" }),
    ];
    const text = renderTable(sampleReport({ ...bare, findings, detections: [detection] }));
    expect(text).toContain("Detections by rule and principal\n SEV");
    expect(text).not.toContain("Detections by rule (");
    expect(text).not.toContain(id);
    expect(text.indexOf("CRED-12")).toBeLessThan(text.indexOf(title));
    expect(text).toContain("1 high · 1 low");
  });

  test("names ten problems with place and hint, and counts the rest", () => {
    const problem = {
      code: "input.malformed",
      message: "Not JSON.",
      hint: "Fetch it again.",
      location: { file: "a.json", line: 3, column: 9 },
    } as const;
    const text = renderTable(sampleReport({ ...bare, problems: Array.from({ length: 12 }, () => problem) }));
    expect(text).toContain("Problems (12)");
    expect(text).toContain(" a.json:3:9: Not JSON.\n   Fetch it again.\n");
    expect(text).toContain("2 more (use -o json)");
  });
});

describe("the terminal", () => {
  test.each([80, 100, 120])("no line is longer than %d columns", (width) => {
    for (const line of renderTable(sampleReport(), { width }).split("\n")) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test("without a width, nothing is wrapped: each finding is one line with its whole name", () => {
    const name = `arn:aws:iam::111122223333:role/${"deep/".repeat(90)}end`;
    const text = renderTable(
      sampleReport({ ...bare, findings: [finding("A-1", "low", name, { reason: `${"why ".repeat(90)}end.` })] }),
    );
    expect(text.split("\n").filter((line) => line.includes(name) && line.includes("end."))).toHaveLength(1);
  });

  test("colour changes no character but the colour, and severity has a word and a symbol without it", () => {
    const plain = renderTable(sampleReport(), { width: 100 });
    const colored = renderTable(sampleReport(), { width: 100, color: true });
    expect(plain).not.toMatch(sgr);
    expect(colored).toMatch(sgr);
    expect(colored.replaceAll(sgr, "").replaceAll(/ +$/gm, "")).toBe(plain);
    expect(plain).toContain("◆ CRITICAL");
  });

  test("without Unicode everything is ASCII", () => {
    expect(renderTable(sampleReport(), { width: 100, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test("no control, escape or bidi character of any input survives", () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "a",
        " ",
        "/",
        "\n",
        "\r",
        "\t",
        "\u001b",
        "\u0007",
        "\u009b",
        "\u202e",
        "\u2067",
        "\u200b",
        "\u2028",
        "東",
        "e\u0301",
      ),
    });
    fc.assert(
      fc.property(text, text, fc.constantFrom(undefined, 80), fc.boolean(), (one, two, width, color) => {
        const rule = { id: two, title: one, level: "high", tags: [one] } as const;
        const report = sampleReport({
          account: one,
          asOf: two,
          findings: [
            finding(one, "high", two, { reason: one }),
            finding(two, "low", one, { reason: two, status: "UNKNOWN" }),
          ],
          detections: [
            sampleDetection({ rule, time: two, sourceIp: one, principal: { type: one, arn: two, stableArn: one } }),
          ],
          problems: [{ code: "input.malformed", message: one, hint: two, location: { file: one } }],
          next: [one],
          activity: [{ start: one, hours: 1, events: 3, errors: 0, detections: { high: 1 } }],
        });
        const shown = renderTable(report, { width, color }).replaceAll(sgr, "").replaceAll("\n", "");
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  test("text without end is cut, and says so", () => {
    const text = renderTable(
      sampleReport({ ...bare, findings: [finding("A", "low", "b", { reason: "x".repeat(1_000_000) })] }),
    );
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain("[996000 more characters]");
  });
});

function finding(
  id: string,
  severity: "critical" | "high" | "medium" | "low",
  name: string,
  rest: Parameters<typeof sampleFinding>[0] = {},
): ReturnType<typeof sampleFinding> {
  return sampleFinding({
    source: { type: "check", id, title: `About ${id}` },
    severity,
    resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${name}`, name },
    ...rest,
  });
}
