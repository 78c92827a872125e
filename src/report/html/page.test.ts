import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fullReport } from "../report-pictures.fixture.ts";
import {
  sampleCredentialAges,
  sampleDetection,
  sampleFinding,
  sampleReport,
  sampleUsage,
} from "../views/report.fixture.ts";
import { filterScript } from "./filter-script.ts";
import { renderHtml } from "./page.ts";

const html = renderHtml(fullReport());

describe("the page is closed in itself", () => {
  test("its policy allows the one style sheet and the one script, by their hashes, and nothing else", () => {
    const hashOf = (text: string | undefined): string =>
      createHash("sha256")
        .update(text ?? "")
        .digest("base64");
    const hash = hashOf(/<style>(.*?)<\/style>/s.exec(html)?.[1]);
    const script = hashOf(/<script>(.*?)<\/script>/s.exec(html)?.[1]);
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'">`,
    );
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  test("its script is the same whatever the report says, and makes no markup", () => {
    expect(html).toContain(`<script>${filterScript}</script>`);
    expect(filterScript).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval|createElement|fetch|<\/|<[a-z!]/i,
    );
    expect(() => new Function(filterScript)).not.toThrow();
  });

  test("it has no handler of events, no inline style, no image and no address to fetch", () => {
    expect(withoutScript(html)).not.toMatch(/<script|<img|<link|<iframe|<object|\bon\w+=|javascript:/i);
    expect(html).not.toMatch(/<[^>]* style=/i);
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
    expect(/<style>(.*?)<\/style>/s.exec(html)?.[1]).not.toMatch(/url\(|@import/);
  });

  test("every link leads to a place on the page, and no id is there twice", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("labels refer to elements that exist", () => {
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, names = ""] of html.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const name of names.split(" ")) expect(ids).toContain(name);
    }
  });
});

describe("the page says", () => {
  test("first what needs action, in the order of severity", () => {
    const now = /<section id="now".*?<\/section>/s.exec(html)?.[0] ?? "";
    const order = [...now.matchAll(/<use href="#shape-(\w+)"/g)].map((match) => match[1]);
    expect(order).toEqual([...order].sort((a, b) => (a ?? "").localeCompare(b ?? "")));
    expect(order[0]).toBe("critical");
    expect(now).toContain("Root access key is active");
    expect(now).toContain("CloudTrail trail stopped or deleted");
  });

  test("that nothing grave was found only together with what was not looked at", () => {
    const report = sampleReport({
      findings: [sampleFinding({ status: "UNKNOWN" })],
      detections: [],
      hiddenFindings: 3,
    });
    expect(renderHtml(report)).toContain(
      "No finding of high or critical severity; but 1 question could not be answered, and 2 problems kept inputs from being read, and a filter left out 3 findings.",
    );
    expect(renderHtml(sampleReport({ findings: [], detections: [] }))).toContain("No check was asked");
  });

  test("what could not be evaluated with its cause, never among what passed", () => {
    const unknown = /<section id="unknown".*?<\/section>/s.exec(html)?.[0] ?? "";
    const settled = /<section id="settled".*?<\/section>/s.exec(html)?.[0] ?? "";
    expect(unknown).toContain("AccessDenied: s3:GetBucketPolicy on lab-trail-logs.");
    expect(unknown).not.toContain("tone-pass");
    expect(settled).not.toContain("tone-unknown");
    expect(settled).not.toContain("TRAIL-07");
  });

  test("a rule once, with its detections and what to do first, where findings fold them", () => {
    const detection = sampleDetection();
    const { id, title } = detection.rule;
    const folded = sampleFinding({ source: { type: "rule", id, title }, remediation: { text: "Ask the owner." } });
    const page = renderHtml(sampleReport({ findings: [sampleFinding(), folded], detections: [detection] }));
    expect(page.match(new RegExp(`<h3>${title}</h3>`, "g"))).toHaveLength(1);
    expect(page).toContain("<strong>Do first</strong> Ask the owner.");
    expect(page).toContain("2 failed findings of 2 checks and rules.");
    expect(page).toContain("1 finding by check, worst first. 1 more stands under Detections.");
    expect(renderHtml(sampleReport({ findings: [folded], detections: [] }))).toContain(`<h3>${title}</h3>`);
  });

  test("how it was made: version, inputs and their hashes", () => {
    const made = /<section id="made".*?<\/section>/s.exec(html)?.[0] ?? "";
    expect(made).toContain("trailproof 0.1.0");
    expect(made).toContain("4f".repeat(32));
  });

  test("each chart in words and as a table", () => {
    for (const id of ["severity", "credentials", "activity", "usage"]) {
      const section = new RegExp(`<section id="${id}".*?Show as table.*?<table>`, "s").exec(html)?.[0];
      expect(section).toBeDefined();
    }
    for (const chart of html.match(/<svg[^>]*role="img".*?<\/svg>/gs) ?? []) expect(chart).toMatch(/<title.*<desc/s);
  });
});

describe("the page stays small", () => {
  test("5,000 findings are below 2 MB, with honest counts", () => {
    const findings = Array.from({ length: 5000 }, (_, at) =>
      sampleFinding({
        source: { type: "check", id: `CHECK-${at % 63}`, title: `Check ${at % 63}` },
        resource: {
          type: "iam.user",
          arn: `arn:aws:iam::111122223333:user/engineering/user-${at}`,
          name: `user-${at}`,
        },
      }),
    );
    const page = renderHtml(
      sampleReport({ findings, credentialAges: sampleCredentialAges(5000), usage: sampleUsage(60, 60) }),
    );
    expect(page.length).toBeLessThan(2_000_000);
    expect(page).not.toContain("whose reasons are in the JSON and CSV outputs");
    const shown = new Set([...page.matchAll(/>([^<]+)</g)].flatMap(([, text = ""]) => text.split(", ")));
    expect(findings.filter(({ resource }) => !shown.has(resource.name))).toEqual([]);
    expect(page).toContain("Showing 50 of 5,000 credentials");
    expect(page).toContain("Not shown: 20 more principals and 20 more services.");
    expect(page).toContain("5,000 failed findings of 63 checks");
  });

  test("5,000 findings of which each says something else: those without a row have reason, evidence and command on a line", () => {
    const findings = Array.from({ length: 5000 }, (_, at) =>
      sampleFinding({
        source: { type: "check", id: `CHECK-${at % 63}`, title: `Check ${at % 63}` },
        resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/user-${at}`, name: `user-${at}` },
        reason: `Access key 1 is ${at} days old (limit 90), and was last used ${at} days ago in us-east-1.`,
        remediation: { text: "Replace it.", cli: `aws iam update-access-key --user-name user-${at} --status Inactive` },
      }),
    );
    const page = renderHtml(sampleReport({ findings }));
    expect(page.length).toBeLessThan(1_500_000);
    expect(
      page.match(/<li><b>user-\d+<\/b> Access key 1 is \d+ days old [^<]+ <code>[^<]+<\/code>/g)?.length,
    ).toBeGreaterThan(2500);
    expect(page.match(/--user-name NAME --status/g)).toHaveLength(63);
    const named = /([\d,]+) more resources, whose reasons are in the JSON and CSV outputs/.exec(page)?.[1];
    expect(Number(named)).toBeGreaterThan(0);
    for (const { resource } of findings) expect(page).toContain(`>${resource.name}<`);
  });

  test("fifty matches of a rule are listed and the rest counted", () => {
    const detections = Array.from({ length: 1204 }, () => sampleDetection());
    expect(renderHtml(sampleReport({ detections }))).toContain("Showing 50 of 1,204 matches");
  });

  test("text without end is cut", () => {
    const long = "x".repeat(1_000_000);
    const page = renderHtml(
      sampleReport({
        title: long,
        findings: [sampleFinding({ reason: long, title: long, remediation: { text: long, cli: long } })],
      }),
    );
    expect(page.length).toBeLessThan(1_300_000);
  });
});

describe("hostile text", () => {
  test.each([
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "</style><script>",
    "</title><script>x</script>",
  ])("%s is shown, not obeyed", (text) => {
    const page = renderHtml(
      sampleReport({
        title: text,
        toolVersion: text,
        account: text,
        findings: [
          sampleFinding({
            reason: text,
            resource: { type: text, arn: text, name: text },
            evidence: [{ source: text, field: text, value: text }],
          }),
        ],
        detections: [sampleDetection({ sourceIp: text, match: { [text]: text } })],
        credentialAges: [{ user: text, credential: "password", ageDays: 1, limitDays: 90 }],
        usage: [{ principal: text, service: text }],
      }),
    );
    expect(withoutScript(page)).not.toMatch(/<script|<img/);
    expect(page.match(/<\/title>/g)?.length).toBe(page.match(/<title/g)?.length);
  });

  test("numbers that are none do not break a chart", () => {
    const page = renderHtml(
      sampleReport({
        credentialAges: [
          { user: "a", credential: "password", ageDays: Number.NaN, limitDays: 90 },
          { user: "b", credential: "access key 1", ageDays: -5, limitDays: 0, lastUsedDays: Number.POSITIVE_INFINITY },
        ],
        activity: [{ start: "never", hours: 0, events: 0, errors: 0, detections: {} }],
      }),
    );
    expect(page).not.toMatch(/="[^"]*(?:NaN|Infinity)/);
  });
});

/** Our own script is left out, once. */
function withoutScript(page: string): string {
  return page.replace(`<script>${filterScript}</script>`, "");
}
