import { type CloudTrailEvent, ownObject, ownText } from "../../model/index.ts";

/** Partition, Region and account of a call. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Where a call happened; undefined where the event does not say it. Accounts of others that own a resource are seen
 * only where the event has its ARN.
 */
export function placeOf(event: CloudTrailEvent): Place | undefined {
  const identity = ownObject(event, "userIdentity") ?? {};
  const account = ownText(event, "recipientAccountId") ?? ownText(identity, "accountId") ?? "";
  const region = ownText(event, "awsRegion") ?? "";
  if (!/^\d{12}$/.test(account) || !/^[a-z0-9-]{1,40}$/.test(region)) return undefined;
  return { partition: partitionOf(event), region, account };
}

/** Of the caller's ARN, else of the Region. */
export function partitionOf(event: CloudTrailEvent): string {
  const written = /^arn:([\w-]{1,40}):/.exec(ownText(ownObject(event, "userIdentity") ?? {}, "arn") ?? "")?.[1];
  if (written !== undefined) return written;
  const region = ownText(event, "awsRegion") ?? "";
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
