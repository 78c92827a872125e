import type { ProblemRecord } from "../model/index.ts";
import { lintRule, loadEventNames, type RuleHead } from "../sigma/index.ts";
import { loadRules } from "./load-rules.ts";
import type { Settings } from "./settings.ts";

/** What is wrong with rule files, and what looks wrong. */
export interface LintResult {
  /** Of every kind. */
  readonly rules: readonly RuleHead[];
  readonly errors: readonly ProblemRecord[];
  readonly warnings: readonly ProblemRecord[];
}

/** Nothing else needs them, and this module is only loaded to check rules. */
const eventNames = await loadEventNames();

/** Checks the rules of every kind in files and directories, built-in ones aside. */
export function lintRuleFiles(
  paths: readonly string[],
  { placeholders, placeholderPlaces }: Pick<Settings, "placeholders" | "placeholderPlaces">,
): LintResult {
  const loaded = loadRules(paths, { builtin: false, placeholders, placeholderPlaces });
  const { rules, correlations, baselines, problems } = loaded;
  const all = [...rules, ...correlations, ...baselines];
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
  return { rules: all, errors: problems, warnings: [...loaded.warnings, ...warnings] };
}
