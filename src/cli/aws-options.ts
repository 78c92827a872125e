import { type Command, InvalidArgumentError, type Option } from "commander";
import { collectFeatures } from "../model/collection.ts";
import { collect, oneFile, oneOf, option, wholeNumber } from "./options.ts";

/** Whose credentials are used, and where AWS is. */
export interface AwsOptions {
  readonly profile?: readonly string[];
  readonly region?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly mfaSerial?: string;
  readonly endpointUrl?: string;
  /** Seconds for the whole command. */
  readonly timeout?: number;
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

/** For commands that end with what they have when the time is over. */
export function timeoutOption(): Option {
  return option("--timeout <seconds>", "for all of it; ends with what there is, and names what is not", wholeNumber);
}

/** A comma-separated list of some of a few words. */
export function listOf(...words: readonly string[]): (text: string) => readonly string[] {
  const parse = oneOf(...words);
  return (text) => {
    const list = [...new Set(text.split(",").map((part) => parse(part.trim())))];
    if (list.length > 0) return list;
    throw new InvalidArgumentError("It must name at least one.");
  };
}

/** `--for`: what is asked, of all that there is. */
export function featuresOption(): Option {
  return option(
    "--for <list>",
    "core (identities, credentials), usage (Access Advisor), trail (CloudTrail), organization, access (Access Analyzer)",
    listOf(...collectFeatures),
  ).default([...collectFeatures], "all of them");
}
