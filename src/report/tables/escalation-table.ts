import { escalationRows, escalationTitle } from "../text/escalation-rows.ts";
import { cutTexts, escalationEnd } from "../text/escalation-words.ts";
import type { Cell, Style, Terminal } from "../text/terminal.ts";
import { plural } from "../text/words.ts";
import type { EscalationPrincipal, EscalationView, EscalationWayView } from "../views/escalation-view.ts";

/** Who can become whom by which actions, and what to cut for nothing: sections of lines. */
export function escalationSections(view: EscalationView, terminal: Terminal): readonly (readonly string[])[] {
  return [...view.principals.map((principal) => principalLines(principal, terminal)), endLines(view, terminal)];
}

const rowLimit = 12;

function principalLines(principal: EscalationPrincipal, terminal: Terminal): readonly string[] {
  const rows = escalationRows(principal);
  const more = rows.length - rowLimit;
  return [
    ...terminal.text(escalationTitle(principal), "strong"),
    ...cutTexts(principal).flatMap((text) => terminal.text(text, "medium", "  ")),
    ...terminal.table(
      columns,
      rows
        .slice(0, rowLimit)
        .map(({ behaviour, becomes, by, cut }): readonly Cell[] => [
          { lines: [behaviour], style: styles[behaviour] },
          { lines: becomes },
          { lines: by },
          { lines: cut },
        ]),
    ),
    ...(more > 0 ? terminal.text(`${plural(more, "row")} more (use -o json)`, "quiet", " ") : []),
  ];
}

const columns = [
  { header: "ITS USE" },
  { header: "BECOMES", flexible: true },
  { header: "BY", flexible: true },
  { header: "CUT FOR NOTHING", flexible: true },
] as const;

const styles: { readonly [behaviour in EscalationWayView["behaviour"]]: Style } = {
  unused: "medium",
  unknown: "UNKNOWN",
  used: "high",
};

function endLines(view: EscalationView, terminal: Terminal): readonly string[] {
  const [summary = [], ...notes] = escalationEnd(view);
  const strong = view.administrators.length > 0 ? 1 : 0;
  return [
    ...terminal.text(summary.join(` ${terminal.mark("dot")} `), "strong"),
    ...notes.flatMap((note, at) => terminal.text(note.join(" "), at < strong ? undefined : "quiet")),
  ];
}
