import { retryOnlyTimeErrors } from "../../aws/index.ts";
import { type AwsOptions, clientOptions } from "../aws/aws-options.ts";
import { awsProblem } from "../aws/aws-problems.ts";

/** The regions that are enabled in the account, in order. Throws Problems. */
export async function enabledRegions(options: AwsOptions): Promise<readonly string[]> {
  const sdk = await import("@aws-sdk/client-account");
  const client = new sdk.AccountClient({ ...clientOptions(options), maxAttempts: 3 });
  retryOnlyTimeErrors(client);
  const regions: string[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const answer = await client.send(
        new sdk.ListRegionsCommand({
          MaxResults: 50,
          RegionOptStatusContains: ["ENABLED", "ENABLED_BY_DEFAULT"],
          NextToken,
        }),
      );
      for (const { RegionName } of answer.Regions ?? []) if (RegionName !== undefined) regions.push(RegionName);
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    return regions.sort();
  } catch (error) {
    throw awsProblem(error, "account:ListRegions");
  } finally {
    client.destroy();
  }
}

/**
 * The regions that every account of a partition has.
 *
 * Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account".
 */
export function defaultRegions(partition: string): readonly string[] {
  return regionsByPartition.get(partition) ?? [];
}

const regionsByPartition: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "aws",
    [
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-northeast-3",
      "ap-south-1",
      "ap-southeast-1",
      "ap-southeast-2",
      "ca-central-1",
      "eu-central-1",
      "eu-north-1",
      "eu-west-1",
      "eu-west-2",
      "eu-west-3",
      "sa-east-1",
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
    ],
  ],
  ["aws-cn", ["cn-north-1", "cn-northwest-1"]],
  ["aws-us-gov", ["us-gov-east-1", "us-gov-west-1"]],
]);
