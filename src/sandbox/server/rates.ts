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
  }
}

/** "Quotas in AWS CloudTrail", AWS CloudTrail User Guide: LookupEvents 2, get, describe and list 10, all others 1. */
function cloudtrailRate(operation: string): number {
  if (operation === "LookupEvents") return 2;
  return readsOnly.test(operation) ? 10 : 1;
}

const readsOnly = /^(Get|List|Describe|Lookup|Generate|Simulate)/;

/** IAM publishes no rates, and Organizations only some; these are what clients meet. STS's is of "IAM and AWS STS quotas". */
const iamRates = { read: 20, write: 5 } as const;
