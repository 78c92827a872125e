import { escalationRows, escalationTitle, shortName } from "./escalation-rows.ts";
import type { EscalationCut, EscalationPrincipal, EscalationView, EscalationWayView } from "./escalation-view.ts";
import type { Cell, Style, Terminal } from "./terminal.ts";
import { formatCount, plural } from "./words.ts";

/** Who can become whom by which actions, and what to cut for nothing: sections of lines. */
export function escalationSections(view: EscalationView, terminal: Terminal): readonly (readonly string[])[] {
  return [...view.principals.map((principal) => principalLines(principal, terminal)), endLines(view, terminal)];
}

const rowLimit = 12;
const nameLimit = 8;

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

/** `Cut lambda:CreateFunction: closes 2 ways. Never used (window 90 days). Granted by statement 2 of inline policy own.` */
function cutTexts({ arn, cuts }: EscalationPrincipal): readonly string[] {
  const groups = new Map<string, EscalationCut[]>();
  for (const cut of cuts) {
    const key = JSON.stringify([cut.principal, cut.reason, cut.grantedBy]);
    groups.set(key, [...(groups.get(key) ?? []), cut]);
  }
  return [...groups.values()].map((group) => {
    const [{ principal: owner, reason, grantedBy } = noCut] = group;
    const whose = owner === arn ? "" : ` of ${shortName(owner)}`;
    const names = group.map(({ action }) => action).join(", ");
    const closed = group.reduce((sum, { closes }) => sum + closes, 0);
    const [first, ...others] = grantedBy;
    const by =
      first === undefined
        ? ""
        : ` Granted by ${first}${others.length > 0 ? `, and ${formatCount(others.length)} more` : ""}.`;
    return `Cut ${names}${whose}: closes ${plural(closed, "way")}. ${reason}${by}`;
  });
}

const noCut: EscalationCut = { principal: "", action: "", closes: 0, reason: "", grantedBy: [] };

function endLines(
  { principals, administrators, methods, notTried }: EscalationView,
  terminal: Terminal,
): readonly string[] {
  const ways = principals.flatMap((principal) => principal.ways);
  const count = (wanted: EscalationWayView["behaviour"]): string =>
    formatCount(ways.filter(({ behaviour }) => behaviour === wanted).length);
  const dot = ` ${terminal.mark("dot")} `;
  const summary = [
    `${plural(principals.length, "principal")} with ${plural(ways.length, "way")} to more permissions`,
    `${count("unused")} can be closed for nothing`,
    `${count("unknown")} unknown`,
    `${count("used")} used`,
  ];
  const names = administrators.slice(0, nameLimit).map(shortName).join(", ");
  const more = administrators.length - nameLimit;
  return [
    ...terminal.text(summary.join(dot), "strong"),
    ...(administrators.length === 0
      ? []
      : terminal.text(
          `Administrators already, who need no way: ${names}${more > 0 ? ` and ${formatCount(more)} more` : ""}.`,
        )),
    ...(ways.some(({ behaviour }) => behaviour === "unknown")
      ? terminal.text(
          "What is unknown (?) takes an Access Advisor answer by action: aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL.",
          "quiet",
        )
      : []),
    ...terminal.text(
      `${plural(methods, "method")} tried on each, chains up to 3 hops; not tried: ${notTried.map(({ method }) => method).join(", ")} (their service is closed). ` +
        "Policies of resources and of the organization are not read.",
      "quiet",
    ),
  ];
}
