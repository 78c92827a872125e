import type { Detection, Finding, Severity } from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { compareText, summarize } from "../text/summary.ts";
import type { Report } from "../views/report.ts";

/** Which rows the table of a report lists, where that is not the usual; see `table`. */
export interface Listing {
  readonly all?: boolean | undefined;
  readonly floor?: Severity | undefined;
}

/**
 * One object. Every list is whole: nothing is bounded here. It holds all that any format shows, so that it can be
 * rendered again.
 */
export function* renderJson(report: Report, { all, floor }: Listing = {}): Iterable<string> {
  yield `{\n${members({
    schemaVersion: 1,
    kind: report.kind,
    tool: { name: "trailproof", version: report.toolVersion },
    title: report.title,
    account: report.account,
    asOf: report.asOf,
    summary: summarize(report),
  })},\n`;
  yield* list("findings", report.findings, toFindingJson);
  if (report.kind !== "audit") yield* list("detections", report.detections, toDetectionJson);
  const { problems, notes, inputs, story, lab, stats, ...others } = report;
  const listing = { ...(all !== undefined && { all }), ...(floor !== undefined && { floor }) };
  yield `${members({
    problems,
    ...(notes !== undefined && { notes }),
    inputs,
    ...(story && { story }),
    ...(lab && { lab }),
    ...(stats && { stats }),
    ...withoutHead(others),
    ...(Object.keys(listing).length > 0 && { listing }),
  })}\n}\n`;
}

/** Without what stands at the head of the object, or in its summary. In one order, whoever put the report together. */
function withoutHead({
  kind: _kind,
  toolVersion: _toolVersion,
  title: _title,
  account: _account,
  asOf: _asOf,
  findings: _findings,
  detections: _detections,
  hiddenFindings: _hiddenFindings,
  ...rest
}: Omit<Report, "problems" | "notes" | "inputs" | "story" | "lab" | "stats">): object {
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => compareText(a, b)));
}

/** Members of the outermost object, as they stand between its braces. */
function members(object: object): string {
  return jsonText(object, 2).slice("{\n".length, -"\n}".length);
}

/** A member of the outermost object that is too long for one text, with the comma after it. */
function* list<T>(name: string, items: readonly T[], toJson: (item: T) => T): Iterable<string> {
  yield `  "${name}": [`;
  for (const [index, item] of items.entries()) {
    // Two lists around it indent an item as the object and its list do.
    const text = jsonText([[toJson(item)]], 2).slice("[\n  [".length, -"\n  ]\n]".length);
    yield index === 0 ? text : `,${text}`;
  }
  yield items.length === 0 ? "],\n" : "\n  ],\n";
}

/** Exactly the keys that `jsonl` promises, in their order, whatever else the object holds. */
export function toFindingJson(finding: Finding): Finding {
  const { schemaVersion, kind, uid, source, status, severity, account, region, resource, title, reason } = finding;
  const { evidence, controls, remediation, suppression, observedAt, firstSeen } = finding;
  return {
    schemaVersion,
    kind,
    uid,
    source: { type: source.type, id: source.id, title: source.title },
    status,
    severity,
    account,
    region,
    resource: { type: resource.type, arn: resource.arn, name: resource.name },
    title,
    reason,
    evidence: evidence.map(({ source: from, field, value }) => ({ source: from, field, value })),
    controls,
    remediation: { text: remediation.text, ...(remediation.cli !== undefined && { cli: remediation.cli }) },
    ...(suppression && {
      suppression: {
        owner: suppression.owner,
        reason: suppression.reason,
        expires: suppression.expires,
        status: suppression.status,
      },
    }),
    observedAt,
    firstSeen,
  };
}

/** Exactly the keys that `jsonl` promises, in their order. */
export function toDetectionJson(detection: Detection): Detection {
  const { schemaVersion, kind, rule, time, account, region, principal, sourceIp, targets } = detection;
  const { events, match, groupBy, explanation } = detection;
  return {
    schemaVersion,
    kind,
    rule: { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags },
    time,
    account,
    region,
    principal: {
      type: principal.type,
      ...(principal.arn !== undefined && { arn: principal.arn }),
      ...(principal.stableArn !== undefined && { stableArn: principal.stableArn }),
    },
    sourceIp,
    events: events.map(({ eventId, eventName, eventSource, eventTime, file, index }) => ({
      eventId,
      eventName,
      eventSource,
      eventTime,
      file,
      index,
    })),
    match,
    groupBy,
    ...(targets && { targets: targets.map(({ type, name }) => ({ type, name })) }),
    ...(explanation && { explanation }),
  };
}
