import { formatLocation, Problem } from "../model/index.ts";
import { applyFilters } from "./filter.ts";
import type { ParsedRules } from "./parse-rules.ts";
import type { Rule, RuleSet } from "./rule.ts";

/**
 * Joins what many files hold: filters are applied to the rules of all files, and of rules with the same id the
 * first one stays. Every problem of the files is handed on, in the order of the files.
 */
export function combineRules(files: readonly ParsedRules[]): RuleSet & { readonly problems: readonly Problem[] } {
  const unique = withoutDuplicates(files.flatMap((file) => file.rules));
  const filtered = applyFilters(
    unique.rules,
    files.flatMap((file) => file.filters),
  );
  return {
    rules: filtered.rules,
    correlations: files.flatMap((file) => file.correlations),
    baselines: files.flatMap((file) => file.baselines),
    problems: [...files.flatMap((file) => file.problems), ...unique.problems, ...filtered.problems],
  };
}

function withoutDuplicates(rules: readonly Rule[]): {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
} {
  const first = new Map<string, Rule>();
  const problems: Problem[] = [];
  for (const rule of rules) {
    const key = rule.id.toLowerCase();
    const known = first.get(key);
    if (known === undefined) first.set(key, rule);
    else problems.push(duplicate(rule, known));
  }
  return { rules: [...first.values()], problems };
}

function duplicate(rule: Rule, known: Rule): Problem {
  const where = formatLocation(known.location);
  return new Problem("rule.duplicate", `The id '${rule.id}' is taken by '${known.title}' in ${where}.`, {
    location: rule.location,
    hint: "Give every rule an id of its own; of two rules the first stays.",
  });
}
