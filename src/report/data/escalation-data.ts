import { escalationRows, escalationTitle, shortName } from "../text/escalation-rows.ts";
import { cutTexts, escalationEnd } from "../text/escalation-words.ts";
import { sanitizeMarkdown as clean, csvRow } from "../text/sanitize.ts";
import { plural } from "../text/words.ts";
import type { EscalationPrincipal, EscalationView, EscalationWayView } from "../views/escalation-view.ts";

/** One way a row. Steps of a way, and what closes it, are separated by ` > ` and ` | `. */
export function* escalationCsv({ principals }: EscalationView): Iterable<string> {
  yield csvRow(columns);
  for (const principal of principals) for (const way of principal.ways) yield csvRow(cells(principal, way));
}

const columns = [
  "principal",
  "principal_type",
  "behaviour",
  "power",
  "certainty",
  "conditional",
  "hops",
  "methods",
  "becomes",
  "actions",
  "closed_by",
  "how",
] as const;

function cells(
  { arn, type }: EscalationPrincipal,
  { behaviour, power, certainty, conditional, hops, free }: EscalationWayView,
): readonly (string | number)[] {
  const required = hops.map(({ actions }) =>
    actions.filter((one) => one.required).map(({ action, state }) => `${action} (${state})`),
  );
  return [
    arn,
    type,
    behaviour,
    power,
    certainty,
    String(conditional),
    hops.length,
    hops.map(({ method }) => method).join(" > "),
    hops.map(({ target = "any of its kind" }) => target).join(" > "),
    required.map((names) => (names.length === 0 ? "its trust policy alone" : names.join(" + "))).join(" > "),
    free.map(({ principal, action }) => `${action} of ${principal}`).join(" | "),
    hops.map(({ by, how }) => `${shortName(by)}: ${how}`).join("; then "),
  ];
}

/** Blocks of Markdown: one for each principal, and what they come to; `more` notes stand behind our own. */
export function escalationMarkdown(
  view: EscalationView,
  more: readonly string[],
): {
  readonly summary: string;
  readonly principals: readonly string[];
  readonly notes: readonly string[];
} {
  const [summary = [], ...notes] = escalationEnd(view);
  return {
    summary: `**${clean(summary[0] ?? "")}** · ${summary.slice(1).map(clean).join(" · ")}`,
    principals: view.principals.map(principalBlock),
    notes: [...notes.map((note) => note.join(" ")), ...more],
  };
}

const rowLimit = 12;

function principalBlock(principal: EscalationPrincipal): string {
  const rows = escalationRows(principal);
  const more = rows.length - rowLimit;
  return [
    `### ${clean(escalationTitle(principal))}`,
    ...cutTexts(principal).map((text, at) => `${at === 0 ? "\n" : ""}- ${clean(text)}`),
    "",
    "| Its use | Becomes | By | Cut for nothing |",
    "|---|---|---|---|",
    ...rows
      .slice(0, rowLimit)
      .map(({ behaviour, becomes, by, cut }) => `| ${behaviour} | ${lines(becomes)} | ${lines(by)} | ${lines(cut)} |`),
    ...(more > 0 ? ["", `… ${plural(more, "row")} more.`] : []),
  ].join("\n");
}

function lines(texts: readonly string[]): string {
  return texts.map(clean).join("<br>");
}
