import { isAtLeast, type Severity } from "../../model/index.ts";
import type { CorrelationRule, Rule, RuleHead, RuleSet } from "../../sigma/index.ts";

/**
 * The rules at or above a level. Milder ones that feed a correlation which stays are kept without a voice of their own: a
 * sign-in that fails is informational, fifty of them are not.
 */
export function rulesAtLeast(set: RuleSet, level: Severity): RuleSet {
  return selectRules(set, (rule) => rule.silent !== true && isAtLeast(rule.level, level));
}

/** One rule, and what it needs. It speaks, even if it usually only feeds others. */
export function onlyRule(set: RuleSet, id: string): RuleSet {
  return selectRules(set, (rule) => rule.id === id);
}

/** For those who may not know the language of rules. */
export type SelectedRules = RuleSet;

type AnyRule = RuleHead & { readonly silent?: boolean };

function selectRules(set: RuleSet, isLoud: (rule: AnyRule) => boolean): RuleSet {
  const byId = new Map([...set.rules, ...set.correlations].map((rule) => [rule.id, rule]));
  const needed = new Set<string>();
  const open = set.correlations.filter(isLoud);
  for (let correlation = open.pop(); correlation !== undefined; correlation = open.pop()) {
    for (const id of correlation.rules) {
      const rule = byId.get(id);
      if (rule === undefined || needed.has(id)) continue;
      needed.add(id);
      if ("timespanMs" in rule) open.push(rule);
    }
  }
  return {
    rules: kept(set.rules),
    correlations: kept(set.correlations),
    baselines: set.baselines.filter(isLoud),
  };

  function kept<R extends Rule | CorrelationRule>(rules: readonly R[]): readonly R[] {
    const wanted = rules.filter((rule) => isLoud(rule) || needed.has(rule.id));
    return wanted.map((rule) => ({ ...rule, silent: !isLoud(rule) }));
  }
}
