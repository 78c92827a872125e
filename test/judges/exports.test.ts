import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, test } from "vitest";
import { renderUsageOcsf } from "../../src/report/exports/ocsf-usage.ts";
import { hostileReport } from "../../src/report/exports.fixture.ts";
import { renderReport } from "../../src/report/formats.ts";
import { sampleReport } from "../../src/report/views/report.fixture.ts";
import { sampleUsageReport } from "../../src/report/views/usage-report.fixture.ts";
import { spawnTrailproof } from "../run-cli.ts";

const hasPython = (modules: string): boolean =>
  spawnSync("python3", ["-c", `import ${modules}`], { timeout: 60_000 }).status === 0;
const hasOcsf = hasPython("ocsf_json_schema, jsonschema");
const hasAsff = hasPython("botocore, boto3, moto");
const hasTrestle = hasPython("trestle.oscal.assessment_results");
/** The schema of SARIF, as Microsoft's matchers for tests ship it. */
const sarifSchema = process.env["SARIF_SCHEMA"] ?? "";
const hasSarif = existsSync(sarifSchema);

const folder = mkdtempSync(join(tmpdir(), "trailproof-exports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sample = "samples/aerosecure";
const audited = [
  "--credential-report",
  `${sample}/credential-report.json`,
  "--authorization-details",
  `${sample}/authorization-details.json`,
  "--as-of",
  "2026-11-21T20:30:00Z",
];
const runs: readonly (readonly [name: string, formats: readonly string[], args: readonly string[]])[] = [
  ["audit", ["ocsf", "asff", "sarif"], ["audit", ...audited]],
  ["detect", ["ocsf", "asff", "sarif"], ["detect", `${sample}/cloudtrail`]],
  ["grouped", ["ocsf", "asff", "sarif"], ["detect", `${sample}/cloudtrail`, "--group"]],
  ["compliance", ["ocsf"], ["compliance", ...audited]],
];

/** Every way to a file of a format: the commands, and reports that no account has. */
async function filesOf(format: "ocsf" | "asff" | "sarif"): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, formats, args] of runs) {
    if (!formats.includes(format)) continue;
    const path = join(folder, `${name}.${format}`);
    expect(spawnTrailproof([...args, "-o", "json", "--out", `${format}=${path}`]).code).toBe(0);
    files.push(path);
  }
  for (const [name, report] of [
    ["made-up", sampleReport()],
    ["hostile", hostileReport()],
  ] as const) {
    const path = join(folder, `${name}.${format}`);
    writeFileSync(path, [...(await renderReport(format, report))].join(""));
    files.push(path);
  }
  return files;
}

interface Verdict {
  readonly errors: readonly string[];
  readonly classes?: Readonly<Record<string, number>>;
  readonly calls?: readonly number[];
  readonly imported?: number;
  readonly results?: number;
}

function judged(format: string, files: readonly string[]): readonly Verdict[] {
  const args = files.map((file) => `${format}=${file}`);
  const text = execFileSync("python3", ["test/judges/exports_judge.py", ...args], { encoding: "utf8" });
  return Object.values(JSON.parse(text) as Record<string, Verdict>);
}

describe.skipIf(!hasOcsf)(`OCSF's own schema${hasOcsf ? "" : " (skipped: no ocsf-json-schema in Python)"}`, () => {
  test("takes every event of every command", async () => {
    const usage = join(folder, "usage.ocsf");
    writeFileSync(usage, [...renderUsageOcsf(sampleUsageReport())].join(""));
    const verdicts = judged("ocsf", [...(await filesOf("ocsf")), usage]);
    expect(verdicts.flatMap(({ errors }) => errors)).toEqual([]);
    const classes = new Set(verdicts.flatMap((verdict) => Object.keys(verdict.classes ?? {})));
    expect([...classes].sort()).toEqual(["2003", "2004", "2008"]);
  });

  test("refuses an event with a time in text", () => {
    const broken = join(folder, "broken.ocsf");
    const [line = ""] = readFileSync(join(folder, "audit.ocsf"), "utf8").split("\n");
    writeFileSync(broken, JSON.stringify({ ...JSON.parse(line), time: "2026-11-21T20:30:00Z" }));
    expect(judged("ocsf", [broken])[0]?.errors).toHaveLength(1);
  });
});

describe.skipIf(!hasAsff)(`botocore and moto${hasAsff ? "" : " (skipped: not in Python)"}`, () => {
  test("take every line as one call of BatchImportFindings", async () => {
    const verdicts = judged("asff", await filesOf("asff"));
    expect(verdicts.flatMap(({ errors }) => errors)).toEqual([]);
    expect(Math.max(...verdicts.flatMap(({ calls = [] }) => calls))).toBe(100);
    expect(
      verdicts.every(({ imported = 0, calls = [] }) => imported === calls.reduce((sum, each) => sum + each, 0)),
    ).toBe(true);
  });
});

describe.skipIf(!hasTrestle)(`compliance-trestle${hasTrestle ? "" : " (skipped: not in Python)"}`, () => {
  const path = join(folder, "compliance.oscal");

  test("reads OSCAL of every framework, and writes the same", () => {
    const args = ["compliance", ...audited, "--framework", "all", "-o", "json", "--out", `oscal=${path}`];
    expect(spawnTrailproof(args).code).toBe(0);
    const [verdict] = judged("oscal", [path]);
    expect(verdict?.errors).toEqual([]);
    expect(verdict?.results).toBeGreaterThan(8);
  });

  test("refuses a result without a start", () => {
    const broken = join(folder, "broken.oscal");
    const { "assessment-results": results } = JSON.parse(readFileSync(path, "utf8"));
    delete results.results[0].start;
    writeFileSync(broken, JSON.stringify({ "assessment-results": results }));
    expect(judged("oscal", [broken])[0]?.errors).toHaveLength(1);
  });
});

describe.skipIf(!hasSarif)(
  `the schema of SARIF 2.1.0${hasSarif ? "" : " (skipped: SARIF_SCHEMA names no file)"}`,
  () => {
    test("takes every file", async () => {
      // The schema is of draft 4; its words that are used mean the same in draft 7.
      const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(sarifSchema, "utf8"));
      const validate = new Ajv({ unicodeRegExp: false, strict: false, validateFormats: false }).compile(schema);
      for (const file of await filesOf("sarif")) {
        validate(JSON.parse(readFileSync(file, "utf8")));
        expect(validate.errors ?? [], file).toEqual([]);
      }
    });
  },
);
