import { type Command, InvalidArgumentError } from "commander";
import { collect, oneFile, option, span } from "../options.ts";

/** What `usage` and `rightsize plan` read, said in the same words. */
export function addUsageInputs(command: Command, { stdin }: { readonly stdin: boolean }): Command {
  return command
    .optionsGroup("What is read:")
    .addOption(
      option(
        "--authorization-details <file...>",
        "aws iam get-account-authorization-details; several pages may be given",
        collect,
      ),
    )
    .addOption(
      option(
        "--service-last-accessed <[arn=]file...>",
        "aws iam get-service-last-accessed-details, one for each principal or of all who share a policy",
        collect,
      ),
    )
    .addOption(
      option(
        "--logs <path...>",
        `CloudTrail files, directories, globs${stdin ? ", -" : ""} or s3://bucket/prefix`,
        collect,
      ),
    )
    .addOption(option("--snapshot <file>", "a snapshot, in place of saved answers", oneFile));
}

/** How long something must have gone unused, and what stays whatever is known of it. */
export function addUsageLimits(command: Command): Command {
  return command
    .addOption(
      option("--window <span>", "so long something must have gone unused, 30d to 400d", span).default(
        90 * dayMs,
        "90d",
      ),
    )
    .addOption(option("--grace <span>", "what was granted within it stays", span).default(14 * dayMs, "14d"))
    .addOption(
      option(
        "--protect <pattern>",
        "what must stay: actions (s3:*) or principals by ARN, with wildcards (repeatable)",
        protectPattern,
      ),
    );
}

const dayMs = 86_400_000;

/** A pattern that can match nothing would protect nothing, and nobody would see it. */
function protectPattern(text: string, previous: readonly string[] | undefined): readonly string[] {
  if (/^[^\s:]+:\S+$/.test(text) || /^[^\s:]*\*\S*$/.test(text)) return collect(text, previous);
  throw new InvalidArgumentError("It must be an action (s3:GetObject), a service (s3:*) or an ARN, with wildcards.");
}
