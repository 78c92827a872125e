import { formatDays } from "../../model/index.ts";
import { formatCount, formatTime, plural, worstFirst } from "../text/words.ts";
import type { ChangeFact, CredentialFact, IdentityView, RecentEvent } from "../views/identity-view.ts";

/** A part of the view in words, the same for every format for people. */
export interface IdentitySection {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** In place of rows, or before them. */
  readonly text?: string;
  /** How many rows a limit left out. */
  readonly hidden: number;
}

/** In the order in which somebody who was woken up asks. `limit`: the longest list that is shown. */
export function identitySections(view: IdentityView, limit: number): readonly IdentitySection[] {
  return [
    findingSection(view, limit),
    section("Detections", ["LEVEL", "RULE", "TIMES", "LAST", "EVENT"], detectionRows(view), limit, noDetections(view)),
    section(
      "Credentials",
      ["CREDENTIAL", "STATE", "AGE", "LAST USED", "ID"],
      credentialRows(view),
      limit,
      mfaText(view),
    ),
    section(
      "Groups and policies",
      ["POLICY", "VIA"],
      view.policies.map(({ name, via }) => [name, via]),
      limit,
      groupText(view),
    ),
    section(
      "What it may do",
      ["WAY TO MORE", "GETS", "CERTAINTY"],
      view.power.ways.map(({ how, power, certainty }) => [how, power, certainty]),
      limit,
      powerText(view),
    ),
    section(
      "Who can become it",
      ["WHO", "HOW"],
      view.reachedBy.map(({ who, how }) => [who, how]),
      limit,
      emptyText(view.reachedBy, "Nobody that is known."),
    ),
    section(
      "What it can become",
      ["WHOM", "HOW"],
      view.reaches.map(({ who, how }) => [who, how]),
      limit,
      emptyText(view.reaches, "Nobody that is known."),
    ),
    section("Granted and used", ["SERVICE", "STATE", "ACTIONS", "LAST USED"], usageRows(view), limit, usageText(view)),
    ...activitySections(view, limit),
  ];
}

function section(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  limit: number,
  text?: string,
): IdentitySection {
  return {
    title,
    header,
    rows: rows.slice(0, limit),
    hidden: Math.max(0, rows.length - limit),
    ...(text !== undefined && { text }),
  };
}

function findingSection({ findings }: IdentityView, limit: number): IdentitySection {
  const shown = findings
    .filter(({ status }) => status === "FAIL" || status === "UNKNOWN")
    .toSorted(
      (a, b) =>
        Number(a.status !== "FAIL") - Number(b.status !== "FAIL") ||
        worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity),
    );
  const passed = findings.filter(({ status }) => status === "PASS").length;
  const rows = shown.map(({ status, severity, source, reason }) => [status, severity, source.id, reason]);
  return section(
    "Findings",
    ["STATUS", "SEVERITY", "CHECK", "REASON"],
    rows,
    limit,
    `${plural(shown.filter(({ status }) => status === "FAIL").length, "check")} failed, ${formatCount(passed)} passed.`,
  );
}

/** One row for each rule, worst first: a guessed password is one line, not nine. */
function detectionRows({ detections }: IdentityView): readonly (readonly string[])[] {
  const rules = new Map<string, { readonly newest: IdentityView["detections"][number]; count: number }>();
  for (const detection of detections) {
    const known = rules.get(detection.rule);
    if (known === undefined) rules.set(detection.rule, { newest: detection, count: 1 });
    else known.count += 1;
  }
  return [...rules.values()]
    .sort((a, b) => worstFirst.indexOf(a.newest.level) - worstFirst.indexOf(b.newest.level))
    .map(({ newest: { level, title, time, eventName }, count }) => [
      level,
      title,
      formatCount(count),
      formatTime(time),
      eventName,
    ]);
}

function noDetections({ detections, behaviour }: IdentityView): string | undefined {
  if (behaviour === undefined) return "Not looked for: no logs were given (--logs).";
  return emptyText(detections, "No rule tells of it.");
}

function emptyText(list: readonly unknown[], text: string): string | undefined {
  return list.length === 0 ? text : undefined;
}

function mfaText({ mfa, identity }: IdentityView): string | undefined {
  if (identity.type === "role") return "A role has no credentials of its own.";
  if (mfa === undefined) return "The credential report was not read, or does not know it.";
  return mfa === "yes"
    ? "It has an MFA device."
    : mfa === "no"
      ? "It has no MFA device."
      : "Whether it has an MFA device is not known.";
}

function credentialRows({ credentials }: IdentityView): readonly (readonly string[])[] {
  return credentials.map((one) => [one.credential, one.state, daysText(one.ageDays), usedText(one), one.id ?? ""]);
}

function usedText({ lastUsedDays, neverUsed, lastUsedService }: CredentialFact): string {
  if (neverUsed === true) return "never";
  const service = lastUsedService === undefined ? "" : ` (${lastUsedService})`;
  return lastUsedDays === undefined ? "not known" : `${formatDays(lastUsedDays)} ago${service}`;
}

function daysText(days: number | undefined): string {
  return days === undefined ? "not known" : formatDays(days);
}

function groupText({ groups, identity }: IdentityView): string | undefined {
  const parts = [
    ...(groups.length === 0 ? [] : [`Groups: ${groups.join(", ")}.`]),
    ...(identity.permissionsBoundary === undefined ? [] : [`Boundary: ${identity.permissionsBoundary}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" ");
}

function powerText({ power: { administrator, because } }: IdentityView): string {
  const what = {
    yes: "It is an administrator",
    no: "It is no administrator",
    unknown: "Whether it is an administrator is not known",
  };
  return `${what[administrator]}: ${because}.`;
}

function usageRows({ usage }: IdentityView): readonly (readonly string[])[] {
  return (usage?.services ?? []).map(({ namespace, state, grantedActions, lastUsed }) => [
    namespace,
    state,
    formatCount(grantedActions),
    lastUsed === undefined ? "" : formatTime(lastUsed, "minute"),
  ]);
}

function usageText({ usage }: IdentityView): string {
  if (usage === undefined) return "What is granted is not known.";
  return `${plural(usage.used, "service")} used, ${formatCount(usage.unused)} unused, ${formatCount(usage.unknown)} unknown.`;
}

function activitySections({ behaviour }: IdentityView, limit: number): readonly IdentitySection[] {
  if (behaviour === undefined)
    return [section("What it did", [], [], limit, "Not known: no logs were given (--logs).")];
  const { from, to, events, reads, writes, firstSeen, lastSeen } = behaviour;
  const span = `${formatTime(from, "minute")} to ${formatTime(to, "minute")}`;
  const seen =
    firstSeen === undefined || lastSeen === undefined
      ? "not seen in them"
      : `${plural(events, "event")}, ${plural(reads, "read")} and ${plural(writes, "write")}, from ${formatTime(firstSeen)} to ${formatTime(lastSeen)}`;
  const place = behaviour.placedBy === "geoip" ? "AS AND COUNTRY" : "NETWORK";
  return [
    section("Last events", eventHeader, behaviour.recent.map(eventRow), limit, `Logs of ${span}: ${seen}.`),
    section(
      "Sign-ins",
      ["TIME", "RESULT", "MFA", "FROM"],
      behaviour.signIns.map(({ time, result, mfa, place: from }) => [formatTime(time), result, mfa, from ?? ""]),
      limit,
    ),
    section(
      "Places",
      [place, "FIRST", "LAST", "EVENTS"],
      behaviour.places.map((one) => [one.place, formatTime(one.first), formatTime(one.last), formatCount(one.events)]),
      limit,
    ),
    section(
      "Tools",
      ["USER AGENT", "LAST", "EVENTS"],
      behaviour.agents.map((one) => [one.agent, formatTime(one.last), formatCount(one.events)]),
      limit,
    ),
    section(
      "Denied",
      ["ACTION", "TIMES", "LAST"],
      behaviour.denied.map((one) => [one.action, formatCount(one.count), formatTime(one.last)]),
      limit,
    ),
    section(
      "What it changed",
      ["TIME", "EVENT", "WHAT", "FROM", "REGION", "EVENT ID"],
      behaviour.changes.map(changeRow),
      limit,
    ),
    section(
      "Who changed it",
      ["TIME", "EVENT", "WHAT", "BY", "FROM"],
      behaviour.changedBy.map((one) => [
        formatTime(one.time),
        one.eventName,
        changedText(one),
        one.actor,
        one.sourceIp ?? "",
      ]),
      limit,
    ),
  ].filter(({ rows, text }) => rows.length > 0 || text !== undefined);
}

const eventHeader = ["TIME", "EVENT", "OUTCOME", "FROM", "REGION", "EVENT ID"];

function eventRow({
  time,
  eventName,
  eventSource,
  outcome,
  sourceIp,
  region,
  eventId,
}: RecentEvent): readonly string[] {
  const service = eventSource.replace(/\.amazonaws\.com$/, "");
  return [formatTime(time), `${service}:${eventName}`, outcome, sourceIp ?? "", region ?? "", eventId];
}

/** Only what was done is a change, so that there is no outcome. */
function changeRow(change: ChangeFact): readonly string[] {
  const [time = "", event = "", _outcome, ...where] = eventRow(change);
  return [time, event, changedText(change), ...where];
}

/** `user/ana, new access key AKIAANAEXAMPLE000001`; what one call named is one cell. */
function changedText({ targets, madeKey }: ChangeFact): string {
  return [...targets, ...(madeKey === undefined ? [] : [`new access key ${madeKey}`])].join(", ");
}
