import { hash } from "node:crypto";
import { type Detection, type Finding, targetName } from "../../model/index.ts";
import { principalName, resourceName } from "../text/words.ts";
import type { Report } from "../views/report.ts";

/** One thing to tell another system. */
export interface ExportItem {
  readonly finding: Finding;
  /** Of the rule that it is about; empty for checks. */
  readonly tags: readonly string[];
  /** Where it is one detection that was not folded into a finding. */
  readonly detection?: Detection;
}

/**
 * Findings; detections where no finding stands for them. A detection is told as the finding that it alone would make,
 * with a uid of its own: of its rule and its events.
 */
export function* exportItems({ findings, detections }: Report): Iterable<ExportItem> {
  const tags = new Map(detections.map(({ rule }) => [rule.id, rule.tags]));
  let isFolded = false;
  for (const finding of findings) {
    const isOfRule = finding.source.type === "rule";
    if (isOfRule) isFolded = true;
    yield { finding, tags: (isOfRule && tags.get(finding.source.id)) || [] };
  }
  if (isFolded) return;
  for (const detection of detections) {
    yield { finding: ownFinding(detection), tags: detection.rule.tags, detection };
  }
}

function ownFinding(detection: Detection): Finding {
  const { rule, time, account, region, principal, sourceIp, events } = detection;
  const arn = principal.stableArn ?? principal.arn ?? "";
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: ownUid(detection),
    source: { type: "rule", id: rule.id, title: rule.title },
    status: "FAIL",
    severity: rule.level,
    account,
    region,
    resource: { type: "aws.principal", arn, name: principalName(principal) },
    title: rule.title,
    reason: `${whatHappened(detection)} at ${time}${sourceIp === "" ? "" : ` from ${sourceIp}`}.`,
    evidence: events.map(({ file, index, eventId }) => ({
      source: file,
      field: `record ${index}, eventID`,
      value: eventId,
    })),
    controls: [],
    remediation: { text: "" },
    observedAt: time,
    firstSeen: events[0]?.eventTime ?? time,
  };
}

function ownUid({ account, rule, principal, time, events }: Detection): string {
  const parts = [account, rule.id, principal.stableArn ?? "", time, ...events.map(({ eventId }) => eventId)];
  return hash("sha256", parts.join("\n"), "hex").slice(0, 32);
}

function whatHappened({ principal, events, targets = [] }: Detection): string {
  const names = [...new Set(events.map(({ eventName }) => eventName))].slice(0, 3).join(", ");
  const on = [...new Set(targets.map(targetName))].slice(0, 3).join(", ");
  return `${names} by ${principalName(principal)}${on === "" ? "" : ` on ${on}`}`;
}

/** What stands for a finding among those of one check: `role/Admin (arn:...)`. */
export function itemName({ finding, detection }: ExportItem): string {
  const { resource } = finding;
  const name = resourceName(resource);
  const who = resource.arn === "" || resource.arn === name ? name : `${name} (${resource.arn})`;
  return detection === undefined ? who : `${who} ${detection.events.at(-1)?.eventId ?? detection.time}`;
}
