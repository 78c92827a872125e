import { compareSeverity, type Severity } from "../../model/index.ts";
import { sanitizeMarkdown } from "../text/sanitize.ts";
import { attackTags } from "./attack-tags.ts";
import type { ExportItem } from "./export-items.ts";
import { exportLine, exportText } from "./export-text.ts";

/** The rule of results that share one: a check, or a Sigma rule. */
export function sarifRule(items: readonly [ExportItem, ...ExportItem[]]): object {
  const severity = items
    .map(({ finding }) => finding.severity)
    .reduce<Severity>((worst, each) => (compareSeverity(each, worst) > 0 ? each : worst), "informational");
  const [first] = items;
  const { source, remediation } = first.finding;
  const title = exportLine(source.title, 256) || exportLine(source.id, 256);
  const help = exportText(remediation.text, 2_000) || "Read the finding's message.";
  return {
    id: exportLine(source.id, 256),
    name: title,
    shortDescription: { text: sarifMessage(title) },
    fullDescription: { text: sarifMessage(title) },
    help: { text: sarifMessage(help), markdown: sanitizeMarkdown(help) },
    defaultConfiguration: { level: sarifLevels[severity] },
    properties: {
      tags: ["security", ...attackTags(first.tags).techniques.map((id) => `attack.${id}`)].slice(0, maxTags),
      "security-severity": scores[severity],
    },
  };
}

export const sarifLevels: { readonly [severity in Severity]: "error" | "warning" | "note" } = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  informational: "note",
};

/** Brackets before a parenthesis would be a link, which our sentences have not. */
export function sarifMessage(text: string): string {
  return text.replaceAll("](", "\\](") || "-";
}

/** GitHub's classes begin at 9.0 (critical), 7.0 (high), 4.0 (medium) and 0.1 (low). */
const scores: { readonly [severity in Severity]: string } = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  informational: "0.1",
};

/** More than 20 tags are refused, more than 10 not shown. */
const maxTags = 10;
