import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Problem, type ProblemRecord, type SourceLocation, toProblemRecord } from "../../model/index.ts";
import {
  combineRules,
  headsOf,
  type ParsedRules,
  type Placeholders,
  parseRules,
  placeholderNames,
  type RuleSet,
  type WaitingRule,
} from "../../sigma/index.ts";
import {
  type BuiltinRuleFile,
  builtinDirectory,
  builtinFiles,
  builtinName,
  parseBuiltin,
  prebuiltRules,
  textDigest,
} from "./builtin-rules.ts";
import type { AnyRule } from "./describe.ts";
import { readRuleText, ruleFiles } from "./rule-files.ts";
import { unknownPlaceholders } from "./unknown-placeholders.ts";

export interface LoadRulesOptions {
  /** Take the rules of this package as well. */
  readonly builtin: boolean;
  /** Values of `%name%` in rules. */
  readonly placeholders?: Placeholders;
  /** Where their names stand, for {@link LoadedRules.warnings}. */
  readonly placeholderPlaces?: ReadonlyMap<string, SourceLocation>;
  /** Whoever only runs the rules does without the examples of built-in ones, which take longest to read. */
  readonly lean?: boolean;
}

export interface LoadedRules extends RuleSet {
  readonly problems: readonly ProblemRecord[];
  /** Documents that are not used because something is wrong with them; of rules with one id the later ones. */
  readonly rejected: number;
  /** Rules that are off until the configuration gives values for their placeholders. */
  readonly waiting: readonly WaitingRule[];
  /** What is no problem, but should be known: which rules wait for settings. */
  readonly notes: readonly string[];
  /** Placeholders of the configuration that neither these rules nor those of this package have: most likely misspelt. */
  readonly warnings: readonly ProblemRecord[];
  /** Those of the given paths that hold no valid rule. */
  readonly unusablePaths: readonly string[];
}

/**
 * Reads Sigma rules from YAML files and directories (`.yml` and `.yaml`, all below, in the order of their names), then the
 * rules of this package. Of rules with the same id the first one stays, so that a user's rule takes the place of a built-in
 * one; a copy of a file that was read already is left out. One bad rule never stops the others.
 */
export function loadRules(paths: readonly string[], options: LoadRulesOptions): LoadedRules {
  const problems: ProblemRecord[] = [];
  const unread: ProblemRecord[] = [];
  const byContent = new Map<string, ParsedRules>();
  const documentLines = new Map<string, readonly number[]>();
  const names = new Set<string>();
  const readPaths = paths.map((path) => ({
    path,
    read: ruleFiles(path, problems).flatMap((file) => readRules(file, file) ?? []),
  }));
  if (options.builtin) readBuiltinRules();
  const combined = combineRules([...byContent.values()]);
  const valid = new Set(headsOf(combined).map(({ id }) => id.toLowerCase()));
  const isUsable = (parsed: ParsedRules): boolean =>
    parsed.waiting.length > 0 || headsOf(parsed).some(({ id }) => valid.has(id.toLowerCase()));
  const all = [...problems, ...unread, ...combined.problems.map(toProblemRecord)];
  return {
    rules: combined.rules,
    correlations: combined.correlations,
    baselines: combined.baselines,
    problems: all,
    waiting: combined.waiting,
    notes: waitingNotes(combined.waiting),
    warnings: placeholderWarnings(),
    rejected: unread.length + countRejected(combined.problems, documentLines),
    unusablePaths: readPaths.filter(({ read }) => !read.some(isUsable)).map(({ path }) => path),
  };

  function readBuiltinRules(): void {
    const prebuilt = options.lean === true ? prebuiltRules() : undefined;
    if (prebuilt === undefined) for (const path of builtinFiles()) readRules(path, builtinName(path), parseBuiltin);
    else for (const file of prebuilt) takePrebuilt(file);
  }

  function takePrebuilt({ file, digest, parsed }: BuiltinRuleFile): void {
    if (parsed === undefined) readRules(resolve(builtinDirectory, "..", file), file, parseBuiltin);
    else if (!byContent.has(digest)) byContent.set(digest, parsed);
  }

  function readRules(file: string, name: string, parse: typeof parseBuiltin = parseGiven): ParsedRules | undefined {
    const text = readRuleText(file, unread);
    if (text === undefined) return undefined;
    noteNames(text);
    const digest = textDigest(text);
    const known = byContent.get(digest);
    // Copies of a good file are left out; each copy of a bad one is named, so that every rejected file is.
    if (known !== undefined && known.problems.length === 0) return known;
    const parsed = parse(text, name, digest, options.placeholders);
    byContent.set(known === undefined ? digest : `${digest} ${name}`, parsed);
    documentLines.set(name, documentStarts(text));
    return parsed;
  }

  function noteNames(text: string): void {
    if (/expand|needsSettings/.test(text)) for (const name of placeholderNames(text)) names.add(name);
  }

  function placeholderWarnings(): readonly ProblemRecord[] {
    const { placeholderPlaces = new Map<string, SourceLocation>() } = options;
    const isUnknown = [...placeholderPlaces.keys()].some((name) => !names.has(name));
    // One configuration serves many runs: what only the rules of this package use is no mistake where they are left out.
    if (isUnknown && !options.builtin) for (const path of builtinFiles()) noteNames(readFileSync(path, "utf8"));
    return isUnknown ? unknownPlaceholders(placeholderPlaces, names) : [];
  }
}

function parseGiven(text: string, file: string, _digest: string, placeholders?: Placeholders): ParsedRules {
  return parseRules(text, file, placeholders ? { placeholders } : {});
}

/** A rule of {@link loadRules} with its examples, which `lean` left out. */
export function withExamples(rule: AnyRule, placeholders: Placeholders): AnyRule {
  const path = builtinFiles().find((file) => builtinName(file) === rule.location.file);
  if (path === undefined) return rule;
  const { rules, correlations, baselines } = parseRules(readFileSync(path, "utf8"), rule.location.file, {
    placeholders,
  });
  const whole = [...rules, ...correlations, ...baselines].find(({ id }) => id === rule.id);
  // The same document, and so the same kind of rule and of examples.
  return whole === undefined ? rule : ({ ...rule, examples: whole.examples } as AnyRule);
}

/** One sentence for all of them: they are off because nobody asked for them, which is no fault. */
function waitingNotes(waiting: readonly WaitingRule[]): readonly string[] {
  if (waiting.length === 0) return [];
  const names = [...new Set(waiting.flatMap(({ needs }) => needs))].sort();
  const rules = waiting.length === 1 ? "1 rule waits" : `${waiting.length} rules wait`;
  return [`${rules} for placeholders in the configuration (--config): ${names.join(", ")}.`];
}

/** A document may have several problems; lines of `---` tell where each begins. */
function countRejected(problems: readonly Problem[], documentLines: ReadonlyMap<string, readonly number[]>): number {
  const documents = new Set<string>();
  for (const { location } of problems) {
    if (location === undefined) continue;
    const { file, line = 1 } = location;
    const position = documentLines.get(file)?.findLastIndex((start) => start <= line) ?? 0;
    documents.add(`${position} ${file}`);
  }
  return documents.size;
}

/** The numbers of the lines that begin a document. */
function documentStarts(text: string): readonly number[] {
  return text.split("\n").flatMap((line, at) => (at === 0 || /^---(?:\s|$)/.test(line) ? at + 1 : []));
}
