import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, oneFile, option, time } from "../options.ts";
import type { ExplainOptions } from "../run/explain.ts";
import type { ExplainAllowOptions } from "../run/explain-allow.ts";

/** `explain`: a check, a rule or a problem code in words; a rule and an event, condition by condition. */
export function explainCommand(io: Io): Command {
  const command = new Command("explain")
    .summary("explain a check, a rule or a problem; or why a rule matches an event")
    .description(
      "Explains a check (CRED-04), a rule (its id, name or title) or a problem code (input.truncated).\n" +
        "With an event, says which conditions of the rule held, which did not, and for which values; of a rule over\n" +
        "time what each event of the file adds.",
    )
    .addArgument(new Argument("<id>", "check id, rule id, name or title, or problem code"))
    .addArgument(new Argument("[event]", "a file with CloudTrail events, or -"))
    .addOption(option("--rules <path>", "more rules, file or directory (repeatable)", collect))
    .addOption(
      option("--geoip <file>", "country, city or ASN database (.mmdb) for rules that ask (repeatable)", collect),
    )
    .addOption(option("--config <file>", "thresholds and placeholders (YAML)"))
    .addOption(choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"));
  command.addCommand(allowCommand(io));
  return addCommonOptions(command).action(async (id: string, event: string | undefined, options: ExplainOptions) => {
    const { runExplain } = await import("../run/explain.ts");
    process.exitCode = await runExplain(id, event, options, io);
  });
}

/** `explain allow`: may a principal do something, and which statement decides? */
function allowCommand(io: Io): Command {
  const command = new Command("allow")
    .summary("say whether a principal may do something, and which statement decides")
    .description(
      "Decides one request by the policies that are given: identity and group policies, the permissions boundary, a\n" +
        "role's trust policy; with the flags also organisation, resource and session policies. What hangs on a condition\n" +
        "key that is not given is UNKNOWN.",
    )
    .addOption(
      option(
        "--authorization-details <file...>",
        "aws iam get-account-authorization-details; several pages may be given",
        collect,
      ),
    )
    .addOption(option("--principal <arn>", "user or role", oneFile))
    .addOption(option("--action <action>", "such as s3:GetObject", oneFile))
    .addOption(option("--resource <arn>", "what it is done to").default("*"))
    .addOption(option("--context <key=value>", "a condition key of the request (repeatable; KEY= for none)", collect))
    .addOption(option("--as-of <time>", "the time of the request; else now", time))
    .addOption(option("--resource-policy <file>", "the resource's own policy (JSON)", oneFile))
    .addOption(option("--session-policy <file>", "the session's policy (JSON)", oneFile))
    .addOption(
      option(
        "--scp <file>",
        "service control policies of one level, from the organisation's root down (repeatable)",
        collect,
      ),
    )
    .addOption(choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"));
  return addCommonOptions(command).action(async () => {
    const { runExplainAllow } = await import("../run/explain-allow.ts");
    // What both commands know, such as `-o`, is taken by the outer one, wherever it stands.
    process.exitCode = await runExplainAllow(command.optsWithGlobals<ExplainAllowOptions>(), io);
  });
}
