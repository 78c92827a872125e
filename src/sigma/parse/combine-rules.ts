import { formatLocation, Problem } from "../../model/index.ts";
import type { CorrelationRule, RuleHead, RuleSet, WaitingRule } from "../rule.ts";
import { applyFilters } from "./filter.ts";
import type { ParsedRules } from "./parse-rules.ts";
import { resolveCorrelations } from "./resolve-correlations.ts";

export interface CombinedRules extends RuleSet {
  readonly waiting: readonly WaitingRule[];
  readonly problems: readonly Problem[];
}

/**
 * Joins what many files hold: filters are applied to the rules and baselines of all files, references of correlations are
 * resolved over all files, and of rules with the same id, whatever their kind, the first one stays. Every problem of the files is handed
 * on, in the order of the files.
 */
export function combineRules(files: readonly ParsedRules[]): CombinedRules {
  const unique = withoutDuplicates(files);
  const filters = files.flatMap((file) => file.filters);
  const { rules, baselines, problems } = applyFilters(unique.rules, unique.baselines, filters);
  const resolved = resolveCorrelations(rules, unique.correlations, baselines);
  const waiting = files.flatMap((file) => file.waiting);
  const named = new Set([...waiting.flatMap((one) => one.rules), ...files.flatMap((file) => file.orphans)]);
  const feedsNobody = (rule: RuleHead): boolean =>
    [rule.id, rule.name, rule.title].some((name) => name !== undefined && named.has(name));
  const isSilent = silentRules(resolved.correlations, [...rules, ...resolved.correlations].filter(feedsNobody));
  return {
    rules: rules.map((rule) => (isSilent(rule.id) ? { ...rule, silent: true } : rule)),
    correlations: resolved.correlations.map((one) => (isSilent(one.id) ? { ...one, silent: true } : one)),
    baselines,
    waiting,
    problems: [...files.flatMap((file) => file.problems), ...unique.problems, ...problems, ...resolved.problems],
  };
}

function withoutDuplicates(
  files: readonly ParsedRules[],
): Pick<ParsedRules, "rules" | "correlations" | "baselines" | "problems"> {
  const first = new Map<string, RuleHead>();
  const problems: Problem[] = [];
  for (const { rules, correlations, baselines } of files) {
    for (const rule of inOrder([...rules, ...correlations, ...baselines])) {
      const key = rule.id.toLowerCase();
      const known = first.get(key);
      if (known === undefined) first.set(key, rule);
      else problems.push(duplicate(rule, known));
    }
  }
  const kept = new Set(first.values());
  return {
    rules: files.flatMap((file) => file.rules.filter((rule) => kept.has(rule))),
    correlations: files.flatMap((file) => file.correlations.filter((rule) => kept.has(rule))),
    baselines: files.flatMap((file) => file.baselines.filter((rule) => kept.has(rule))),
    problems,
  };
}

/** As they stand in their file. */
function inOrder(rules: readonly RuleHead[]): readonly RuleHead[] {
  return rules.toSorted((a, b) => (a.location.line ?? 0) - (b.location.line ?? 0));
}

function duplicate(rule: RuleHead, known: RuleHead): Problem {
  const where = formatLocation(known.location);
  return new Problem("rule.duplicate", `The id '${rule.id}' is taken by '${known.title}' in ${where}.`, {
    location: rule.location,
    hint: "Give every rule an id of its own; of two rules the first stays.",
  });
}

/** What only feeds correlations: named by at least one, and by none that says `generate: true`. */
function silentRules(
  correlations: readonly CorrelationRule[],
  feedWaiting: readonly RuleHead[],
): (id: string) => boolean {
  const named = new Set([...correlations.flatMap(({ rules }) => rules), ...feedWaiting.map(({ id }) => id)]);
  const generated = new Set(correlations.flatMap(({ generate, rules }) => (generate ? rules : [])));
  return (id) => named.has(id) && !generated.has(id);
}
