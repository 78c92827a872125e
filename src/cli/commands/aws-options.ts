import { type Command, InvalidArgumentError } from "commander";
import { collectFeatures } from "../../model/collection.ts";
import { collect, oneFile, oneOf, option } from "../options.ts";

/** Whose credentials are used, and where AWS is. */
export interface AwsOptions {
  readonly profile?: readonly string[];
  readonly region?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly mfaSerial?: string;
  readonly endpointUrl?: string;
}

/** The same flags for every command that asks AWS. */
export function addAwsOptions(command: Command): Command {
  return command
    .optionsGroup("Whose account:")
    .addOption(option("--profile <name>", "of the AWS configuration (repeatable)", collect))
    .addOption(
      option("--region <name>", "where regional services are asked; else the profile's, else us-east-1", oneFile),
    )
    .addOption(option("--role-arn <arn>", "a role to take on first", oneFile))
    .addOption(option("--external-id <text>", "with --role-arn, where the role wants one", oneFile))
    .addOption(option("--mfa-serial <arn>", "with --role-arn: the MFA device, whose code is asked for", oneFile))
    .addOption(option("--endpoint-url <url>", "in place of AWS; also AWS_ENDPOINT_URL", oneFile));
}

/** A comma-separated list of features. */
export function featureList(text: string): readonly string[] {
  const parse = oneOf(...collectFeatures);
  const list = [...new Set(text.split(",").map((part) => parse(part.trim())))];
  if (list.length > 0) return list;
  throw new InvalidArgumentError("It must name at least one.");
}
