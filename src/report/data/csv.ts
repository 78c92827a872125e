import type { Detection, Finding } from "../../model/index.ts";
import { csvRow } from "../text/sanitize.ts";
import type { Report } from "../views/report.ts";

/** Findings, one a row; detections where the report is about nothing else (`detect` without grouping). Always a header. */
export function* renderCsv({ kind, findings, detections }: Report): Iterable<string> {
  if (kind === "detect" && findings.length === 0) {
    yield csvRow(detectionColumns);
    for (const detection of detections) yield csvRow(detectionCells(detection));
  } else {
    yield csvRow(findingColumns);
    for (const finding of findings) yield csvRow(findingCells(finding));
  }
}

const findingColumns = [
  "uid",
  "source_id",
  "title",
  "status",
  "severity",
  "account",
  "region",
  "resource_type",
  "resource_arn",
  "resource_name",
  "reason",
  "controls",
  "remediation",
  "cli",
  "observed_at",
] as const;

const detectionColumns = [
  "time",
  "level",
  "rule_id",
  "rule_title",
  "tags",
  "account",
  "region",
  "principal_type",
  "principal_arn",
  "principal_stable_arn",
  "source_ip",
  "event_names",
  "event_ids",
  "file",
  "index",
  "match",
  "group_by",
  "targets",
] as const;

function findingCells(finding: Finding): readonly (string | undefined)[] {
  const { uid, source, title, status, severity, account, region, resource, reason, remediation } = finding;
  return [
    uid,
    source.id,
    title,
    status,
    severity,
    account,
    region,
    resource.type,
    resource.arn,
    resource.name,
    reason,
    finding.controls.join("; "),
    remediation.text,
    remediation.cli,
    finding.observedAt,
  ];
}

/** File and index are those of the last event, the one that made the rule true. */
function detectionCells(detection: Detection): readonly (string | number | undefined)[] {
  const { time, rule, account, region, principal, sourceIp, targets, events, match, groupBy } = detection;
  const last = events.at(-1);
  return [
    time,
    rule.level,
    rule.id,
    rule.title,
    rule.tags.join(" "),
    account,
    region,
    principal.type,
    principal.arn,
    principal.stableArn,
    sourceIp,
    [...new Set(events.map(({ eventName }) => eventName))].join(" "),
    events.map(({ eventId }) => eventId).join(" "),
    last?.file,
    last?.index,
    JSON.stringify(match),
    groupBy && JSON.stringify(groupBy),
    targets?.map(({ name }) => name).join(" "),
  ];
}
