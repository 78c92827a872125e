import type { Detection, Finding } from "../model/index.ts";
import type { Report } from "./report.ts";
import { jsonText } from "./sanitize.ts";
import { summarize } from "./summary.ts";

/** One object. Every list is whole: nothing is bounded here. */
export function renderJson(report: Report): string {
  const document = {
    schemaVersion: 1,
    kind: report.kind,
    tool: { name: "trailproof", version: report.toolVersion },
    title: report.title,
    account: report.account,
    asOf: report.asOf,
    summary: summarize(report),
    findings: report.findings.map(toFindingJson),
    ...(report.kind !== "audit" && { detections: report.detections.map(toDetectionJson) }),
    problems: report.problems,
    inputs: report.inputs,
    ...(report.stats && { stats: report.stats }),
  };
  return `${jsonText(document, 2)}\n`;
}

/** Exactly the keys that `jsonl` promises, in their order, whatever else the object holds. */
export function toFindingJson(finding: Finding): Finding {
  const { schemaVersion, kind, uid, source, status, severity, account, region, resource, title, reason } = finding;
  const { evidence, controls, remediation, observedAt, firstSeen } = finding;
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
    observedAt,
    firstSeen,
  };
}

/** Exactly the keys that `jsonl` promises, in their order; `groupBy` only for correlations. */
export function toDetectionJson(detection: Detection): Detection {
  const { schemaVersion, kind, rule, time, account, region, principal, sourceIp, events, match, groupBy } = detection;
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
    ...(groupBy !== undefined && { groupBy }),
  };
}
