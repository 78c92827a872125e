import type { ProblemRecord } from "../model/index.ts";
import { lintRule, type Rule } from "../sigma/index.ts";
import { loadRules } from "./load-rules.ts";

/** What is wrong with rule files, and what looks wrong. */
export interface LintResult {
  readonly rules: readonly Rule[];
  readonly errors: readonly ProblemRecord[];
  readonly warnings: readonly ProblemRecord[];
}

/** Checks the rules in files and directories, built-in ones aside. */
export function lintRuleFiles(
  paths: readonly string[],
  placeholders: ReadonlyMap<string, readonly string[]>,
): LintResult {
  const { rules, problems } = loadRules(paths, { builtin: false, placeholders });
  const warnings = rules.flatMap((rule) =>
    lintRule(rule).map(
      ({ message, location, hint }): ProblemRecord => ({
        code: "rule.syntax",
        message,
        location,
        ...(hint !== undefined && { hint }),
      }),
    ),
  );
  return { rules, errors: problems, warnings };
}
