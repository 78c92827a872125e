import type { FieldPath } from "../condition.ts";

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

/** Fields that this program derives from records; rules ask them like any other. */
export const derivedFields: ReadonlySet<FieldPath> = new Set([
  "derived.principal",
  "derived.network",
  "derived.country",
  "derived.asn",
  "derived.location",
  "derived.address",
  "derived.agent",
  "derived.credential",
  "derived.foreignAccounts",
]);

/** True when the first step of a path is a field of a record, or `derived`. */
export function isRecordField(field: FieldPath): boolean {
  const first = field.split(".")[0] ?? "";
  return recordFields.has(first) || first === "derived";
}
