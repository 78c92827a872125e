import type { ServiceName } from "../call.ts";

/** Calls a second that one account may make of an operation in one region; undefined: as many as it likes. */
export function rateOf(service: ServiceName, operation: string): number | undefined {
  switch (service) {
    case "cloudtrail":
      return cloudtrailRate(operation);
    case "iam":
      return readsOnly.test(operation) ? iamRates.read : iamRates.write;
    case "sts":
      return operation === "AssumeRoleWithSAML" || operation === "AssumeRoleWithWebIdentity" ? undefined : 600;
    case "organizations":
      return readsOnly.test(operation) ? 10 : 1;
    // S3 allows thousands to each prefix: more than one process gets through.
    case "s3":
    case "signin":
      return undefined;
    case "access-analyzer":
    case "account":
    case "events":
    case "kms":
    case "logs":
    case "sns":
      return serviceRates[service];
  }
}

/** "Quotas in AWS CloudTrail", AWS CloudTrail User Guide: LookupEvents 2, get, describe and list 10, all others 1. */
function cloudtrailRate(operation: string): number {
  if (operation === "LookupEvents") return 2;
  return readsOnly.test(operation) ? 10 : 1;
}

const readsOnly = /^(Get|List|Describe|Lookup|Generate|Simulate)/;

/**
 * Of the calls that are answered here, the lowest that the quotas of the services name.
 *
 * Source: "Request quotas" of KMS, "CloudWatch Logs quotas", "Amazon SNS API throttling", "Amazon EventBridge quotas"; the
 * other two publish none.
 */
const serviceRates = { "access-analyzer": 10, account: 10, events: 50, kms: 5, logs: 10, sns: 10 } as const;

/** IAM publishes no rates, and Organizations only some; these are what clients meet. STS's is of "IAM and AWS STS quotas". */
const iamRates = { read: 20, write: 5 } as const;
