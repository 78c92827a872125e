import type { EvidenceLink } from "../model/index.ts";
import { junitDocument } from "./exports/junit-document.ts";
import { jsonText, sanitizeTerminal } from "./text/sanitize.ts";
import { groupBy } from "./text/summary.ts";

export const evidenceFormats = ["table", "json", "jsonl", "junit"] as const;

export type EvidenceFormat = (typeof evidenceFormats)[number];

/** What `evidence verify` found. */
export interface EvidenceReport {
  readonly pack: string;
  readonly links: readonly EvidenceLink[];
}

export interface EvidenceOptions {
  readonly color?: boolean;
  readonly unicode?: boolean;
  /** Also files that are as the manifest says, and findings of the snapshot, one by one. */
  readonly verbose?: boolean;
}

/** One line for each link, then what they come to. `options` are looked at by `table` only. */
export function renderEvidence(
  format: EvidenceFormat,
  report: EvidenceReport,
  options: EvidenceOptions = {},
): Iterable<string> {
  switch (format) {
    case "table":
      return table(report, options);
    case "json":
      return [`${jsonText(toJson(report), 2)}\n`];
    case "jsonl":
      return report.links.map((link) => `${jsonText(linkJson(link))}\n`);
    case "junit":
      return junit(report);
  }
}

function* table({ links }: EvidenceReport, options: EvidenceOptions): Iterable<string> {
  const { color = false, unicode = true, verbose = false } = options;
  for (const link of links) {
    const { kind, subject, against, reason, verdict } = link;
    const isOfMany = kind === "file" || (kind === "finding" && against === "snapshot.json");
    if (isOfMany && verdict === "valid" && !verbose) continue;
    const text = [kind, subject, `-> ${against}`, reason].map((part) => sanitizeTerminal(part, { unicode })).join("  ");
    yield color && verdict === "invalid" ? `\u001b[31m${text}\u001b[0m\n` : `${text}\n`;
  }
  const invalid = links.filter(({ verdict }) => verdict === "invalid");
  yield "\n";
  for (const { kind, valid, invalid: bad, unchecked } of countsOf(links)) {
    const parts = [
      `${valid} valid`,
      ...(bad > 0 ? [`${bad} INVALID`] : []),
      ...(unchecked > 0 ? [`${unchecked} unchecked`] : []),
    ];
    yield `${kind.padEnd(10)} ${parts.join(", ")}\n`;
  }
  yield `\n${conclusionOf(links)}\n`;
  if (links.length > manyLines && invalid.length > 0) {
    yield "\nINVALID, the first of them:\n";
    for (const { kind, subject, reason } of invalid.slice(0, 20)) {
      yield `${[kind, subject, reason].map((part) => sanitizeTerminal(part, { unicode })).join("  ")}\n`;
    }
  }
}

/** Beyond it what is not valid has gone from the screen. */
const manyLines = 40;

/** What the links prove, in a sentence or two; what they do not prove stands beside it. */
function conclusionOf(links: readonly EvidenceLink[]): string {
  const invalid = links.filter(({ verdict }) => verdict === "invalid").length;
  if (invalid > 0) return `INVALID: ${invalid} of ${links.length} links do not hold. Do not rely on this pack.`;
  const open = (kind: EvidenceLink["kind"]): number =>
    links.filter((link) => link.kind === kind && link.verdict === "unchecked").length;
  const has = (kind: EvidenceLink["kind"]): boolean => links.some((link) => link.kind === kind);
  const keysOpen = open("key") > 0;
  const gaps = [
    ...(open("signature") > 0
      ? ["The pack is not signed, so that whoever could write to it could have made it anew."]
      : []),
    ...(keysOpen
      ? [
          "Some keys come from the pack alone: that proves that its parts belong together, not who made them. Compare them with --public-keys and --signer.",
        ]
      : []),
    ...(open("log") > 0 ? [`${open("log")} log files are under no digest: nothing ties them to AWS.`] : []),
    ...(open("event") > 0 ? [`${open("event")} events are not in the pack.`] : []),
    ...(has("detection") || has("event") ? [] : ["No finding in it cites an event."]),
  ];
  return ["No link is INVALID.", ...gaps].join("\n");
}

interface Count {
  readonly kind: EvidenceLink["kind"];
  valid: number;
  invalid: number;
  unchecked: number;
}

function countsOf(links: readonly EvidenceLink[]): readonly Readonly<Count>[] {
  const counts = new Map<EvidenceLink["kind"], Count>();
  for (const { kind, verdict } of links) {
    const count = counts.get(kind) ?? { kind, valid: 0, invalid: 0, unchecked: 0 };
    count[verdict] += 1;
    counts.set(kind, count);
  }
  return [...counts.values()];
}

/** Exactly the keys that `jsonl` promises, in their order. */
function linkJson({ kind, subject, against, verdict, reason }: EvidenceLink): EvidenceLink {
  return { kind, subject, against, verdict, reason };
}

function toJson({ pack, links }: EvidenceReport): object {
  const summary = Object.fromEntries(countsOf(links).map(({ kind, ...counts }) => [kind, counts]));
  const isInvalid = links.some(({ verdict }) => verdict === "invalid");
  return {
    schemaVersion: 1,
    kind: "evidence-verify",
    pack,
    verdict: isInvalid ? "invalid" : "valid",
    conclusion: conclusionOf(links),
    summary,
    links: links.map(linkJson),
  };
}

/** A suite for each kind of link. What is unchecked no pack can tell, so that it is skipped and no error. */
function junit({ links }: EvidenceReport): Iterable<string> {
  const suites = [...groupBy(links, ({ kind }) => kind)].map(([kind, group]) => ({
    name: kind,
    cases: group.map(({ subject, against, verdict, reason }) => ({
      className: kind,
      name: `${subject} -> ${against}`,
      outcome: outcomes[verdict],
      message: reason,
      type: verdict,
      details: reason,
    })),
  }));
  return junitDocument("trailproof evidence verify", suites, "");
}

const outcomes = { valid: "passed", invalid: "failure", unchecked: "skipped" } as const;
