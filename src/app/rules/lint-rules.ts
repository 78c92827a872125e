import { readFileSync } from "node:fs";
import type { ProblemRecord } from "../../model/index.ts";
import { lintRule, loadEventNames, placeholderNames, type RuleHead, type WaitingRule } from "../../sigma/index.ts";
import { nearestName } from "../nearest-name.ts";
import type { Settings } from "../settings/settings.ts";
import { builtinFiles } from "./builtin-rules.ts";
import { type AnyRule, knownRules } from "./describe.ts";
import { loadRules } from "./load-rules.ts";

/** What is wrong with rule files, and what looks wrong. */
export interface LintResult {
  /** Of every kind, also those that wait for placeholders. */
  readonly rules: readonly RuleHead[];
  readonly errors: readonly ProblemRecord[];
  readonly warnings: readonly ProblemRecord[];
  /** What is no mistake, but should be known: which rules wait for settings. */
  readonly notes: readonly string[];
}

/** Nothing else needs them, and this module is only loaded to check rules. */
const eventNames = await loadEventNames();

/** Checks the rules of every kind in files and directories, built-in ones aside. */
export function lintRuleFiles(
  paths: readonly string[],
  { placeholders, placeholderPlaces }: Pick<Settings, "placeholders" | "placeholderPlaces">,
): LintResult {
  const { waiting, notes, warnings: unused } = loadRules(paths, { builtin: false, placeholders, placeholderPlaces });
  // A rule that waits is off, and may be wrong all the same: it is read as if its lists were there.
  const lists = new Map([...waiting.flatMap(({ needs }) => needs).map((name) => [name, anything] as const)]);
  const filled = new Map([...lists, ...[...placeholders].filter(([, values]) => values.length > 0)]);
  const { all, problems } = readRules(paths, filled);
  const warnings = all.flatMap((rule) =>
    lintRule(rule, eventNames).map(
      ({ message, location, hint }): ProblemRecord => ({
        code: "rule.syntax",
        message,
        location,
        ...(hint !== undefined && { hint }),
      }),
    ),
  );
  return {
    rules: all,
    errors: problems,
    warnings: [
      ...unused,
      ...misspeltPlaceholders(waiting, [...placeholders.keys()]),
      ...idleSettings(all),
      ...warnings,
    ],
    notes,
  };
}

/** What the files hold; their correlations may name built-in rules, as they may in `detect`. */
function readRules(
  paths: readonly string[],
  placeholders: Settings["placeholders"],
): { readonly all: readonly AnyRule[]; readonly problems: readonly ProblemRecord[] } {
  const alone = loadRules(paths, { builtin: false, placeholders });
  if (alone.problems.length === 0) return { all: knownRules(alone), problems: [] };
  const files = new Set([...knownRules(alone), ...alone.problems].map(({ location }) => location?.file));
  const together = loadRules(paths, { builtin: true, placeholders, lean: true });
  return {
    all: knownRules(together).filter(({ location }) => files.has(location.file)),
    problems: together.problems.filter(({ location }) => files.has(location?.file)),
  };
}

/** Fits wherever a text does, and also where only a network does. */
const anything: readonly string[] = ["192.0.2.0/32"];

/** A name that is nearly one that is known waits for a list that nobody will ever give. */
function misspeltPlaceholders(
  waiting: readonly WaitingRule[],
  configured: readonly string[],
): readonly ProblemRecord[] {
  if (waiting.length === 0) return [];
  const builtin = builtinFiles().flatMap((file) => placeholderNames(readFileSync(file, "utf8")));
  const known = new Set([...configured, ...builtin]);
  return waiting.flatMap(({ title, needs, location }) =>
    needs.flatMap((name): readonly ProblemRecord[] => {
      const nearest = known.has(name) ? undefined : nearestName(name, [...known].sort());
      if (nearest === undefined) return [];
      const message = `'${title}' waits for a placeholder '${name}', which neither the configuration nor a built-in rule has.`;
      return [{ code: "rule.syntax", message, location, hint: `Did you mean '${nearest}'?` }];
    }),
  );
}

/** A rule that waits for a list which it never asks is off for nothing. */
function idleSettings(rules: readonly RuleHead[]): readonly ProblemRecord[] {
  const used = new Map<string, ReadonlySet<string>>();
  return rules.flatMap(({ title, needsSettings, location }) =>
    needsSettings.flatMap((name): readonly ProblemRecord[] => {
      const { file } = location;
      const names = used.get(file) ?? new Set(placeholderNames(readFileSync(file, "utf8")));
      used.set(file, names);
      if (names.has(name)) return [];
      const message = `'${title}' waits for '${name}', but no value in this file has '%${name}%'.`;
      return [{ code: "rule.syntax", message, location, hint: "Remove it from 'needsSettings', or ask for it." }];
    }),
  );
}
