import { AwsError } from "../../aws-error.ts";

/** By shape; status and the rest are the model's. */
export function organizationsError(shape: string, message: string): AwsError {
  return new AwsError(shape, message);
}

export function notInUse(): AwsError {
  return new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
}

export function invalidInput(message: string = "You specified an invalid value."): AwsError {
  return new AwsError("InvalidInputException", message);
}

/** `account`, `root`, `policy`, ...: what was asked for and is not there. */
export function notFound(
  what: "Account" | "Policy" | "Root" | "Target" | "Parent" | "OrganizationalUnit" | "Child",
): AwsError {
  return new AwsError(`${what}NotFoundException`, notFoundTexts[what]);
}

const notFoundTexts = {
  Account: "You specified an account that doesn't exist.",
  Policy: "You specified a policy that doesn't exist.",
  Root: "You specified a root that doesn't exist.",
  Target: "You specified a target that doesn't exist.",
  Parent: "You specified parent that doesn't exist.",
  OrganizationalUnit: "You specified an organizational unit that doesn't exist.",
  Child: "You specified a child that doesn't exist.",
} as const;
