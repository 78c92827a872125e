import { AwsError } from "../../aws-error.ts";
import type { Call, Need } from "../../call.ts";
import { optionalText } from "../shared/input.ts";

/** Source: Service Authorization Reference, "Resource types defined by AWS Account Management". */
export function ownAccountNeed({ account }: Call, action: string, context: Need["context"] = {}): Need {
  return { action, resource: `arn:aws:account::${account.id}:account`, context };
}

/** Other accounts of an organization are asked by its management account, which is not offered here. */
export function requireOwnAccount({ input }: Call): void {
  if (optionalText(input, "AccountId") !== undefined) {
    const message = "The sandbox answers Account Management for the caller's own account, without AccountId.";
    throw new AwsError("NotImplemented", message, 501);
  }
}
