import { describe, expect, test } from "vitest";
import { fullReport } from "../report-pictures.fixture.ts";
import { sampleDetection, sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderHtml } from "./page.ts";

const html = renderHtml(fullReport());

describe("since last time", () => {
  test("new, fixed and what nobody can say stand apart, and the new ones are marked where they are listed", () => {
    const since = section(html, "since");
    expect(since).toContain("3 new, 1 fixed,");
    expect(since).toContain("1 of which nobody can say");
    expect(since).toMatch(/Nobody can say \(1\).*cannot be evaluated now/s);
    expect(section(html, "findings").match(/class="new"/g)).toHaveLength(3);
  });

  test("without an earlier result the page says nothing of it", () => {
    expect(renderHtml(fullReport({ since: undefined as never }))).not.toContain('id="since"');
  });
});

describe("identities", () => {
  test("those with the worst findings come first, with links to them", () => {
    const rows = section(html, "identities").split("<tr>").slice(2);
    expect(rows[0]).toMatch(/root.*href="#finding-\d+">Root access key is active/s);
    expect(rows.findIndex((row) => row.includes("analyst-user"))).toBeLessThan(
      rows.findIndex((row) => row.includes("admin-user")),
    );
  });

  test("what is not known is never shown as in order", () => {
    const report = fullReport({
      identities: [
        {
          type: "user",
          name: "ana",
          arn: "arn:aws:iam::111122223333:user/ana",
          mfa: "unknown",
          lastUse: { kind: "unknown" },
          administrator: "unknown",
          because: "not read",
        },
      ],
    });
    const table = section(renderHtml(report), "identities");
    expect(table).not.toContain("tone-pass");
    expect(table.match(/not known/g)?.length).toBeGreaterThanOrEqual(4);
  });
});

describe("ways to more permissions", () => {
  test("each drawing says in words what it shows", () => {
    const text = section(html, "escalation");
    expect(text).toContain(
      "user/developer-1 by iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction to role/platform-automation-role: administrator.",
    );
    expect(text).toMatch(/class="arrow maybe"/);
    expect(text).toContain("Closed for nothing by taking iam:PassRole from user/developer-1.");
  });

  test("nobody with a way is said with the number of methods", () => {
    const escalation = { principals: [], administrators: ["a"], methods: 66, notTried: [] };
    expect(renderHtml(fullReport({ escalation }))).toContain(
      "66 methods were tried: nobody but the 1 administrator gets more",
    );
  });
});

describe("ATT&CK", () => {
  const page = (tags: readonly string[]): string =>
    section(
      renderHtml(
        sampleReport({ detections: [sampleDetection({ rule: { id: "r", title: "A rule", level: "high", tags } })] }),
      ),
      "attack",
    );

  test("a technique stands under the tactics that both the rule and ATT&CK name", () => {
    const columns = page(["attack.execution", "attack.persistence", "attack.t1098.001"]).split("<h3>");
    expect(columns[1]).toMatch(/^Execution.*no technique of this tactic/s);
    expect(columns[2]).toMatch(/^Persistence.*T1098\.001.*Additional Cloud Credentials/s);
  });

  test("a technique that is not known here stands under each tactic of the rule", () => {
    expect(page(["attack.impact", "attack.t9999"])).toMatch(/Impact.*T9999/s);
  });

  test("tactics without any detection are named", () => {
    expect(page(["attack.impact", "attack.t1485"])).toContain("Nothing was detected for Initial Access, Execution,");
  });
});

describe("what the trails record", () => {
  test("only what is recorded for certain is marked so", () => {
    const table = section(html, "coverage");
    expect(table.match(/tone-pass/g)).toHaveLength(4);
    expect(table).toContain("Not all management events are recorded for certain.");
    expect(table).toContain("eu-west-1, eu-west-2, eu-central-1");
  });
});

describe("compliance", () => {
  test("only PASS is green, and every count has its denominator and leads to its controls", () => {
    const text = section(html, "compliance");
    for (const [, fold = ""] of text.matchAll(/<details id="[^"]+-(?:MANUAL|UNKNOWN|PARTIAL)">(.*?)<\/summary>/gs)) {
      expect(fold).not.toContain("tone-pass");
    }
    expect(text).toMatch(/\d+ of \d+ controls/);
    expect(text).toMatch(/href="#[^"]+-FAIL"/);
    expect(text).not.toMatch(/\d ?%/);
  });
});

describe("numbers lead to their rows", () => {
  test("each count of the header that is not 0 is a link", () => {
    const counts = /<dl class="counts">.*?<\/dl>/s.exec(html)?.[0] ?? "";
    expect(counts.match(/<dd>/g)?.length).toBe(counts.match(/<dd><a href="#/g)?.length);
  });

  test("a severity leads to the first check or rule that has it", () => {
    const report = sampleReport({ findings: [sampleFinding({ severity: "low" })], detections: [] });
    expect(renderHtml(report)).toContain('<a href="#finding-0" aria-label="1 low">1</a>');
  });
});

test("hostile text in every part is shown, not obeyed", () => {
  const page = renderHtml(fullReport({}, `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`));
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain("<img");
});

function section(page: string, id: string): string {
  const start = page.indexOf(`<section id="${id}"`);
  const end = page.indexOf('<section id="', start + 1);
  return start < 0 ? "" : page.slice(start, end < 0 ? undefined : end);
}
