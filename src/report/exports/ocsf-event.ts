import type { JsonObject, Severity } from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { exportJson, exportLine, exportText } from "./export-text.ts";
import { firstTimeMs } from "./export-time.ts";

/** The classes of OCSF's category Findings (2) that are written here. */
export const ocsfClasses = {
  2003: "Compliance Finding",
  2004: "Detection Finding",
  2008: "IAM Analysis Finding",
} as const;

export type OcsfClass = keyof typeof ocsfClasses;

/** What every event needs, before its class adds the rest. */
export interface OcsfEvent {
  readonly class: OcsfClass;
  readonly uid: string;
  readonly title: string;
  readonly message: string;
  readonly severity: Severity | undefined;
  readonly status: OcsfStatus;
  readonly account: string;
  readonly region: string;
  readonly toolVersion: string;
  /** When it was so, as the source wrote it. */
  readonly time: string;
  readonly firstSeen: string;
  /** The clock of the report, for a time that cannot be read. */
  readonly asOf: string;
  /** Members of `finding_info` beside uid, title, description and times. */
  readonly findingInfo: JsonObject;
  /** Members of the class. */
  readonly members: JsonObject;
  /** What OCSF has no place for. */
  readonly unmapped: JsonObject;
}

/** `status_id` and its caption; 99 is a status of ours. */
export interface OcsfStatus {
  readonly id: 1 | 3 | 99;
  readonly name: string;
}

/** One line: an event of OCSF 1.6.0 with the profile `cloud`. All times are milliseconds. */
export function ocsfLine(event: OcsfEvent): string {
  const { class: classUid, uid, title, message, severity, status, account, region, toolVersion, time, asOf } = event;
  const ms = firstTimeMs(time, asOf);
  const firstMs = Math.min(firstTimeMs(event.firstSeen, time, asOf), ms);
  let cuts = 0;
  const cut = (): void => {
    cuts += 1;
  };
  const members = boundedObject(event.members, cut);
  const findingInfo = boundedObject(event.findingInfo, cut);
  const unmapped = boundedObject(event.unmapped, cut);
  return `${jsonText({
    activity_id: 1,
    activity_name: "Create",
    category_uid: 2,
    category_name: "Findings",
    class_uid: classUid,
    class_name: ocsfClasses[classUid],
    type_uid: classUid * 100 + 1,
    type_name: `${ocsfClasses[classUid]}: Create`,
    time: ms,
    severity_id: severity === undefined ? 0 : severityIds[severity],
    severity: severity === undefined ? "Unknown" : capitalized(severity),
    status_id: status.id,
    status: status.name,
    message: exportText(message, 4_000),
    metadata: {
      version: "1.6.0",
      product: { name: "trailproof", vendor_name: "trailproof", version: exportLine(toolVersion, 64) },
      profiles: ["cloud"],
      original_time: exportLine(time, 64),
      ...(cuts > 0 && { is_truncated: true }),
    },
    cloud: {
      provider: "AWS",
      ...(account !== "" && { account: { uid: exportLine(account, 64), type_id: 10, type: "AWS Account" } }),
      ...(region !== "" && { region: exportLine(region, 64) }),
    },
    finding_info: {
      uid: exportLine(uid, 256),
      title: exportLine(title, 512),
      desc: exportText(message, 4_000),
      created_time: firstMs,
      first_seen_time: firstMs,
      last_seen_time: ms,
      modified_time: ms,
      ...findingInfo,
    },
    ...members,
    unmapped,
  })}\n`;
}

export const severityIds: { readonly [severity in Severity]: number } = {
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function boundedObject(object: JsonObject, isCut: () => void): JsonObject {
  // What is bounded stays the object that it was.
  return exportJson(object, isCut) as JsonObject;
}
