/** LANGUAGE: Sigma rules over CloudTrail events. Pure: text and events come in as arguments. */
export { type Address, parseAddress } from "./cidr.ts";
export { combineRules } from "./combine-rules.ts";
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
export { describeCondition, describeTest } from "./describe.ts";
export { describeBaseline } from "./describe-baseline.ts";
export { describeCorrelation } from "./describe-correlation.ts";
export { describeDuration } from "./duration.ts";
export { compileElement, elementReader } from "./element-matcher.ts";
export { type EventNames, loadEventNames } from "./event-names.ts";
export { type Explanation, explainMatch } from "./explain.ts";
export { valuesOf } from "./field-values.ts";
export { fieldsOf } from "./fields.ts";
export { applyFilters, type RuleFilter } from "./filter.ts";
export type { EventPredicate } from "./leaf-matcher.ts";
export { lintRule } from "./lint.ts";
export type { LintCheck, LintWarning } from "./lint-warning.ts";
export { matchedFields } from "./matched-fields.ts";
export { compileMatcher } from "./matcher.ts";
export { type Modifier, modifiers } from "./modifiers.ts";
export { necessaryValues } from "./necessary-values.ts";
export { type ParsedRules, type ParseOptions, parseRules } from "./parse-rules.ts";
export { type Assumed, asksKeyword, assume, assumeFieldsOf } from "./partial.ts";
export { type Placeholders, placeholderNames } from "./placeholders.ts";
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
