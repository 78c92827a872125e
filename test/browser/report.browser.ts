import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { complianceFindings, sampleCompliance } from "../../src/report/compliance.fixture.ts";
import { type ComplianceReport, renderCompliance, renderReport } from "../../src/report/index.ts";
import { fullReport } from "../../src/report/report-pictures.fixture.ts";
import {
  joined,
  sampleCredentialAges,
  sampleDetection,
  sampleFinding,
  sampleReport,
  sampleUsage,
} from "../../src/report/views/report.fixture.ts";
import type { Report } from "../../src/report/views/report.ts";

/**
 * Opens the HTML report in Chromium, light and dark, wide and narrow, and fails on any violation that axe finds, any
 * message on the console, any request, any violation of the page's own security policy, any sideways scrolling of
 * the page, and where search and filters do not do what they say. It prints how long the page of 5,000 findings took. Run with `npx tsx test/browser/report.browser.ts`; screenshots go to `$REPORT_SHOTS` or a temporary folder.
 */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const shots = process.env["REPORT_SHOTS"] ?? join(tmpdir(), "trailproof-report");

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)> =cmd|' /C calc'!A0 \u001b]0;x\u0007 \u202egnp.exe __proto__ "'&`;
const reports: ReadonlyMap<string, Report> = new Map([
  ["sample", sampleReport()],
  ["full", fullReport()],
  ["full-hostile", fullReport({}, hostile)],
  ["audit", sampleReport({ kind: "audit", detections: [], activity: [] })],
  ["detect", sampleReport({ kind: "detect", findings: [], credentialAges: [], usage: [] })],
  [
    "empty",
    sampleReport({
      findings: [],
      detections: [],
      problems: [],
      inputs: [],
      credentialAges: [],
      activity: [],
      usage: [],
      account: "",
    }),
  ],
  [
    "large",
    fullReport({
      findings: manyFindings(5000),
      credentialAges: sampleCredentialAges(5000),
      usage: sampleUsage(60, 50),
    }),
  ],
  ["hostile", hostileReport()],
]);
const compliance: ReadonlyMap<string, ComplianceReport> = new Map([
  ["compliance", sampleCompliance()],
  ["compliance-hostile", sampleCompliance({ title: hostile, findings: complianceFindings(hostile), problems: [] })],
]);
const pages: ReadonlyMap<string, () => Promise<Iterable<string>>> = new Map([
  ...[...reports].map(([name, report]) => [name, () => renderReport("html", report)] as const),
  ...[...compliance].map(([name, report]) => [name, () => renderCompliance("html", report)] as const),
]);
const views = [
  { name: "light", colorScheme: "light", width: 1280, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 900 },
  { name: "narrow", colorScheme: "light", width: 390, height: 844 },
  { name: "narrow-dark", colorScheme: "dark", width: 390, height: 844 },
] as const;

await main();

async function main(): Promise<void> {
  mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const complaints: string[] = [];
  try {
    for (const [name, render] of pages) {
      const file = join(shots, `${name}.html`);
      writeFileSync(file, joined(await render()));
      for (const view of views) {
        complaints.push(...(await inspect(browser, file, name, view)).map((text) => `${name}, ${view.name}: ${text}`));
      }
    }
  } finally {
    await browser.close();
  }
  for (const complaint of complaints) console.error(complaint);
  console.log(`${pages.size} pages in ${views.length} views, ${complaints.length} complaints; pictures in ${shots}`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}

async function inspect(
  browser: Browser,
  file: string,
  name: string,
  view: (typeof views)[number],
): Promise<readonly string[]> {
  const context = await browser.newContext({
    colorScheme: view.colorScheme,
    viewport: { width: view.width, height: view.height },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  if (name === "large") console.log(`large, ${view.name}: ${await openingTime(page)}`);
  complaints.push(...(await sidewaysScroll(page)));
  if (name !== "large") await page.screenshot({ path: join(shots, `${name}-${view.name}.png`), fullPage: true });
  complaints.push(...(await axeViolations(page)));
  if (view.name === "light" && (name === "sample" || name === "full")) {
    await page.pdf({ path: join(shots, `${name}.pdf`), format: "A4" });
  }
  if (name === "full" || name === "large") complaints.push(...(await filterFaults(page)));
  await context.close();
  return complaints;
}

async function sidewaysScroll(page: Page): Promise<readonly string[]> {
  const [content, window] = (await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")) as number[];
  return (content ?? 0) > (window ?? 0) ? [`the page is ${content} px wide in a window of ${window} px`] : [];
}

/** Milliseconds since the address was opened, on this machine. */
async function openingTime(page: Page): Promise<string> {
  return (await page.evaluate(
    "(() => { const [entry] = performance.getEntriesByType('navigation'); const [paint] = performance.getEntriesByName('first-contentful-paint'); return Math.round(entry.loadEventEnd) + ' ms to load, ' + Math.round(paint ? paint.startTime : 0) + ' ms to the first paint, ' + document.querySelectorAll('*').length + ' elements'; })()",
  )) as string;
}

/** Search, severity and "only new" leave the rows that they should, Clear brings all back, and a link opens its fold. */
async function filterFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  const rows = "details.group .inside > table > tbody > tr:not([hidden])";
  const shown = async (): Promise<number> =>
    (await page.evaluate(
      `[...document.querySelectorAll("${rows}")].filter((row) => !row.closest("details[hidden]")).length`,
    )) as number;
  const all = await shown();
  await page.fill("#filter-text", "zzz-nothing");
  // The page's policy forbids the eval by which Playwright would wait for what the script does.
  await page.waitForTimeout(500);
  if ((await shown()) !== 0) faults.push("filter: a search for nothing leaves rows");
  await page.click("#filter-clear");
  if ((await shown()) !== all) faults.push("filter: Clear does not bring all rows back");
  await page.selectOption("#filter-level", "1");
  const critical = await shown();
  if (critical === 0 || critical >= all) faults.push(`filter: ${critical} of ${all} rows are critical`);
  await page.click("#filter-clear");
  if ((await page.locator("#filter-new").count()) === 1) {
    await page.check("#filter-new");
    const fresh = (await page.evaluate(
      `[...document.querySelectorAll("${rows}")].every((row) => row.querySelector(".new"))`,
    )) as boolean;
    if (!fresh) faults.push("filter: rows that are not new are shown as new");
    await page.click("#filter-clear");
  }
  await page.evaluate(
    "for (const fold of document.querySelectorAll('details')) fold.open = false; location.hash = '#finding-1'",
  );
  await page.waitForTimeout(100);
  const opened = (await page.evaluate("document.getElementById('finding-1').closest('details').open")) as boolean;
  if (!opened) faults.push("a link does not open the fold of its target");
  return faults;
}

async function axeViolations(page: Page): Promise<readonly string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // Folded parts are judged as well.
  await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.map(({ id, help, nodes }) => id + ": " + help + " (" + nodes.length + "), first at " + nodes[0].target + " " + nodes[0].failureSummary))`,
  )) as readonly string[];
  return found.map((text) => `axe: ${text}`);
}

function manyFindings(count: number): Report["findings"] {
  return Array.from({ length: count }, (_, at) =>
    sampleFinding({
      source: { type: "check", id: `CHECK-${String(at % 63).padStart(2, "0")}`, title: `Check number ${at % 63}` },
      severity: (["critical", "high", "medium", "low", "informational"] as const)[at % 5] ?? "low",
      resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/engineering/user-${at}`, name: `user-${at}` },
    }),
  );
}

function hostileReport(): Report {
  const resource = { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${hostile}`, name: hostile };
  const source = { type: "check", id: hostile, title: hostile } as const;
  return sampleReport({
    title: hostile,
    account: hostile,
    findings: (["FAIL", "UNKNOWN", "PASS"] as const).map((status) =>
      sampleFinding({
        source,
        status,
        resource,
        severity: "critical",
        reason: hostile.repeat(20),
        controls: [hostile],
        evidence: [{ source: hostile, field: hostile, value: JSON.parse(`{"__proto__":"x"}`) }],
        remediation: { text: hostile, cli: hostile },
      }),
    ),
    detections: [
      sampleDetection({
        rule: { id: hostile, title: hostile, level: "critical", tags: [`attack.${hostile}`] },
        time: hostile,
        sourceIp: hostile,
        principal: { type: hostile, arn: hostile, stableArn: hostile },
        match: { [hostile]: hostile },
      }),
    ],
    problems: [{ code: "input.malformed", message: hostile, hint: hostile, location: { file: hostile, line: 1 } }],
    inputs: [{ source: hostile, file: hostile, sha256: hostile }],
    credentialAges: [
      { user: hostile, credential: "password", ageDays: Number.NaN, limitDays: 90 },
      { user: hostile, credential: "password", ageDays: 1e9, limitDays: 0 },
    ],
    usage: [{ principal: hostile, service: hostile }],
    activity: [{ start: hostile, hours: 1, events: 0, errors: 0, detections: {} }],
  });
}
