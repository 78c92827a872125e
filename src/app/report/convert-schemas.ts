import { z } from "zod";
import { controlStatuses } from "../../compliance/index.ts";
import {
  baselineLevels,
  coverages,
  type Detection,
  type Finding,
  findingStatuses,
  type Json,
  type Severity,
  severities,
} from "../../model/index.ts";
import type { ComplianceReport, Report } from "../../report/index.ts";

const text = z.string();
const texts = z.array(text);
const number = z.number();
// `unknown` takes any value; what was parsed from JSON text is Json.
const json = z.unknown() as unknown as z.ZodType<Json>;
const severity = z.enum(severities);

const problemSchema = z.object({
  // Codes of other versions are shown as they are; nothing branches on them here.
  code: text as unknown as z.ZodType<Report["problems"][number]["code"]>,
  message: text,
  location: z
    .object({
      file: text,
      line: number.exactOptional(),
      column: number.exactOptional(),
      byteOffset: number.exactOptional(),
      record: number.exactOptional(),
      excerpt: text.exactOptional(),
    })
    .exactOptional(),
  hint: text.exactOptional(),
});

/** One line of `audit -o jsonl`, and each item of a `findings` list. Other members are passed over. */
export const findingSchema: z.ZodType<Finding> = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("finding"),
  uid: text,
  source: z.object({ type: z.enum(["check", "rule", "rightsize", "integrity"]), id: text, title: text }),
  status: z.enum(findingStatuses),
  severity,
  account: text,
  region: text,
  resource: z.object({ type: text, arn: text, name: text }),
  title: text,
  reason: text,
  evidence: z.array(z.object({ source: text, field: text, value: json })),
  controls: texts,
  remediation: z.object({ text, cli: text.exactOptional() }),
  suppression: z
    .object({ owner: text, reason: text, expires: text, status: z.enum(["FAIL", "UNKNOWN"]) })
    .exactOptional(),
  observedAt: text,
  firstSeen: text,
});

/** One line of `detect -o jsonl`, and each item of a `detections` list. */
export const detectionSchema: z.ZodType<Detection> = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("detection"),
  rule: z.object({ id: text, title: text, level: severity, tags: texts }),
  time: text,
  account: text,
  region: text,
  principal: z.object({ type: text, arn: text.exactOptional(), stableArn: text.exactOptional() }),
  sourceIp: text,
  targets: z.array(z.object({ type: text, name: text })).exactOptional(),
  events: z.array(
    z.object({ eventId: text, eventName: text, eventSource: text, eventTime: text, file: text, index: number }),
  ),
  match: z.record(text, json),
  groupBy: z.record(text, json),
  explanation: texts.exactOptional(),
});

const inputSchema = z.object({ source: text, file: text, sha256: text });

const statsSchema = z.object({
  kind: z.literal("stats"),
  files: number,
  bytesRead: number,
  bytesUnpacked: number,
  records: number,
  events: number,
  duplicates: number,
  problems: number,
  rulesLoaded: number,
  rulesRejected: number,
  detections: number,
  evictedGroups: number,
  seconds: number,
  peakRssBytes: number,
  newestEvent: text.nullable().exactOptional(),
  latenessSeconds: number.nullable().exactOptional(),
});

const toolSchema = z.object({ name: z.literal("trailproof"), version: text });

/** The head of a saved report, and what of it is checked. */
export interface SavedReport
  extends Pick<
    Report,
    | "kind"
    | "title"
    | "account"
    | "asOf"
    | "problems"
    | "notes"
    | "inputs"
    | "story"
    | "lab"
    | "stats"
    | "places"
    | "credentialAges"
    | "activity"
    | "usage"
    | "next"
  > {
  readonly tool: { readonly version: string };
  readonly summary: { readonly hidden: number };
  readonly listing?: { readonly all?: boolean; readonly floor?: Severity };
}

/** `-o json` of audit, detect, demo and report. Members that are not checked here are in {@link carriedSchema}. */
export const savedReportSchema: z.ZodType<SavedReport> = z.object({
  kind: z.enum(["audit", "detect", "demo", "report"]),
  tool: toolSchema,
  title: text,
  account: text,
  asOf: text,
  summary: z.object({ hidden: number }),
  problems: z.array(problemSchema),
  notes: texts.exactOptional(),
  inputs: z.array(inputSchema),
  story: z.array(z.object({ step: text, text, seconds: number })).exactOptional(),
  lab: z
    .array(
      z.object({
        activity: text,
        eventName: text,
        expected: number,
        foundInEventHistory: number,
        foundInTrail: number,
        detections: texts,
        secondsToVisible: number.nullable(),
      }),
    )
    .exactOptional(),
  stats: statsSchema.exactOptional(),
  places: z.array(z.object({ source: text, resource: text, line: number })).exactOptional(),
  credentialAges: z
    .array(
      z.object({
        user: text,
        credential: z.enum(["password", "access key 1", "access key 2"]),
        ageDays: number,
        lastUsedDays: number.exactOptional(),
        limitDays: number.exactOptional(),
      }),
    )
    .exactOptional(),
  activity: z
    .array(
      z.object({
        start: text,
        hours: number,
        events: number,
        errors: number,
        detections: z.partialRecord(severity, number),
      }),
    )
    .exactOptional(),
  usage: z
    .array(
      z.object({
        principal: text,
        service: text,
        lastUsedDays: number.exactOptional(),
        state: z.enum(["unknown", "protected"]).exactOptional(),
      }),
    )
    .exactOptional(),
  next: texts.exactOptional(),
  listing: z.object({ all: z.boolean().exactOptional(), floor: severity.exactOptional() }).exactOptional(),
});

/** Parts of the page alone. Their insides are taken as they are: a page that cannot be made of them says so. */
export const carriedSchema: z.ZodType<object> = z.object({
  identities: z.array(z.looseObject({})).exactOptional(),
  escalation: z.looseObject({ principals: z.array(z.looseObject({})) }).exactOptional(),
  trailCoverage: z.looseObject({}).exactOptional(),
  compliance: z.looseObject({ frameworks: z.array(z.looseObject({})) }).exactOptional(),
  since: z.looseObject({}).exactOptional(),
});

const counts = z.object({
  FAIL: number,
  UNKNOWN: number,
  MANUAL: number,
  PARTIAL: number,
  ATTESTED: number,
  PASS: number,
  NOT_APPLICABLE: number,
  CONTEXT: number,
});

const controlSchema = z.object({
  framework: text,
  control: text,
  title: text,
  coverage: z.enum(coverages),
  status: z.enum(controlStatuses),
  reason: text,
  checks: z.array(
    z.object({
      check: text,
      status: z.enum([...findingStatuses, "NOT_ASKED"]),
      findings: number,
      worst: number,
      looser: text.exactOptional(),
    }),
  ),
  findings: texts,
  watchedBy: texts,
  detections: number,
  baselines: z.array(z.enum(baselineLevels)),
  note: text.exactOptional(),
  attestation: z.object({ control: text, statement: text, owner: text, date: text, nextReview: text }).exactOptional(),
});

/** `-o json` of compliance, as the report that it was made of. */
export const complianceSchema: z.ZodType<ComplianceReport> = z
  .object({
    schemaVersion: z.literal(1),
    kind: z.literal("compliance"),
    tool: toolSchema,
    title: text,
    account: text,
    asOf: text,
    profile: z.object({ id: text, title: text, outOfScope: texts }).exactOptional(),
    frameworks: z.array(
      z.object({
        id: text,
        title: text,
        version: text,
        baselineLevel: z.enum(baselineLevels).exactOptional(),
        size: number.exactOptional(),
        note: text.exactOptional(),
        counts,
        controls: z.array(controlSchema),
      }),
    ),
    findings: z.array(findingSchema),
    problems: z.array(problemSchema),
    inputs: z.array(inputSchema),
  })
  .transform(({ schemaVersion: _version, kind: _kind, tool, frameworks, ...rest }) => ({
    ...rest,
    toolVersion: tool.version,
    frameworks: frameworks.map((framework) => ({
      ...framework,
      controls: framework.controls.map(({ control, ...facts }) => ({ ...facts, id: control })),
    })),
  }));
