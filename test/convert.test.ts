import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { readSavedResult, type SavedResult } from "../src/app/report/convert.ts";
import { Problem } from "../src/model/index.ts";
import { sampleCompliance } from "../src/report/compliance.fixture.ts";
import { complianceFormats } from "../src/report/compliance-formats.ts";
import { hostileReport } from "../src/report/exports.fixture.ts";
import { type ReportFormat, renderCompliance, renderReport, reportFormats } from "../src/report/index.ts";
import { fullReport } from "../src/report/report-pictures.fixture.ts";
import { sampleFinding, sampleReport } from "../src/report/views/report.fixture.ts";
import type { Report } from "../src/report/views/report.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-convert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reports: readonly (readonly [name: string, report: Report])[] = [
  ["a demo", sampleReport()],
  ["an audit", sampleReport({ kind: "audit", detections: [], hiddenFindings: 7, notes: ["a note"] })],
  ["detections", sampleReport({ kind: "detect", findings: [] })],
  ["a report with every part of the page", fullReport()],
  ["a report of hostile text", fullReport({}, "\u202e</script>\u0000=cmd")],
  ["hostile text", hostileReport()],
];

describe("a saved json gives what its report gave", () => {
  test.each(reports)("%s, in every format", async (_name, report) => {
    const saved = await savedReport(await text("json", report, { floor: "high", all: true }));
    expect(saved.listing).toEqual({ floor: "high", all: true });
    for (const format of reportFormats) {
      expect(await text(format, saved.report, saved.listing), format).toBe(
        await text(format, report, { floor: "high", all: true }),
      );
    }
  });

  test("whatever order the parts of a report were put together in, its json is the same", async () => {
    const report = fullReport({ kind: "demo" });
    const reversed = Object.fromEntries(Object.entries(report).reverse()) as unknown as Report;
    expect(await text("json", reversed)).toBe(await text("json", report));
  });

  test("control by control, in every format", async () => {
    const report = sampleCompliance();
    const saved = await read([...(await renderCompliance("json", report))].join(""));
    if (saved.kind !== "compliance") throw new Error("it is compliance");
    for (const format of complianceFormats) {
      const [before, after] = [await renderCompliance(format, report), await renderCompliance(format, saved.report)];
      expect([...after].join(""), format).toBe([...before].join(""));
    }
  });

  test("from standard input as from a file, whole or byte by byte, with a mark of byte order", async () => {
    const json = `\ufeff${await text("json", sampleReport({ title: "ü😀" }))}`;
    const bytes = Buffer.from(json);
    const stdin = (async function* () {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    })();
    const saved = await readSavedResult("-", stdin);
    expect(saved.report.title).toBe("ü😀");
  });
});

describe("saved jsonl", () => {
  test.each(["jsonl", "csv", "asff"] as const)("holds all that %s shows", async (format) => {
    const report = sampleReport({ kind: "audit", detections: [], problems: [], toolVersion: "0.1.0" });
    const saved = await savedReport(await text("jsonl", report));
    expect(await text(format, saved.report)).toBe(await text(format, report));
    expect(saved.notes.join(" ")).toContain("jsonl holds findings and detections only");
  });

  test("a line that is broken is named by its number, and the others are read", async () => {
    const good = JSON.stringify(sampleFinding());
    const saved = await savedReport(`${good}\n{"kind":"finding"\n\n${good}\n{"schemaVersion":1,"kind":"finding"}\n`);
    expect(saved.report.findings).toHaveLength(2);
    expect(saved.brokenLines.map(({ location }) => location?.line)).toEqual([2, 5]);
    expect(saved.report.problems).toEqual(saved.brokenLines);
  });

  test("an empty file is the jsonl of a run that found nothing", async () => {
    const saved = await savedReport("");
    expect(saved.report).toMatchObject({ kind: "detect", findings: [], detections: [] });
  });
});

describe("what is no result that can be read is refused", () => {
  const finding = JSON.stringify(sampleFinding());
  test.each([
    ["a newer version", '{"schemaVersion":2,"kind":"audit"}', "input.unsupported", /schemaVersion 2.*reads 1/],
    ["a newer line", '{"schemaVersion":2,"kind":"finding"}', "input.unsupported", /schemaVersion 2/],
    ["no version", '{"kind":"audit"}', "input.malformed", /no schemaVersion 1/],
    ["another command's", '{"schemaVersion":1,"kind":"usage"}', "input.unsupported", /kind 'usage'.*audit, detect/],
    ["controls", '{"schemaVersion":1,"kind":"control"}', "input.unsupported", /jsonl of compliance/],
    ["no JSON", "hello", "input.malformed", /no JSON/],
    ["a list", "[1]", "input.malformed", /no object/],
    ["a torn file", '{"schemaVersion":1,\n"kind":"audit"', "input.malformed", /no JSON/],
    [
      "a wrong type",
      '{"schemaVersion":1,"kind":"audit","tool":{"name":"trailproof","version":"1"},"title":1}',
      "input.malformed",
      /title/,
    ],
    [
      "inherited names",
      '{"schemaVersion":1,"__proto__":{"kind":"audit"}}',
      "input.unsupported",
      /does not say what it is/,
    ],
  ])("%s", async (_name, content, code, message) => {
    const problem = await read(content).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("a wrong finding is named by its place", async () => {
    const json = (await text("json", sampleReport({ findings: [sampleFinding()] }))).replace(
      '"uid": "',
      '"uid": 7, "x": "',
    );
    await expect(read(json)).rejects.toMatchObject({ message: expect.stringContaining("findings[0].uid") });
  });

  test("any change of one character is read or refused, never a crash", async () => {
    const json = await text(
      "json",
      sampleReport({ findings: [sampleFinding()], detections: [], activity: [], usage: [] }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(json.length - 1), fc.constantFrom('"', "{", "1", "x", "]", ""), async (at, char) => {
        for (const start of [json, finding]) {
          const changed = start.slice(0, at) + char + start.slice(at + 1);
          const result = await read(changed).catch((error: unknown) => error);
          if (result instanceof Error && !(result instanceof Problem)) throw result;
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("a file that is not there", async () => {
    const missing = readSavedResult(join(folder, "missing"), nothing());
    await expect(missing).rejects.toMatchObject({ code: "input.unreadable" });
  });
});

let files = 0;

async function read(content: string): Promise<SavedResult> {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, content);
  return readSavedResult(path, nothing());
}

async function savedReport(content: string): Promise<SavedResult & { kind: "report" }> {
  const saved = await read(content);
  if (saved.kind !== "report") throw new Error("it is no report");
  return saved;
}

async function text(
  format: ReportFormat,
  report: Report,
  options: Parameters<typeof renderReport>[2] = {},
): Promise<string> {
  return [...(await renderReport(format, report, options))].join("");
}

async function* nothing(): AsyncIterable<Uint8Array> {}
