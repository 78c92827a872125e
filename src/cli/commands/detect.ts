import { Argument, Command, InvalidArgumentError } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import {
  addGateOptions,
  addReportOptions,
  choice,
  collect,
  exportFormats,
  lateness,
  oneFile,
  option,
  span,
  time,
  wholeNumber,
} from "../options.ts";
import type { DetectOptions } from "../run/detect.ts";

/** `detect PATH...`: Sigma rules over CloudTrail files, wherever they are. */
export function detectCommand(io: Io): Command {
  const command = new Command("detect")
    .summary("run Sigma rules over CloudTrail files, here, in S3 or of Event history")
    .description(
      "Reads CloudTrail events from files, directories (recursive), globs or - (standard input), plain or gzip, from buckets\n" +
        "(s3://bucket/prefix) and from the account's Event history of 90 days (event-history), and\n" +
        "prints one detection for each rule and event, and one each time that a rule over time (a correlation, a baseline)\n" +
        "comes true. Duplicate deliveries count once. Nothing is skipped in silence.",
    )
    .addArgument(new Argument("<path...>", "file, directory, glob, -, s3://bucket/prefix or event-history"))
    .optionsGroup("Rules:")
    .addOption(option("--rules <path>", "Sigma rules, file or directory (repeatable)", collect))
    .addOption(option("--no-builtin-rules", "use only the rules given by --rules"))
    .addOption(choice("--min-level <level>", "only rules at or above this level", severities))
    .addOption(option("--config <file>", "values for Sigma placeholders (YAML)"))
    .addOption(
      option("--state <file>", "go on where the run before ended: windows and baselines are kept in this file"),
    )
    .addOption(
      option(
        "--settled",
        "with --state: of rules over time tell only what events that come late cannot change any more; the next run tells the rest",
      ),
    )
    .addOption(
      option(
        "--no-learning",
        "for one look at unknown logs: baselines of the types first_seen, dormant and travel tell from each group's second event on",
      ),
    )
    .addOption(
      option(
        "--allow-lateness <span>",
        "how late an event may be delivered and still count in its place, 7d at most",
        lateness,
      ).default(15 * 60_000, "15m"),
    )
    .addOption(
      option("--geoip <file>", "country, city or ASN database (.mmdb) for rules that ask (repeatable)", collect),
    )
    .optionsGroup("Events:")
    .addOption(option("--since <span>", "only events of the last 90m, 24h, 7d, counted from --as-of or now", span))
    .addOption(option("--from <time>", "only events at or after this time", time))
    .addOption(option("--to <time>", "only events before this time", time))
    .addOption(option("--as-of <time>", "what --since counts from", time))
    .addOption(option("--workers <n>", "threads that read and match (default: cores)", wholeNumber))
    .addOption(option("--offline", "open no socket; reading files never does"))
    .optionsGroup("Events at AWS:")
    .addOption(option("--region <name>", "only this region's; also where AWS is asked first (repeatable)", collect))
    .addOption(option("--account <id>", "only this account's (repeatable)", accounts))
    .addOption(option("--concurrency <n>", "objects that are got at the same time", wholeNumber).default(64))
    .addOption(option("--workspace <dir>", "where looked-up Event history is kept"))
    .addOption(option("--profile <name>", "of the AWS configuration", oneFile))
    .addOption(option("--role-arn <arn>", "a role to take on first", oneFile))
    .addOption(option("--external-id <text>", "with --role-arn, where the role wants one", oneFile))
    .addOption(option("--mfa-serial <arn>", "with --role-arn: the MFA device, whose code is asked for", oneFile))
    .addOption(option("--endpoint-url <url>", "in place of AWS; also AWS_ENDPOINT_URL", oneFile))
    .optionsGroup("What is shown:")
    .addOption(choice("--severity <level>", "only detections at or above this level", severities))
    .addOption(option("--explain", "say of each detection which conditions held, and for which values"))
    .addOption(option("--group", "fold detections into findings: one for each rule and principal"))
    .addOption(option("--stats", "end with one line of JSON on stderr: what was read and found"));
  addReportOptions(command, [...exportFormats, "navigator"]);
  command.optionsGroup("Gates:");
  addGateOptions(command);
  return command.action(async (paths: readonly string[], options: DetectOptions) => {
    const { runDetect } = await import("../run/detect.ts");
    process.exitCode = await runDetect(paths, options, io);
  });
}

function accounts(text: string, previous: readonly string[] | undefined): readonly string[] {
  if (/^\d{12}$/.test(text)) return [...(previous ?? []), text];
  throw new InvalidArgumentError("It must be twelve digits.");
}
