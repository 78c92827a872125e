import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import { constraintText, limitOf, optionalText, pageOf, textOf, textsOf } from "../shared/input.ts";
import { ownAccountNeed, requireOwnAccount } from "./own-account.ts";

export const regionOperations: Operations = {
  ListRegions: {
    needs: (call) => [ownAccountNeed(call, "account:ListRegions")],
    run: listRegions,
  },
  GetRegionOptStatus: {
    needs: (call) => [
      ownAccountNeed(call, "account:GetRegionOptStatus", {
        "account:TargetRegion": [textOf(call.input, "RegionName")],
      }),
    ],
    run: (call) => {
      requireOwnAccount(call);
      const name = textOf(call.input, "RegionName");
      const status = regionStatuses.get(name);
      if (status === undefined) {
        throw new AwsError("ValidationException", `Region ${name.slice(0, 50)} is not a region of AWS.`);
      }
      return { RegionName: name, RegionOptStatus: status };
    },
  },
};

/**
 * As an account has them that has changed nothing.
 *
 * Source: AWS Account Management Reference Guide, "Specify which AWS Regions your account can use".
 */
const regionStatuses: ReadonlyMap<string, string> = new Map([
  ...[
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
  ].map((name) => [name, "ENABLED_BY_DEFAULT"] as const),
  ...[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
  ].map((name) => [name, "DISABLED"] as const),
]);

function listRegions(call: Call): Output {
  requireOwnAccount(call);
  const { input } = call;
  const wanted = textsOf(input, "RegionOptStatusContains");
  const wrong = wanted.find((status) => !statuses.has(status));
  if (wrong !== undefined) {
    const constraint = `Member must satisfy enum value set: [${[...statuses].join(", ")}]`;
    throw new AwsError("ValidationException", constraintText("RegionOptStatusContains", wrong, constraint));
  }
  const regions = [...regionStatuses]
    .map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }))
    .filter(({ RegionOptStatus }) => wanted.length === 0 || wanted.includes(RegionOptStatus))
    .sort((a, b) => (a.RegionName < b.RegionName ? -1 : 1));
  const most = limitOf(input, "MaxResults", 50, 50);
  const page = pageOf(regions, { most, token: optionalText(input, "NextToken") }, badToken);
  return { Regions: page.items, ...(page.next !== undefined && { NextToken: page.next }) };
}

const statuses: ReadonlySet<string> = new Set(["ENABLED", "ENABLING", "DISABLING", "DISABLED", "ENABLED_BY_DEFAULT"]);

function badToken(): AwsError {
  return new AwsError("ValidationException", "The NextToken is not one that was given.");
}
