import type { IAMClientConfig } from "@aws-sdk/client-iam";
import type { Iam } from "../iam.ts";
import { type Clock, systemClock } from "./clock.ts";
import { isLoopback } from "./loopback.ts";
import { readsOf } from "./reads.ts";
import { senderOf } from "./send.ts";
import { writesOf } from "./writes.ts";

export interface IamOptions {
  /** Another endpoint than AWS's own; also read from `AWS_ENDPOINT_URL`. */
  readonly endpointUrl?: string;
  /** IAM is global; its region only tells the partition. */
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
}

export interface LiveIam extends Iam {
  /** What is written is not seen everywhere at once. Only an endpoint on this machine is known to be better than that. */
  readonly isEventuallyConsistent: boolean;
}

/** IAM with the credentials of the AWS SDK's default chain. Nothing is asked yet. */
export async function createIam(options: IamOptions = {}, clock: Clock = systemClock): Promise<LiveIam> {
  // A note on the Node of the future is nothing that whoever runs a command can act on.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // The package is large and only two commands need it.
  const sdk = await import("@aws-sdk/client-iam");
  const { endpointUrl, profile, region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] } = options;
  const common: IAMClientConfig = {
    region: region ?? "us-east-1",
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(profile !== undefined && { profile }),
  };
  const reader = new sdk.IAMClient({ ...common, retryMode: "adaptive", maxAttempts: 6 });
  // A second CreatePolicyVersion makes a second version: what is to be tried again is decided by us.
  const writer = new sdk.IAMClient({ ...common, maxAttempts: 1 });
  const named = endpointUrl ?? process.env["AWS_ENDPOINT_URL_IAM"] ?? process.env["AWS_ENDPOINT_URL"];
  return {
    ...readsOf(senderOf(reader, clock, "read"), sdk),
    ...writesOf(senderOf(writer, clock, "write"), sdk),
    isEventuallyConsistent: named === undefined || !isLoopback(named),
  };
}

/** The region that stands for the partition of an ARN. */
export function iamRegion(arn: string): string {
  const [, partition] = arn.split(":");
  return regions.get(partition ?? "") ?? "us-east-1";
}

const regions: ReadonlyMap<string, string> = new Map([
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]);
