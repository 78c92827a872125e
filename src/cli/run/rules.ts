import { describeRule, findRule, knownRules } from "../../app/rules/describe.ts";
import { lintRuleFiles } from "../../app/rules/lint-rules.ts";
import { loadRules, withExamples } from "../../app/rules/load-rules.ts";
import { rulesAtLeast, type SelectedRules } from "../../app/rules/select-rules.ts";
import { compareSeverity, type Severity } from "../../model/index.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import { counted } from "../counted.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, suggestion } from "../options.ts";
import { printProblem, printProblems, printWarnings } from "../problems.ts";
import { sanitizeTerminalLines } from "../terminal-lines.ts";
import { requireSettings } from "./settings.ts";

export interface RulesOptions extends CommonOptions {
  readonly rules?: readonly string[];
  readonly builtinRules: boolean;
  readonly output: "table" | "json" | "jsonl";
  readonly minLevel?: Severity;
  readonly config?: string;
}

/** `rules list`. */
export function listRules(options: RulesOptions, io: Io): number {
  const set = selectedRules(options, io, { lean: true });
  if (set === undefined) return 2;
  const rows = knownRules(set).map(({ id, title, level, tags, location, needsDataEvents }) => ({
    id,
    title,
    level,
    tags,
    needsDataEvents,
    file: location.file,
  }));
  if (options.output === "json") io.stdout.write(`${JSON.stringify({ schemaVersion: 1, rules: rows }, null, 2)}\n`);
  else if (options.output === "jsonl") for (const row of rows) io.stdout.write(`${JSON.stringify(row)}\n`);
  else {
    const lines = rows
      .toSorted((a, b) => compareSeverity(b.level, a.level) || (a.title < b.title ? -1 : 1))
      .map(({ id, level, title }) => `${level.padEnd(13)}  ${id.padEnd(36)}  ${title}`);
    io.stdout.write(sanitizeTerminalLines([`${"LEVEL".padEnd(13)}  ${"ID".padEnd(36)}  TITLE`, ...lines]));
  }
  return 0;
}

/** `rules show`. */
export function showRule(wanted: string, options: RulesOptions, io: Io): number {
  const settings = requireSettings(options.config, io);
  const set = settings && selectedRules(options, io, { lean: true });
  if (set === undefined || settings === undefined) return 2;
  const found = findRule(set, wanted);
  const rule = found && withExamples(found, settings.placeholders);
  const waiting = waitingRule(wanted, options, io);
  if (rule === undefined && waiting !== undefined) {
    io.stdout.write(sanitizeTerminalLines(waiting));
    return 0;
  }
  if (rule === undefined) {
    const known = knownRules(set).flatMap(({ id, title }) => [id, title]);
    io.stderr.write(
      `error: no rule '${sanitizeTerminal(wanted)}'. ${suggestion(wanted, known)}\`trailproof rules list\` names them all.\n`,
    );
    return 2;
  }
  if (options.output === "table") io.stdout.write(sanitizeTerminalLines(describeRule(rule, set).trimEnd().split("\n")));
  else {
    // Places of fields are for lint; a Map would print as {}.
    const shown = { ...rule, fieldLocations: undefined };
    io.stdout.write(`${JSON.stringify(shown, null, options.output === "json" ? 2 : 0)}\n`);
  }
  return 0;
}

/** What is known of a rule that is off until the configuration fills its placeholders. */
function waitingRule(wanted: string, options: RulesOptions, io: Io): readonly string[] | undefined {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return undefined;
  const { waiting } = loadRules(options.rules ?? [], {
    builtin: options.builtinRules,
    placeholders: settings.placeholders,
    lean: true,
  });
  const text = wanted.toLowerCase();
  const found = waiting.find(({ id, title }) => id.toLowerCase() === text || title.toLowerCase() === text);
  if (found === undefined) return undefined;
  return [
    `${found.title}  (off)`,
    `  It waits for values of ${found.needs.join(", ")} under 'placeholders:' in the configuration (--config).`,
    `  ${found.id}`,
    `  ${found.location.file}`,
  ];
}

/** `rules lint`. */
export function lintRules(paths: readonly string[], options: RulesOptions, io: Io): number {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const { rules, errors, warnings, notes } = lintRuleFiles(paths, settings);
  for (const error of errors) printProblem(io.stderr, error, "error");
  for (const warning of warnings) printProblem(io.stderr, warning, "warning");
  if (!options.quiet) for (const note of notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  io.stdout.write(
    `${counted(rules.length, "valid rule")}, ${counted(errors.length, "error")}, ${counted(warnings.length, "warning")}\n`,
  );
  return errors.length > 0 || rules.length === 0 ? 2 : 0;
}

/** Undefined when a path that the user named holds no valid rule, which is said. */
export function selectedRules(
  options: RulesOptions,
  io: Io,
  { lean = false }: { readonly lean?: boolean } = {},
): SelectedRules | undefined {
  const { minLevel } = options;
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return undefined;
  const loaded = loadRules(options.rules ?? [], {
    builtin: options.builtinRules,
    placeholders: settings.placeholders,
    placeholderPlaces: settings.placeholderPlaces,
    lean,
  });
  printWarnings(io.stderr, loaded.warnings, options.quiet);
  printProblems(io.stderr, loaded.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (loaded.unusablePaths.length > 0) return undefined;
  return minLevel === undefined ? loaded : rulesAtLeast(loaded, minLevel);
}
