import { type FindingStatus, findingStatuses, type Severity, severities } from "../model/index.ts";
import { identitySections } from "./tables/identity-sections.ts";
import { jsonText, sanitizeMarkdown } from "./text/sanitize.ts";
import { type Cell, createTerminal, type TerminalOptions } from "./text/terminal.ts";
import { formatTime, plural } from "./text/words.ts";
import type { IdentityView } from "./views/identity-view.ts";

export const identityFormats = ["table", "json", "md"] as const;
export type IdentityFormat = (typeof identityFormats)[number];

/** One identity as text of a format. */
export async function renderIdentity(
  format: IdentityFormat,
  view: IdentityView,
  options: TerminalOptions = {},
): Promise<Iterable<string>> {
  switch (format) {
    case "json":
      return [`${jsonText(view, 2)}\n`];
    case "md":
      return [markdown(view)];
    case "table":
      return [table(view, options)];
  }
}

/** In a terminal a longer list says less than its count. */
const tableLimit = 12;
const markdownLimit = 200;

function table(view: IdentityView, options: TerminalOptions): string {
  const terminal = createTerminal(options);
  const parts = identitySections(view, tableLimit).map(({ title, header, rows, text, hidden }) => [
    ...terminal.text(title, "strong"),
    ...(text === undefined ? [] : terminal.text(text, undefined, " ")),
    ...(rows.length === 0
      ? []
      : terminal.table(
          header.map((name, at) => ({
            header: name,
            ...(at === header.length - 1 || name === "RULE" || name === "WAY TO MORE"
              ? { flexible: true as const }
              : {}),
          })),
          rows.map((row) => row.map(cellOf)),
        )),
    ...(hidden > 0 ? terminal.text(`and ${plural(hidden, "more row", "more rows")} (use -o json)`, "quiet", " ") : []),
  ]);
  const notes = view.notes.length === 0 ? [] : [view.notes.flatMap((note) => terminal.text(`note: ${note}`, "quiet"))];
  return [terminal.text(headText(view), "strong"), ...parts, ...notes]
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function cellOf(text: string): Cell {
  const style = isStyle(text) ? text : undefined;
  return { lines: [text], style };
}

function isStyle(text: string): text is Severity | FindingStatus {
  return (severities as readonly string[]).includes(text) || (findingStatuses as readonly string[]).includes(text);
}

function headText({ identity, account, asOf }: IdentityView): string {
  const made = identity.createdAt === undefined ? "" : `   made ${formatTime(identity.createdAt, "minute")}`;
  return `${identity.type} ${identity.name}   ${identity.arn}   account ${account || "not named"}   as of ${formatTime(asOf, "minute")}${made}`;
}

function markdown(view: IdentityView): string {
  const parts = identitySections(view, markdownLimit).map(({ title, header, rows, text, hidden }) => {
    const lines = rows.map((row) => `| ${row.map(sanitizeMarkdown).join(" | ")} |`);
    return [
      `## ${title}`,
      ...(text === undefined ? [] : ["", sanitizeMarkdown(text)]),
      ...(rows.length === 0
        ? []
        : ["", `| ${header.join(" | ")} |`, `|${header.map(() => "---|").join("")}`, ...lines]),
      ...(hidden > 0 ? ["", `and ${plural(hidden, "more row", "more rows")}`] : []),
    ].join("\n");
  });
  const notes = view.notes.map((note) => `- ${sanitizeMarkdown(note)}`);
  const head = `# ${sanitizeMarkdown(`${view.identity.type} ${view.identity.name}`)}\n\n${sanitizeMarkdown(headText(view))}`;
  return `${[head, ...parts, ...(notes.length === 0 ? [] : [notes.join("\n")])].join("\n\n")}\n`;
}
