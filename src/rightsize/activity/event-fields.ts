/**
 * What counting reads of an event, beside its source, name, id and time: two events that are equal in all of these count for
 * the same. Paths as steps; a path stands for all that is below it.
 */
export const eventFields: readonly (readonly string[])[] = [
  ["awsRegion"],
  ["errorCode"],
  ["errorMessage"],
  ["eventCategory"],
  ["eventContext"],
  ["eventType"],
  ["managementEvent"],
  ["recipientAccountId"],
  ["requestParameters"],
  ["resources"],
  ["responseElements"],
  ["sourceIPAddress"],
  ["tlsDetails", "tlsVersion"],
  ["userIdentity", "accountId"],
  ["userIdentity", "arn"],
  ["userIdentity", "invokedBy"],
  ["userIdentity", "principalId"],
  ["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"],
  ["userIdentity", "sessionContext", "sessionIssuer"],
  ["userIdentity", "type"],
  ["userIdentity", "userName"],
  ["vpcEndpointId"],
];
