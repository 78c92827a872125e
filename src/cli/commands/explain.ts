import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, collect, option } from "../options.ts";
import type { ExplainOptions } from "../run/explain.ts";

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
    .addOption(option("--config <file>", "thresholds and placeholders (YAML)"));
  return addCommonOptions(command).action(async (id: string, event: string | undefined, options: ExplainOptions) => {
    const { runExplain } = await import("../run/explain.ts");
    process.exitCode = await runExplain(id, event, options, io);
  });
}
