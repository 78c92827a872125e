import { explainEvents, isSingleRule, type SingleRule } from "../../app/explain/explain-event.ts";
import { explainSequence } from "../../app/explain/explain-sequence.ts";
import { problemMeanings } from "../../app/explain/problem-meanings.ts";
import {
  type AnyRule,
  describeCheck,
  describeRule,
  findCheck,
  findRule,
  knownRules,
  knownSubjects,
} from "../../app/rules/describe.ts";
import { loadRules, withExamples } from "../../app/rules/load-rules.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import { descriptionJson, explanationJson } from "../explanation-json.ts";
import { eventLines, sequenceLines } from "../explanation-text.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, suggestion } from "../options.ts";
import { printProblems, printWarnings } from "../problems.ts";
import { sanitizeTerminalLines } from "../terminal-lines.ts";
import { requireSettings } from "./settings.ts";

export interface ExplainOptions extends CommonOptions {
  readonly rules?: readonly string[];
  readonly config?: string;
  readonly geoip?: readonly string[];
  readonly output: "table" | "json";
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
    return isSingleRule(rule) ? explainFile(rule, event) : explainInOrder(rule, event);
  }
  const check = findCheck(id);
  if (check !== undefined) return describe("check", check.id, check.title, describeCheck(check));
  if (rule !== undefined) {
    const text = describeRule(withExamples(rule, settings.placeholders), loaded);
    return describe("rule", rule.id, rule.title, text);
  }
  if (Object.hasOwn(problemMeanings, id)) {
    const meaning = problemMeanings[id as keyof typeof problemMeanings];
    return describe("problem", id, id, `${id}\n  ${meaning}\n`);
  }
  return unknown(id, [...knownSubjects(loaded), ...Object.keys(problemMeanings)]);

  function describe(type: "check" | "rule" | "problem", subjectId: string, title: string, text: string): number {
    if (options.output === "table") print(text.trimEnd().split("\n"));
    else io.stdout.write(descriptionJson(type, subjectId, title, text));
    return 0;
  }

  async function explainInOrder(subject: AnyRule, file: string): Promise<number> {
    const result = await explainSequence(loaded, subject, file, io.stdin, maxExplained, options.geoip ?? []);
    printProblems(io.stderr, result.problems, 20);
    if (options.output === "table") print(sequenceLines(subject.title, result));
    else io.stdout.write(explanationJson(subject, file, result));
    if (!options.quiet) for (const note of result.notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
    return result.events === 0 ? 2 : 0;
  }

  async function explainFile(subject: SingleRule, file: string): Promise<number> {
    const result = await explainEvents(subject, file, io.stdin, maxExplained, options.geoip ?? []);
    const { explained, events, matches, problems } = result;
    printProblems(io.stderr, problems, 20);
    if (options.output === "json") {
      io.stdout.write(explanationJson(subject, file, result));
    } else {
      print(explained.flatMap((one) => eventLines(subject.title, one)));
      if (events > maxExplained)
        print([`${maxExplained} of ${events} events, those that match first; ${matches} match.`]);
    }
    return events === 0 ? 2 : 0;
  }

  function unknown(wanted: string, known: readonly string[]): number {
    io.stderr.write(
      `error: no check, rule or problem '${sanitizeTerminal(wanted)}'. ${suggestion(wanted, known)}\`trailproof rules list\` and docs/reference/checks.md name them all.\n`,
    );
    return 2;
  }

  function print(lines: readonly string[]): void {
    io.stdout.write(sanitizeTerminalLines(lines));
  }
}
