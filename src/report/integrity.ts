import type {
  Finding,
  IntegrityVerdict,
  ProblemRecord,
  TrailVerification,
  VerdictCounts,
  VerdictTally,
} from "../model/index.ts";
import { junitDetails, junitOutcomes } from "./exports/junit.ts";
import { junitDocument, problemSuite } from "./exports/junit-document.ts";
import { csvRow, jsonText, sanitizeMarkdown, sanitizeTerminal } from "./text/sanitize.ts";
import { groupBy } from "./text/summary.ts";
import { plural } from "./text/words.ts";

export type IntegrityFormat = "table" | "json" | "jsonl" | "csv" | "junit" | "md" | "summary";

/** What is known when all verdicts were told. */
export interface IntegrityEnd {
  /** What was asked, in one line. */
  readonly title: string;
  /** ISO 8601, or absent where there was no limit. */
  readonly from?: string;
  readonly to?: string;
  readonly counts: VerdictCounts;
  readonly findings: readonly Finding[];
  /** Chain by chain, for `audit --trail-verdicts`. */
  readonly verification: TrailVerification;
  /** What could not be read, the first of it. */
  readonly problems: readonly ProblemRecord[];
  /** The first of what is not valid. */
  readonly first: readonly IntegrityVerdict[];
}

/** Writes verdicts as they come, then the end. Each gives text to be written; nothing is kept. */
export interface IntegrityWriter {
  verdict(verdict: IntegrityVerdict): string;
  end(end: IntegrityEnd): string;
}

/** `options` are looked at by `table` only. */
export function integrityWriter(
  format: IntegrityFormat,
  options: { readonly color?: boolean; readonly unicode?: boolean } = {},
): IntegrityWriter {
  switch (format) {
    case "table":
      return tableWriter(options);
    case "json":
      return jsonWriter();
    case "jsonl":
      return { verdict: (verdict) => `${jsonText(verdictJson(verdict))}\n`, end: () => "" };
    case "csv":
      return csvWriter();
    case "junit":
      return { verdict: () => "", end: junit };
    case "md":
      return { verdict: () => "", end: markdown };
    case "summary":
      return { verdict: () => "", end: (end) => `${jsonText({ ...head, ...endJson(end) }, 2)}\n` };
  }
}

/** Lines as `aws cloudtrail validate-logs --verbose` prints them, and its totals. */
function tableWriter({
  color = false,
  unicode = true,
}: {
  readonly color?: boolean;
  readonly unicode?: boolean;
}): IntegrityWriter {
  let lines = 0;
  const line = (verdict: IntegrityVerdict): string => {
    const isBad = verdict.verdict !== "valid" && verdict.verdict !== "unchecked";
    const text = [what(verdict), s3(verdict), verdict.reason]
      .map((part) => sanitizeTerminal(part, { unicode }))
      .join("\t");
    return color && isBad ? `\u001b[31m${text}\u001b[0m\n` : `${text}\n`;
  };
  return {
    verdict: (verdict) => {
      lines += 1;
      return line(verdict);
    },
    end: (end) => {
      const again =
        lines > manyLines && end.first.length > 0 ? ["\nNot valid, the first of them:\n", ...end.first.map(line)] : [];
      return [...again, lines > 0 ? "\n" : "", ...totals(end).map((total) => `${total}\n`)].join("");
    },
  };
}

/** Beyond it what is not valid has gone from the screen. */
const manyLines = 40;

function what({ kind, chain }: IntegrityVerdict): string {
  if (kind === "digest") return chain.isBackfill ? "(backfill) Digest file" : "Digest file";
  return hourKinds[kind];
}

const hourKinds = { log: "Log file", gap: "Gap", start: "Begins", restart: "Restarted" } as const;

function s3({ bucket, key }: IntegrityVerdict): string {
  return `s3://${bucket}/${key}`;
}

function totals({ from, to, counts }: IntegrityEnd): readonly string[] {
  const { digests, backfillDigests, logs, unreferenced, gaps } = counts;
  const asked =
    from === undefined && to === undefined
      ? []
      : [`Results requested for ${from ?? "the beginning"} to ${to ?? "the end"}`];
  return [
    ...asked,
    ...ratio(digests, "digest"),
    ...ratio(backfillDigests, "backfill digest"),
    ...ratio(logs, "log"),
    ...(unreferenced > 0 ? [`${plural(unreferenced, "log file")} UNREFERENCED`] : []),
    ...(gaps > 0 ? [plural(gaps, "GAP")] : []),
  ];
}

function ratio({ valid, invalid, unchecked }: VerdictTally, name: string): readonly string[] {
  const judged = valid + invalid;
  const bad = invalid > 0 ? `, ${invalid}/${judged} ${name} files INVALID` : "";
  return [
    ...(judged > 0 ? [`${valid}/${judged} ${name} files valid${bad}`] : []),
    ...(unchecked > 0 ? [`${unchecked} ${name} files unchecked`] : []),
  ];
}

/** Exactly the keys that `jsonl` promises, in their order. */
function verdictJson(verdict: IntegrityVerdict): object {
  return { kind: kindOf(verdict), s3: s3(verdict), verdict: verdict.verdict, reason: verdict.reason };
}

/** Programs know three kinds. Hours that nobody promised digests for are a gap of which nothing is held against the trail: `unchecked`. */
function kindOf({ kind }: IntegrityVerdict): "digest" | "log" | "gap" {
  return kind === "start" || kind === "restart" ? "gap" : kind;
}

const head = { schemaVersion: 1, kind: "trail-verify" };

/** One object; its list of verdicts is as long as there are files. */
function jsonWriter(): IntegrityWriter {
  let isFirst = true;
  const start = `{\n  "schemaVersion": ${head.schemaVersion},\n  "kind": "${head.kind}",\n  "verdicts": [`;
  return {
    verdict: (verdict) => {
      const before = isFirst ? `${start}\n` : ",\n";
      isFirst = false;
      return `${before}    ${jsonText(verdictJson(verdict))}`;
    },
    end: (end) => `${isFirst ? `${start}]` : "\n  ]"},\n${jsonText(endJson(end), 2).slice("{\n".length)}\n`,
  };
}

/** What `json` and `summary` hold beside the verdicts. */
function endJson({ title, from, to, counts, findings, problems, verification }: IntegrityEnd): object {
  return { title, from: from ?? null, to: to ?? null, summary: counts, findings, problems, verification };
}

function csvWriter(): IntegrityWriter {
  let isFirst = true;
  const head = (): string => {
    const text = isFirst ? csvRow(["kind", "s3", "verdict", "reason", "account", "region", "trail", "backfill"]) : "";
    isFirst = false;
    return text;
  };
  return {
    verdict: (verdict) => {
      const { account, region, trail, isBackfill } = verdict.chain;
      const { reason } = verdict;
      const kind = kindOf(verdict);
      return head() + csvRow([kind, s3(verdict), verdict.verdict, reason, account, region, trail, String(isBackfill)]);
    },
    end: () => head(),
  };
}

/** A suite for each chain, a case for each question. What is not known is an error, as in all our JUnit. */
function junit({ findings, problems }: IntegrityEnd): string {
  const suites = [...groupBy(findings, ({ resource }) => resource.arn).values()].map((group) => ({
    name: `${group[0].account} ${group[0].resource.name}`,
    cases: group.map((finding) => ({
      className: finding.resource.name,
      name: finding.title,
      outcome: junitOutcomes[finding.status],
      message: finding.reason,
      type: finding.status === "FAIL" ? finding.severity : finding.status,
      details: junitDetails(finding),
    })),
  }));
  return [...junitDocument("trailproof trail verify", [...suites, problemSuite(problems)], "")].join("");
}

function markdown(end: IntegrityEnd): string {
  const { title, findings, first } = end;
  const rows = findings
    .filter(({ status }) => status !== "PASS")
    .slice(0, 200)
    .map(
      ({ status, title: name, account, resource, reason }) =>
        `| ${[status, name, `${account} ${resource.name}`, reason].map(sanitizeMarkdown).join(" | ")} |`,
    );
  const places = first.map((verdict) => `- ${sanitizeMarkdown(s3(verdict))}: ${sanitizeMarkdown(verdict.reason)}`);
  return [
    `## ${sanitizeMarkdown(title)}`,
    totals(end).map(sanitizeMarkdown).join("  \n"),
    rows.length === 0 ? "" : ["| Status | Question | Where | Answer |", "|---|---|---|---|", ...rows].join("\n"),
    places.join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}
