import { countValues } from "../text/summary.ts";
import { type Cell, createTerminal, type Style, type Terminal, type TerminalOptions } from "../text/terminal.ts";
import { principalTitle, type StateRow, stateRows } from "../text/usage-rows.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import {
  allActions,
  allServices,
  countStates,
  type UsagePrincipal,
  type UsageReport,
  type UsageState,
  type UsedService,
} from "../views/usage-report.ts";
import { escalationSections } from "./escalation-table.ts";
import { problemLines } from "./table-problems.ts";

/**
 * Usage for a person at a terminal: who has most that can go comes first, and of each what can go comes first. Ways to
 * more permissions, where they were asked for, stand in place of the services.
 */
export function renderUsageTable(report: UsageReport, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const [first] = report.principals;
  const isTold = (principal: UsagePrincipal): boolean =>
    (report.principals.length === 1 && principal === first) ||
    principal.services.some(({ state }) => state === "used" || state === "unused");
  const told: (readonly string[])[] = [];
  const open: UsagePrincipal[] = [];
  let unusedActions = 0;
  for (const principal of report.principals) {
    if (!isTold(principal)) {
      open.push(principal);
      continue;
    }
    const whole = withActions(principal);
    unusedActions += countStates(allActions(whole.services.filter(isUsed))).unused;
    if (report.escalation === undefined) told.push(principalLines(whole, terminal));
  }
  const sections = [
    headLines(report, terminal),
    ...(report.escalation === undefined
      ? [...told, openLines(open, terminal)]
      : escalationSections(report.escalation, terminal)),
    problemLines(report.problems, terminal),
    summaryLines(report, unusedActions, terminal),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** Actions of services in use are shown and counted, and made once for both. */
function withActions(principal: UsagePrincipal): UsagePrincipal {
  return { ...principal, services: principal.services.map((service) => (isUsed(service) ? { ...service } : service)) };
}

function isUsed({ state }: UsedService): boolean {
  return state === "used";
}

/** In a terminal a longer list says less than its count. */
const namesLimit = 40;
function headLines({ account, asOf, windowDays, logs }: UsageReport, terminal: Terminal): readonly string[] {
  const parts = [
    account === "" ? "Account not named by any input" : `Account ${account}`,
    `as of ${formatTime(asOf, "minute")}`,
    `window ${plural(windowDays, "day")}`,
    logs === undefined ? "no logs" : `${plural(logs.events, "event")} in the logs`,
  ];
  return terminal.text(parts.join("   "), "strong");
}

function principalLines(principal: UsagePrincipal, terminal: Terminal): readonly string[] {
  const { services } = principal;
  if (services.length === 0) return terminal.text(`${principalTitle(principal)}: no service is granted`, "quiet");
  return [
    ...terminal.text(principalTitle(principal), "strong"),
    ...terminal.table(columns, stateRows(principal, namesLimit).map(cells)),
  ];
}

/** Principals of which nothing is known to be used or unused: one row each, with the reason that most services have. */
function openLines(principals: readonly UsagePrincipal[], terminal: Terminal): readonly string[] {
  if (principals.length === 0) return [];
  const rows = principals.map(({ type, name, services }): readonly Cell[] => {
    const reasons = countValues(services.map(({ reason }) => reason));
    const [most] = reasons;
    const others = reasons.length > 1 ? ` (and ${plural(reasons.length - 1, "other reason")})` : "";
    return [
      { lines: [`${type}/${name}`] },
      { lines: [formatCount(services.length)] },
      { lines: [most === undefined ? "No service is granted." : `${most.value}${others}`] },
    ];
  });
  return [
    ...terminal.text("Neither used nor unused for certain", "strong"),
    ...terminal.table(
      [
        { header: "PRINCIPAL", flexible: true },
        { header: "SERVICES", align: "right" },
        { header: "WHY", flexible: true },
      ],
      rows,
    ),
  ];
}

const columns = [
  { header: "STATE" },
  { header: "LAST USED" },
  { header: "DAYS", align: "right" },
  { header: "SOURCE" },
  { header: "SERVICES", flexible: true },
] as const;

const styles: { readonly [state in UsageState]: Style } = {
  unused: "medium",
  unknown: "UNKNOWN",
  protected: "quiet",
  used: "PASS",
};

function cells({ state, lastUsed, days, source, text, reason }: StateRow): readonly Cell[] {
  return [
    { lines: [state], style: styles[state] },
    { lines: [lastUsed === undefined ? (state === "unused" ? "never" : "") : formatTime(lastUsed, "minute")] },
    { lines: [days === undefined ? "" : formatCount(days)] },
    { lines: [sourceWords[source]], style: "quiet" },
    { lines: [text, ...(reason === undefined ? [] : [reason])] },
  ];
}

const sourceWords = {
  "access-advisor": "advisor",
  cloudtrail: "logs",
  both: "both",
  none: "",
} as const;

function summaryLines(
  { principals, notes }: UsageReport,
  unusedActions: number,
  terminal: Terminal,
): readonly string[] {
  const of = countStates(allServices(principals));
  const services = of.unused + of.unknown + of.protected + of.used;
  const parts = [
    `${plural(principals.length, "principal")}, ${plural(services, "grant")} of a service`,
    `${formatCount(of.unused)} unused`,
    `${formatCount(of.unknown)} unknown`,
    `${formatCount(of.protected)} protected`,
    `${formatCount(of.used)} used${unusedActions > 0 ? ` (${plural(unusedActions, "unused action")} in them)` : ""}`,
  ];
  return [
    ...terminal.text(parts.join(` ${terminal.mark("dot")} `), "strong"),
    ...notes.flatMap((note) => terminal.text(note, "quiet")),
  ];
}
