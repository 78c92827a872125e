import { Argument, Command } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, option, wholeNumber } from "../options.ts";
import type { RulesOptions } from "../run/rules.ts";
import type { RuleTestOptions } from "../run/test-rules.ts";

/** `rules list|show|lint|test`: the rules that `detect` would run. */
export function rulesCommand(io: Io): Command {
  const rules = new Command("rules")
    .summary("list, show, check or test Sigma rules")
    .description("Sigma rules for CloudTrail.");

  const list = new Command("list")
    .summary("list the rules that detect would run")
    .description("Lists the built-in rules and those given by --rules.");
  addSelection(list).action(async (options: RulesOptions) => {
    const { listRules } = await import("../run/rules.ts");
    process.exitCode = listRules(options, io);
  });

  const show = new Command("show")
    .summary("show one rule in words")
    .description("Shows what a rule looks for, when it errs, and what to do when it matches.")
    .addArgument(new Argument("<rule>", "id, name or title"));
  addSelection(show).action(async (rule: string, options: RulesOptions) => {
    const { showRule } = await import("../run/rules.ts");
    process.exitCode = showRule(rule, options, io);
  });

  const lint = new Command("lint")
    .summary("check rule files and say what is wrong, with line and column")
    .description("Checks Sigma rule files. Exit code 2 when a rule is invalid; warnings alone are 0.")
    .addArgument(new Argument("<path...>", "rule file or directory"))
    .addOption(option("--config <file>", "values for Sigma placeholders (YAML)"));
  addCommonOptions(lint).action(async (paths: readonly string[], options: RulesOptions) => {
    const { lintRules } = await import("../run/rules.ts");
    process.exitCode = lintRules(paths, options, io);
  });

  const test = new Command("test")
    .summary("run the examples of rules, or say how loud rules are on your events")
    .description(
      "Runs the examples of the built-in rules and of those given by --rules through every engine. Exit code 2 when one\n" +
        "fails. With --on, runs the rules over your own events instead and prints alerts a day for each rule, before\n" +
        "anyone switches it on.",
    )
    .addOption(option("--on <path>", "CloudTrail events: file, directory or glob (repeatable)", collect))
    .addOption(
      option("--geoip <file>", "country, city or ASN database (.mmdb) for rules that ask (repeatable)", collect),
    )
    .addOption(option("--workers <n>", "threads that read and match (default: cores)", wholeNumber));
  addSelection(test).action(async (options: RuleTestOptions) => {
    const { testSelectedRules } = await import("../run/test-rules.ts");
    process.exitCode = await testSelectedRules(options, io);
  });

  return rules.addCommand(list).addCommand(show).addCommand(lint).addCommand(test);
}

function addSelection(command: Command): Command {
  return addCommonOptions(
    command
      .addOption(option("--rules <path>", "more rules, file or directory (repeatable)", collect))
      .addOption(option("--no-builtin-rules", "leave the built-in rules out"))
      .addOption(choice("--min-level <level>", "only rules at or above this level", severities))
      .addOption(option("--config <file>", "values for Sigma placeholders (YAML)"))
      .addOption(choice("-o, --output <format>", "what goes to stdout", ["table", "json", "jsonl"]).default("table")),
  );
}
