import {
  type Detection,
  type Finding,
  isJsonObject,
  type Json,
  type JsonObject,
  ownText,
  ownValue,
  Problem,
  type ProblemRecord,
  type Severity,
  toProblemRecord,
} from "../../model/index.ts";
import type { ComplianceReport, Report } from "../../report/index.ts";
import { readLines } from "../read-lines.ts";
import { toolVersion } from "../version.ts";
import {
  carriedSchema,
  complianceSchema,
  detectionSchema,
  findingSchema,
  savedReportSchema,
} from "./convert-schemas.ts";

/** A result of an earlier run, as it was before it was rendered. */
export type SavedResult =
  | { readonly kind: "compliance"; readonly report: ComplianceReport }
  | {
      readonly kind: "report";
      readonly report: Report;
      readonly listing: { readonly all?: boolean; readonly floor?: Severity };
      /** What the file itself lacks, in sentences, and lines of it that were no results. */
      readonly notes: readonly string[];
      readonly brokenLines: readonly ProblemRecord[];
    };

/**
 * Reads the saved `json` or `jsonl` of audit, detect, demo, report or compliance (`jsonl` is told by its first line, and read line by line).
 * Throws a Problem: `input.unreadable`, `input.malformed` with what is wrong where, `input.unsupported` for results of other
 * commands and of newer versions, `input.too-large`.
 */
export async function readSavedResult(file: string, stdin: AsyncIterable<Uint8Array>): Promise<SavedResult> {
  const whole: string[] = [];
  let length = 0;
  let lines: LineReader | undefined;
  let number = 0;
  for await (const line of readLines(file, stdin)) {
    number += 1;
    if (lines === undefined && length === 0) {
      if (line.trim() === "") continue;
      const value = parsed(line);
      if (isJsonObject(value) && lineKinds.includes(ownText(value, "kind") ?? "")) lines = lineReader(file);
    }
    if (lines !== undefined) {
      lines.add(line, number);
      continue;
    }
    whole.push(line);
    length += line.length + 1;
    if (length > maxJson) throw tooLarge(file);
  }
  if (lines !== undefined) return lines.end();
  return length === 0 ? lineReader(file).end() : wholeResult(whole.join("\n"), file);
}

const lineKinds: readonly string[] = ["finding", "detection", "control"];
/** No text of JavaScript can be longer than 536 million characters. */
const maxJson = 500_000_000;

function wholeResult(text: string, file: string): SavedResult {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw malformed(file, `It is no JSON: ${(cause as Error).message}`);
  }
  if (!isJsonObject(value)) throw malformed(file, "It is no object.");
  const kind = ownText(value, "kind");
  checkVersion(value, file);
  if (kind === "compliance") return { kind, report: checked(complianceSchema, value, file) };
  if (kind !== undefined && reportKinds.includes(kind)) return savedReport(value, file);
  const found = kind === undefined ? "It does not say what it is" : `It is a result of the kind '${kind.slice(0, 60)}'`;
  throw new Problem("input.unsupported", `${found}; convert takes those of ${known}.`, {
    location: { file },
    hint: "Save one with `trailproof audit ... --out json=result.json`.",
  });
}

const reportKinds: readonly string[] = ["audit", "detect", "demo", "report"];
const known = "audit, detect, demo, report and compliance";

function savedReport(value: JsonObject, file: string): SavedResult {
  const { tool, summary, listing = {}, ...head } = checked(savedReportSchema, value, file);
  const carried = checked(carriedSchema, value, file);
  return {
    kind: "report",
    report: {
      ...head,
      // Parts of a page are not looked into here; see carriedSchema.
      ...(carried as Partial<Report>),
      toolVersion: tool.version,
      findings: list(value, "findings", findingSchema, file),
      detections: list(value, "detections", detectionSchema, file),
      ...(summary.hidden > 0 && { hiddenFindings: summary.hidden }),
    },
    listing,
    notes: [],
    brokenLines: [],
  };
}

/** Item by item, so that what is wrong is named by its place. */
function list<T>(value: JsonObject, name: string, schema: Schema<T>, file: string): readonly T[] {
  const items = ownValue(value, name) ?? [];
  if (!Array.isArray(items)) throw malformed(file, `${name} is no list.`);
  return items.map((item: Json, index) => checked(schema, item, file, `${name}[${index}]`));
}

interface LineReader {
  readonly add: (line: string, number: number) => void;
  readonly end: () => SavedResult;
}

/** Findings and detections, one a line. A line that is neither is named, and the rest is read. */
function lineReader(file: string): LineReader {
  const findings: Finding[] = [];
  const detections: Detection[] = [];
  const broken: ProblemRecord[] = [];
  return {
    add: (line, number) => {
      if (line.trim() === "") return;
      try {
        const value = parsed(line);
        if (!isJsonObject(value)) throw malformed(file, "The line is no object of JSON.", number);
        checkVersion(value, file, number);
        const kind = ownText(value, "kind");
        if (kind === "finding") findings.push(checked(findingSchema, value, file, "", number));
        else if (kind === "detection") detections.push(checked(detectionSchema, value, file, "", number));
        else throw otherLine(kind, file, number);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "input.malformed") throw error;
        broken.push(toProblemRecord(error));
      }
    },
    end: () => {
      if (findings.length + detections.length === 0 && broken.length > 0) {
        throw malformed(file, "No line of it is a finding or a detection.");
      }
      return {
        kind: "report",
        report: reportOfLines(findings, detections, broken),
        listing: {},
        notes: [
          "jsonl holds findings and detections only: title, inputs, problems, counts of a run and what charts show are not there; -o json keeps them.",
        ],
        brokenLines: broken,
      };
    },
  };
}

function reportOfLines(
  findings: readonly Finding[],
  detections: readonly Detection[],
  problems: readonly ProblemRecord[],
): Report {
  const accounts = new Set([...findings, ...detections].map(({ account }) => account).filter((each) => each !== ""));
  const [account = ""] = accounts;
  const hasChecks = findings.some(({ source }) => source.type !== "rule");
  const kind = detections.length > 0 && hasChecks ? "demo" : hasChecks ? "audit" : "detect";
  const times = [...findings.map(({ observedAt }) => observedAt), ...detections.map(({ time }) => time)];
  return {
    kind,
    title: "A saved result",
    toolVersion: toolVersion(),
    account: accounts.size === 1 ? account : "",
    // The clock is that of the newest; as text, times of one form are in their order.
    asOf: times.reduce((latest, time) => (time > latest ? time : latest), ""),
    findings,
    detections,
    problems,
    inputs: [],
  };
}

function checkVersion(value: JsonObject, file: string, line?: number): void {
  const version = ownValue(value, "schemaVersion");
  if (version === 1) return;
  const location = { file, ...(line !== undefined && { line }) };
  if (typeof version === "number" && version > 1) {
    throw new Problem("input.unsupported", `It is of schemaVersion ${version}; this trailproof reads 1.`, {
      location,
      hint: "Use the version of trailproof that made it, or a newer one.",
    });
  }
  throw malformed(file, "It has no schemaVersion 1, so that it is no result of trailproof.", line);
}

function otherLine(kind: string | undefined, file: string, line: number): Problem {
  if (kind !== "control") return malformed(file, "The line is neither a finding nor a detection.", line);
  return new Problem(
    "input.unsupported",
    "jsonl of compliance does not hold the versions of frameworks nor findings.",
    {
      location: { file, line },
      hint: "Save the result with `trailproof compliance ... --out json=result.json` and convert that.",
    },
  );
}

interface Schema<T> {
  readonly safeParse: (value: unknown) =>
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

function checked<T>(schema: Schema<T>, value: unknown, file: string, place = "", line?: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [place, ...(issue?.path ?? []).map(String)].filter((part) => part !== "").join(".");
  throw malformed(file, `${path === "" ? "It" : path.slice(0, 200)}: ${issue?.message ?? "is not as expected"}.`, line);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function malformed(file: string, message: string, line?: number): Problem {
  return new Problem("input.malformed", message, { location: { file, ...(line !== undefined && { line }) } });
}

function tooLarge(file: string): Problem {
  return new Problem("input.too-large", "It is longer than 500 million characters, too long for one JSON text.", {
    location: { file },
    hint: "Save the result as jsonl, which is read line by line.",
  });
}
