import { isIP } from "node:net";
import type { ControlResult } from "../../compliance/index.ts";
import {
  type DetectedEvent,
  type Detection,
  type Finding,
  type FindingStatus,
  type JsonObject,
  parseArn,
} from "../../model/index.ts";
import type { Report } from "../views/report.ts";
import { attackTags } from "./attack-tags.ts";
import { type ExportItem, exportItems } from "./export-items.ts";
import { capitalized, type OcsfStatus, ocsfLine, severityIds } from "./ocsf-event.ts";
import { resourceTypeNames } from "./resource-types.ts";

/**
 * Events of OCSF 1.6.0, one a line: a Compliance Finding (2003) for each answer of a check, a Detection Finding (2004)
 * for each detection or finding of a rule.
 */
export function* renderOcsf(report: Report): Iterable<string> {
  for (const item of exportItems(report)) {
    yield item.finding.source.type === "rule" ? detectionFinding(item, report) : complianceFinding(item, report);
  }
}

/** How OCSF's compliance objects say a status: `status_id` and caption. 99 is a word of ours. */
export const complianceStatuses: {
  readonly [status in FindingStatus | ControlResult["status"]]: readonly [id: number, caption: string];
} = {
  PASS: [1, "Pass"],
  FAIL: [3, "Fail"],
  // "The compliance check did not yield a result due to missing information."
  UNKNOWN: [2, "Warning"],
  NOT_APPLICABLE: [99, "NOT_APPLICABLE"],
  SUPPRESSED: [99, "SUPPRESSED"],
  MANUAL: [99, "MANUAL"],
  PARTIAL: [99, "PARTIAL"],
  ATTESTED: [99, "ATTESTED"],
  CONTEXT: [99, "CONTEXT"],
};

function complianceFinding({ finding }: ExportItem, report: Report): string {
  const { source, status, severity, reason, controls, remediation } = finding;
  const [statusId, caption] = complianceStatuses[status];
  return ocsfLine({
    ...head(finding, report),
    class: 2003,
    findingInfo: { analytic: { type_id: 1, type: "Rule", uid: source.id, name: source.title } },
    members: {
      compliance: {
        control: source.id,
        desc: source.title,
        standards: [...new Set(controls.map((control) => control.slice(0, control.indexOf(":"))))],
        requirements: controls,
        status_id: statusId,
        status: caption,
        status_detail: reason,
        checks: [
          {
            uid: source.id,
            name: source.title,
            status_id: statusId,
            status: caption,
            severity_id: severityIds[severity],
            severity: capitalized(severity),
          },
        ],
      },
      ...(remediation.text !== "" && { remediation: { desc: remediation.text } }),
      resources: [resource(finding)],
      ...(finding.evidence.length > 0 && { evidences: evidences(finding) }),
    },
    unmapped: unmapped(finding),
  });
}

function detectionFinding({ finding, tags, detection }: ExportItem, report: Report): string {
  const { source, remediation } = finding;
  const attacks = attacksOf(tags);
  return ocsfLine({
    ...head(finding, report),
    class: 2004,
    findingInfo: {
      analytic: { type_id: 1, type: "Rule", uid: source.id, name: source.title },
      ...(attacks.length > 0 && { attacks }),
      data_sources: ["CloudTrail"],
      ...(detection && {
        related_events: detection.events.map(relatedEvent),
        related_events_count: detection.events.length,
      }),
    },
    members: {
      is_alert: finding.status === "FAIL",
      ...(remediation.text !== "" && { remediation: { desc: remediation.text } }),
      resources: [
        { ...resource(finding), role_id: 2, role: "Actor" },
        ...(detection?.targets ?? []).flatMap(({ type, name }) =>
          name === "" ? [] : [{ uid: name, ...(type !== "" && { type }), role_id: 1, role: "Target" }],
        ),
      ],
      ...(detection
        ? { evidences: detection.events.map((event) => eventEvidence(event, detection)) }
        : finding.evidence.length > 0 && { evidences: evidences(finding) }),
    },
    unmapped: { ...unmapped(finding), ...(detection && { match: detection.match, groupBy: detection.groupBy }) },
  });
}

function head(
  finding: Finding,
  { toolVersion, asOf }: Report,
): Omit<Parameters<typeof ocsfLine>[0], "class" | "findingInfo" | "members" | "unmapped"> {
  const { uid, title, reason, severity, status, account, region, observedAt, firstSeen } = finding;
  return {
    uid,
    title,
    message: reason,
    // What is as it should be is no alarm; how bad it would be stands with the check.
    severity: status === "PASS" || status === "NOT_APPLICABLE" ? "informational" : severity,
    status: findingStatuses[status],
    account,
    region,
    toolVersion,
    time: observedAt,
    firstSeen,
    asOf,
  };
}

const findingStatuses: { readonly [status in FindingStatus]: OcsfStatus } = {
  FAIL: { id: 1, name: "New" },
  UNKNOWN: { id: 1, name: "New" },
  SUPPRESSED: { id: 3, name: "Suppressed" },
  PASS: { id: 99, name: "PASS" },
  NOT_APPLICABLE: { id: 99, name: "NOT_APPLICABLE" },
};

function resource({ resource: { type, arn, name }, region }: Finding): JsonObject {
  const partition = parseArn(arn)?.partition ?? "";
  return {
    ...(arn !== "" && { uid: arn }),
    // One of both has to be there.
    name: name === "" && arn === "" ? "unknown" : name,
    type: resourceTypeNames(type)?.cloudFormation ?? type,
    ...(region !== "" && { region }),
    ...(partition !== "" && { cloud_partition: partition }),
  };
}

function evidences({ evidence }: Finding): readonly JsonObject[] {
  return evidence.map(({ source, field, value }) => ({ data: { source, field, value } }));
}

function unmapped({ source, status, resource: { type }, remediation, suppression }: Finding): JsonObject {
  return {
    source: { type: source.type, id: source.id },
    status,
    resource_type: type,
    ...(remediation.cli !== undefined && { remediation_cli: remediation.cli }),
    ...(suppression && { suppression: { ...suppression } }),
  };
}

/** Tags do not say which technique serves which tactic, so that each stands for itself. */
function attacksOf(tags: readonly string[]): readonly JsonObject[] {
  const { techniques, tactics } = attackTags(tags);
  return [
    ...tactics.map(({ id, name }) => ({ tactic: { uid: id, name } })),
    ...techniques.map((id) => {
      const [technique = id, sub] = id.split(".");
      return { technique: { uid: technique }, ...(sub !== undefined && { sub_technique: { uid: id } }) };
    }),
  ];
}

function relatedEvent({ eventId, eventName, eventSource }: DetectedEvent): JsonObject {
  return { uid: eventId, title: eventName, type: "CloudTrail event", product_uid: eventSource };
}

function eventEvidence(event: DetectedEvent, { principal, sourceIp }: Detection): JsonObject {
  const { eventId, eventName, eventSource, eventTime, file, index } = event;
  const arn = principal.arn ?? principal.stableArn;
  return {
    uid: eventId,
    api: { operation: eventName, service: { name: eventSource } },
    actor: {
      user: {
        type_id: 99,
        type: principal.type,
        ...(arn === undefined ? { name: principal.type } : { uid: arn }),
        ...(principal.stableArn !== undefined && { uid_alt: principal.stableArn }),
      },
    },
    // An address, or the name of a service of AWS.
    ...(sourceIp !== "" && { src_endpoint: isIP(sourceIp) === 0 ? { svc_name: sourceIp } : { ip: sourceIp } }),
    data: { eventId, eventTime, file, index },
  };
}
