import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { nearestName } from "../app/nearest-name.ts";
import { findingStatuses } from "../model/finding-status.ts";
import { severities } from "../model/severity.ts";

/** Formats that stdout and `--out` take. `snapshot` (audit only) saves what was read, to be audited again. */
export const formats = ["table", "json", "jsonl", "csv", "md", "html"] as const;

/** Formats of other programs, for findings. */
export const exportFormats = ["ocsf", "asff", "sarif", "junit"] as const;

/** Options that mean the same in every command. */
export interface CommonOptions {
  readonly color: "auto" | "always" | "never";
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly progress: boolean;
}

export interface ReportOptions extends CommonOptions {
  readonly output: (typeof formats | typeof exportFormats | readonly ["navigator"])[number];
  readonly out: readonly OutFile[];
}

export interface GateOptions {
  readonly failOn?: (typeof severities)[number];
  readonly baseline?: string;
  readonly allowIncomplete?: boolean;
}

/** One `--out FORMAT=PATH`. */
export interface OutFile {
  readonly format: string;
  readonly path: string;
}

export function addCommonOptions(command: Command): Command {
  return command
    .addOption(option("-q, --quiet", "print nothing to stderr but errors").default(false))
    .addOption(option("-v, --verbose", "name every problem, not only the first ones").default(false))
    .addOption(option("--no-progress", "do not show progress"))
    .addOption(choice("--color <when>", "colour the output", ["auto", "always", "never"]).default("auto"));
}

/** `more` go to stdout and to files, `extraFormats` to files only. */
export function addReportOptions(
  command: Command,
  more: readonly string[] = [],
  extraFormats: readonly string[] = [],
): Command {
  const known = [...formats, ...more];
  return addCommonOptions(command)
    .addOption(choice("-o, --output <format>", "what goes to stdout", known).default("table"))
    .addOption(
      option(
        "--out <format=path>",
        "also write a file; may be given several times",
        outFile([...known, ...extraFormats]),
      ).default([], "none"),
    );
}

export function addGateOptions(command: Command): Command {
  return command
    .addOption(choice("--fail-on <level>", "exit with 3 when something at or above this severity is found", severities))
    .addOption(option("--baseline <file>", "an earlier json or jsonl result: only what is new counts for --fail-on"))
    .addOption(option("--allow-incomplete", "with --fail-on: exit with 0, not 5, when some answers are UNKNOWN"));
}

/**
 * A flag, which may also be set by `TRAILPROOF_<NAME>`; the help names the variable, and the command line wins.
 */
export function option(flags: string, description: string, parse?: (text: string, previous: never) => unknown): Option {
  const made = new Option(flags, description);
  made.env(`TRAILPROOF_${(made.long ?? "").replace(/^--/, "").replaceAll("-", "_").toUpperCase()}`);
  return parse === undefined ? made : made.argParser(parse as (text: string, previous: unknown) => unknown);
}

/** For options that may not be given twice, where the second would silently replace the first. */
export function oneFile(text: string, previous: string | undefined): string {
  if (previous === undefined) return text;
  throw new InvalidArgumentError(`It can be given only once, and was '${previous}' before.`);
}

/** An option that takes one of a few values, refuses others and suggests the nearest. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  // choices() tells the completion scripts; our parser, set after it, gives the better message.
  return option(flags, description)
    .choices(values)
    .argParser(oneOf(...values));
}

/** Refuses other values and suggests the nearest one. */
export function oneOf<const T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((known) => known === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`${suggestion(text, choices)}Known are ${choices.join(", ")}.`);
  };
}

/** A comma-separated list of statuses. */
export function statusList(text: string): readonly string[] {
  const parse = oneOf(...findingStatuses);
  return text.split(",").map((part) => parse(part.trim().toUpperCase()));
}

/** For options that may be given several times. */
export function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), text];
}

/** A positive whole number. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** RFC 3339 or a plain date, which is midnight UTC. Gives ISO 8601, UTC. */
export function time(text: string): string {
  const plain = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const instant = plain || zoned ? new Date(text.replace(" ", "T")) : new Date(Number.NaN);
  // JavaScript turns the 30th of February into a day of March.
  const rolled = plain && !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) !== text;
  if (Number.isNaN(instant.getTime()) || rolled) {
    throw new InvalidArgumentError("It must look like 2026-11-21 or 2026-11-21T20:00:00Z.");
  }
  return instant.toISOString();
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A span of a week at most: events that may come later than that would have to wait in memory for as long. */
export function lateness(text: string): number {
  const ms = span(text);
  if (ms <= 7 * unitMs.d) return ms;
  throw new InvalidArgumentError("It must not be more than 7d: what is kept waiting for late events grows with it.");
}

/** A span such as `90m` or `7d`, in milliseconds. */
export function span(text: string): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  if (match !== null) return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  throw new InvalidArgumentError("It must look like 15m, 24h or 7d.");
}

/** Parses one `--out FORMAT=PATH` and adds it to those before. */
export function outFile(
  known: readonly string[],
): (text: string, previous: readonly OutFile[] | undefined) => readonly OutFile[] {
  const parse = oneOf(...known);
  return (text, previous) => {
    const split = text.indexOf("=");
    if (split <= 0 || split === text.length - 1) throw new InvalidArgumentError("It must look like html=report.html.");
    const path = text.slice(split + 1);
    const format = parse(text.slice(0, split));
    return [...(previous ?? []), { format, path: inFolder(path) }];
  };
}

/** A path whose folder is there: one that is made for a misspelt path hides what was written. */
export function inFolder(path: string): string {
  if (existsSync(dirname(path))) return path;
  throw new InvalidArgumentError(`The folder ${dirname(path)} does not exist.`);
}

/** `Did you mean 'json'? `, or nothing where no choice is near. */
export function suggestion(text: string, choices: readonly string[]): string {
  const nearest = nearestName(text, choices);
  return nearest === undefined ? "" : `Did you mean '${nearest}'? `;
}
