import type { EventNames } from "../event-names.ts";
import { didYouMean } from "../nearest.ts";
import { documentKeys } from "../parse/rule-head.ts";
import type { BaselineRule, CorrelationRule, Rule, RuleHead } from "../rule.ts";
import { lintCondition } from "./lint-condition.ts";
import { lintCorrelation } from "./lint-correlation.ts";
import { lintFieldName } from "./lint-field-name.ts";
import { lintOddities } from "./lint-oddities.ts";
import type { LintWarning } from "./lint-warning.ts";

/** Warnings about a rule of any kind, those about what it asks first. Names of events are only checked with `eventNames`. */
export function lintRule(rule: Rule | CorrelationRule | BaselineRule, eventNames?: EventNames): readonly LintWarning[] {
  return [
    ...lintQuestion(rule, eventNames),
    ...lintOddities(rule),
    ...lintKeys(rule),
    ...lintAttributes(rule),
    ...lintTags(rule),
  ];
}

function lintQuestion(
  rule: Rule | CorrelationRule | BaselineRule,
  eventNames: EventNames | undefined,
): readonly LintWarning[] {
  if ("timespanMs" in rule) return lintCorrelation(rule);
  const condition = lintCondition(rule, eventNames);
  return "question" in rule ? [...condition, ...lintBaselineFields(rule)] : condition;
}

function lintBaselineFields({ groupBy, question, fieldLocations, location }: BaselineRule): readonly LintWarning[] {
  const asked = question.kind === "first_seen" || question.kind === "rare" ? question.fields : [];
  const sumOf = question.kind === "spike" && question.sumOf !== undefined ? [question.sumOf] : [];
  return [...new Set([...groupBy, ...asked, ...sumOf])].flatMap((field) =>
    lintFieldName(field, fieldLocations?.get(field) ?? location),
  );
}

function lintKeys({ unknownKeys }: RuleHead): readonly LintWarning[] {
  return (unknownKeys ?? []).flatMap(({ key, location }): readonly LintWarning[] => {
    const hint = didYouMean(key, documentKeys);
    const message = `'${key}' is no attribute that Sigma or this program knows.`;
    return hint === undefined ? [] : [{ check: "misspelt-key", message, location, hint }];
  });
}

function lintAttributes(rule: RuleHead & { readonly examples: readonly unknown[] }): readonly LintWarning[] {
  const { location } = rule;
  const missing = [
    ...(rule.omits ?? []),
    ...(rule.tags.length === 0 ? ["tags"] : []),
    ...(rule.falsePositives.length === 0 ? ["falsepositives"] : []),
  ];
  const attributes = missing.map(
    (key) => ({ check: "missing-attribute", message: `The rule has no '${key}'.`, location }) as const,
  );
  if (rule.examples.length > 0) return attributes;
  const message = "The rule has no examples, so nothing shows that it matches what it should.";
  return [...attributes, { check: "no-examples", message, location }];
}

/** Source: Sigma's JSON schema for detection rules, `tags`. */
function lintTags(rule: RuleHead): readonly LintWarning[] {
  return rule.tags
    .filter((tag) => !/^[a-z0-9_-]+\.[a-z0-9._-]+$/.test(tag))
    .map((tag) => ({
      check: "tag",
      message: `The tag '${tag}' is not of the form 'namespace.name' in lower case.`,
      location: rule.location,
    }));
}
