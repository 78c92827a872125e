import type { FieldPath } from "./condition.ts";

/**
 * The fields of a CloudTrail record, of management, data, Insights and network activity events.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents".
 */
export const recordFields: ReadonlySet<string> = new Set([
  "addendum",
  "additionalEventData",
  "apiVersion",
  "awsRegion",
  "edgeDeviceDetails",
  "errorCode",
  "errorMessage",
  "eventCategory",
  "eventContext",
  "eventID",
  "eventName",
  "eventSource",
  "eventTime",
  "eventType",
  "eventVersion",
  "insightDetails",
  "managementEvent",
  "readOnly",
  "recipientAccountId",
  "requestID",
  "requestParameters",
  "resources",
  "responseElements",
  "serviceEventDetails",
  "sessionCredentialFromConsole",
  "sharedEventID",
  "sourceIPAddress",
  "tlsDetails",
  "userAgent",
  "userIdentity",
  "vpcEndpointAccountId",
  "vpcEndpointId",
]);

/** True when the first step of a path is one of them. */
export function isRecordField(field: FieldPath): boolean {
  return recordFields.has(field.split(".")[0] ?? "");
}
