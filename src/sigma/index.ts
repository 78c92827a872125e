/** LANGUAGE: Sigma rules over CloudTrail events. Pure: text and events come in as arguments. */
export { type Address, parseAddress } from "./cidr.ts";
export {
  type Condition,
  type ConditionAlgebra,
  type ElementCondition,
  type FieldPath,
  foldCondition,
  type Glob,
  type Quantifier,
  type ValueTest,
} from "./condition.ts";
export { describeCondition, describeTest } from "./describe/describe.ts";
export { describeBaseline } from "./describe/describe-baseline.ts";
export { describeCorrelation } from "./describe/describe-correlation.ts";
export { type EventNames, loadEventNames } from "./event-names.ts";
export { fieldsOf } from "./fields.ts";
export { lintRule } from "./lint/lint.ts";
export type { LintCheck, LintWarning } from "./lint/lint-warning.ts";
export { compileElement, elementReader } from "./match/element-matcher.ts";
export { type Explanation, explainMatch } from "./match/explain.ts";
export { valuesOf } from "./match/field-values.ts";
export type { EventPredicate } from "./match/leaf-matcher.ts";
export { matchedFields } from "./match/matched-fields.ts";
export { compileMatcher } from "./match/matcher.ts";
export { necessaryValues } from "./match/necessary-values.ts";
export { type Assumed, asksKeyword, assume, assumeFieldsOf } from "./match/partial.ts";
export { combineRules } from "./parse/combine-rules.ts";
export { describeDuration } from "./parse/duration.ts";
export { applyFilters, type RuleFilter } from "./parse/filter.ts";
export { type Modifier, modifiers } from "./parse/modifiers.ts";
export { type ParsedRules, type ParseOptions, parseRules } from "./parse/parse-rules.ts";
export { type Placeholders, placeholderNames } from "./parse/placeholders.ts";
export {
  type BaselineQuestion,
  type BaselineRule,
  type Comparison,
  type CorrelationAlias,
  type CorrelationCondition,
  type CorrelationRule,
  type CorrelationType,
  headsOf,
  type LogSource,
  type Rule,
  type RuleExample,
  type RuleExpression,
  type RuleHead,
  type RuleSet,
  type SequenceExample,
  type WaitingRule,
} from "./rule.ts";
