import {
  type AnyRule,
  describeCheck,
  describeRule,
  findCheck,
  findRule,
  knownRules,
  knownSubjects,
} from "../../app/describe.ts";
import { explainEvents } from "../../app/explain-event.ts";
import { explainSequence } from "../../app/explain-sequence.ts";
import { loadRules, withExamples } from "../../app/load-rules.ts";
import { problemMeanings } from "../../app/problem-meanings.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import { counted } from "../counted.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, suggestion } from "../options.ts";
import { printProblems, printWarnings } from "../problems.ts";
import { requireSettings } from "./settings.ts";

export interface ExplainOptions extends CommonOptions {
  readonly rules?: readonly string[];
  readonly config?: string;
  readonly geoip?: readonly string[];
}

/** How many events of a file are explained one by one. */
const maxExplained = 20;

/** `explain`: words for an id; with events, why a rule matches them or does not. */
export async function runExplain(
  id: string,
  event: string | undefined,
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const loaded = loadRules(options.rules ?? [], {
    builtin: true,
    placeholders: settings.placeholders,
    placeholderPlaces: settings.placeholderPlaces,
    lean: true,
  });
  printWarnings(io.stderr, loaded.warnings, options.quiet);
  printProblems(io.stderr, loaded.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (loaded.unusablePaths.length > 0) return 2;

  const rule = findRule(loaded, id);
  if (event !== undefined) {
    if (rule === undefined && findCheck(id) !== undefined) {
      io.stderr.write(
        `error: ${sanitizeTerminal(id)} is a check, which asks a snapshot; only a rule is held against events\n`,
      );
      return 2;
    }
    if (rule === undefined)
      return unknown(
        id,
        knownRules(loaded).flatMap((known) => [known.id, known.title]),
      );
    return "condition" in rule && "logsource" in rule && !("question" in rule)
      ? explainFile(rule, event)
      : explainInOrder(rule, event);
  }
  const check = findCheck(id);
  if (check !== undefined) return print(describeCheck(check));
  if (rule !== undefined) return print(describeRule(withExamples(rule, settings.placeholders), loaded));
  if (Object.hasOwn(problemMeanings, id))
    return print(`${id}\n  ${problemMeanings[id as keyof typeof problemMeanings]}\n`);
  return unknown(id, [...knownSubjects(loaded), ...Object.keys(problemMeanings)]);

  async function explainInOrder(subject: AnyRule, file: string): Promise<number> {
    const { geoip = [] } = options;
    const result = await explainSequence(loaded, subject, file, io.stdin, maxExplained, geoip);
    printProblems(io.stderr, result.problems, 20);
    for (const { index, words, lines } of result.steps) {
      const said = lines.length === 0 ? ["no   none of its rules matches"] : lines;
      print(`event ${index}  ${words}\n${said.map((line) => `  ${line}`).join("\n")}\n`);
    }
    if (result.events > maxExplained) print(`... and ${result.events - maxExplained} more events\n`);
    print(
      `\n${subject.title}: ${result.heard} of ${counted(result.events, "event")} ${result.heard === 1 ? "counts" : "count"}, ${counted(result.detections.length, "detection")}\n`,
    );
    for (const lines of result.detections) print(`${lines.map((line) => `  ${line}`).join("\n")}\n`);
    for (const note of result.notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
    return result.events === 0 ? 2 : 0;
  }

  async function explainFile(subject: Parameters<typeof explainEvents>[0], file: string): Promise<number> {
    const result = await explainEvents(subject, file, io.stdin, maxExplained, options.geoip ?? []);
    printProblems(io.stderr, result.problems, 20);
    for (const { index, matches, words, lines } of result.explained) {
      print(
        `${subject.title} ${matches ? "matches" : "does not match"} event ${index}  ${words}\n${lines.map((line) => `  ${line}`).join("\n")}\n\n`,
      );
    }
    if (result.events > maxExplained)
      print(`${maxExplained} of ${result.events} events, those that match first; ${result.matches} match.\n`);
    return result.events === 0 ? 2 : 0;
  }

  function unknown(wanted: string, known: readonly string[]): number {
    io.stderr.write(
      `error: no check, rule or problem '${sanitizeTerminal(wanted)}'. ${suggestion(wanted, known)}\`trailproof rules list\` and docs/reference/checks.md name them all.\n`,
    );
    return 2;
  }

  function print(text: string): number {
    io.stdout.write(
      text
        .split("\n")
        .map((line) => sanitizeTerminal(line))
        .join("\n"),
    );
    return 0;
  }
}
