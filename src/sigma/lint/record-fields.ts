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

/**
 * What records have below those of their fields that hold the same whatever was called.
 *
 * Source: CloudTrail User Guide, "CloudTrail userIdentity element" and "CloudTrail record contents".
 */
export const innerFields: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "userIdentity",
    new Set([
      ...[
        "accessKeyId",
        "accountId",
        "arn",
        "credentialId",
        "identityProvider",
        "inScopeOf",
        "invokedBy",
        "onBehalfOf",
      ],
      ...["principalId", "sessionContext", "type", "userName", "webIdFederationData"],
    ]),
  ],
  ["resources", new Set(["ARN", "ARNPrefix", "accountId", "type"])],
  ["tlsDetails", new Set(["cipherSuite", "clientProvidedHostHeader", "keyExchange", "tlsVersion"])],
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
