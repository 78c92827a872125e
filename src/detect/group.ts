import {
  arnName,
  compareSeverity,
  type Detection,
  type Evidence,
  type Finding,
  findingUid,
  parseArn,
  type Resource,
  rootArn,
  targetName,
} from "../model/index.ts";
import type { RuleHead } from "../sigma/index.ts";
import { compareText, compareTimes } from "./order.ts";

/**
 * Folds detections into findings: one for each rule and whoever did it, by the ARN that stays the same over sessions. Where
 * an event names nobody, the address that it came from stands in, then the account. The most severe come first.
 */
export function groupDetections(detections: readonly Detection[], rules: readonly RuleHead[]): readonly Finding[] {
  const groups = new Map<string, Detection[]>();
  for (const detection of detections) {
    const uid = detectionUid(detection);
    const group = groups.get(uid);
    if (group === undefined) groups.set(uid, [detection]);
    else group.push(detection);
  }
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return [...groups]
    .flatMap(([uid, group]) => toFinding(uid, group, byId))
    .sort(
      (a, b) =>
        compareSeverity(b.severity, a.severity) ||
        compareText(a.source.title, b.source.title) ||
        compareText(a.source.id, b.source.id) ||
        compareText(a.resource.arn, b.resource.arn) ||
        compareText(a.uid, b.uid),
    );
}

/** The uid of the finding that a detection folds into. */
export function detectionUid(detection: Detection): string {
  return findingUid(detection.account, detection.rule.id, resourceOf(detection));
}

function toFinding(uid: string, group: readonly Detection[], rules: ReadonlyMap<string, RuleHead>): readonly Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const times = group.flatMap(({ events }) => events.map(({ eventTime }) => eventTime)).sort(compareTimes);
  const firstSeen = times[0] ?? first.time;
  const observedAt = times.at(-1) ?? first.time;
  const response = rules.get(first.rule.id)?.response ?? [];
  return [
    {
      schemaVersion: 1,
      kind: "finding",
      uid,
      source: { type: "rule", id: first.rule.id, title: first.rule.title },
      status: "FAIL",
      severity: first.rule.level,
      account: first.account,
      region: oneOrNone(group.map(({ region }) => region)),
      resource: resourceOf(first),
      title: first.rule.title,
      reason: reasonOf(group, firstSeen, observedAt),
      evidence: evidenceOf(group),
      controls: [],
      remediation: { text: response.length === 0 ? generalResponse : response.join(" ") },
      observedAt,
      firstSeen,
    },
  ];
}

const generalResponse =
  "Ask whoever made these calls whether they meant to; if not, revoke their credentials and undo the changes.";

function resourceOf({ principal, sourceIp, account }: Detection): Resource {
  const { stableArn } = principal;
  if (stableArn !== undefined)
    return { type: principalType(stableArn), arn: stableArn, name: principalName(stableArn) };
  // Neither an address nor a service has an ARN; its own text is what stays the same.
  if (sourceIp !== "") {
    return { type: sourceIp.endsWith(".amazonaws.com") ? "aws.service" : "ip.address", arn: sourceIp, name: sourceIp };
  }
  return { type: "aws.account", arn: account === "" ? "" : rootArn(account), name: account };
}

function principalType(arn: string): string {
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service === "iam" && resource === "root") return "iam.root";
  if (service === "iam" && resource.startsWith("user/")) return "iam.user";
  if (service === "iam" && resource.startsWith("role/")) return "iam.role";
  return "aws.principal";
}

function principalName(arn: string): string {
  return principalType(arn) === "iam.root" ? "root" : arnName(arn);
}

function reasonOf(group: readonly Detection[], from: string, to: string): string {
  const events = group.flatMap((detection) => detection.events);
  const names = listed(distinct(events.map(({ eventName }) => eventName)));
  const addresses = listed(distinct(group.map(({ sourceIp }) => sourceIp)));
  const when = from === to ? `at ${from || "an unknown time"}` : `between ${from} and ${to}`;
  const targets = listed(distinct(group.flatMap((detection) => detection.targets ?? []).map(targetName)));
  const what = events.length === 1 ? "1 event" : `${events.length} events`;
  return `${what}${names && ` (${names})`}${targets && ` on ${targets}`} ${when}${addresses && ` from ${addresses}`}.`;
}

/** By how often, then by their characters; empty text left out. */
function distinct(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || compareText(a, b)).map(([value]) => value);
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, maxListed);
  const more = values.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

const maxListed = 3;

function evidenceOf(group: readonly Detection[]): readonly Evidence[] {
  const events = group.flatMap((detection) => detection.events);
  const shown = events.slice(0, maxEvidence).map(({ file, index, eventId }) => ({
    source: file,
    field: `record ${index}, eventID`,
    value: eventId,
  }));
  const more = events.length - shown.length;
  return more === 0 ? shown : [...shown, { source: "detections", field: "further events", value: more }];
}

const maxEvidence = 20;

function oneOrNone(values: readonly string[]): string {
  const [first = "", ...others] = new Set(values);
  return others.length === 0 ? first : "";
}
