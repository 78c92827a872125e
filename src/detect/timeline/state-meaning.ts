import type { Json } from "../../model/index.ts";
import type { CorrelationRule, Rule, RuleSet } from "../../sigma/index.ts";
import { contentHash } from "../content-hash.ts";

/**
 * A hash of what each correlation and baseline asks, by id: texts about it and its examples do not count, the rules that it
 * names do. What a rule has seen is only worth something to a rule of the same meaning.
 */
export function meaningsOf(set: RuleSet): ReadonlyMap<string, string> {
  const rules = new Map(set.rules.map((rule) => [rule.id, rule]));
  const meanings = new Map<string, string>();
  for (const rule of set.correlations) meanings.set(rule.id, hashOf(correlationMeaning(rule, rules, meanings)));
  for (const { id, condition, groupBy, question, learningMs, minimumEvents, forgetMs } of set.baselines) {
    meanings.set(id, hashOf({ condition, groupBy, question, learningMs, minimumEvents, forgetMs }));
  }
  return meanings;
}

function correlationMeaning(
  { type, rules: references, groupBy, aliases, timespanMs, condition }: CorrelationRule,
  rules: ReadonlyMap<string, Rule>,
  meanings: ReadonlyMap<string, string>,
): unknown {
  const named = references.map((id) => rules.get(id)?.condition ?? meanings.get(id) ?? null);
  return { type, references, named, groupBy, aliases, timespanMs, condition };
}

function hashOf(meaning: unknown): string {
  // Parts of rules are plain data: JSON has all of it.
  return contentHash(JSON.parse(JSON.stringify(meaning)) as Json);
}
