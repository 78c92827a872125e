/** LANGUAGE: Sigma rules over CloudTrail events. Pure: text and events come in as arguments. */
export { combineRules } from "./combine-rules.ts";
export {
  type Condition,
  type ConditionAlgebra,
  type FieldPath,
  foldCondition,
  type Glob,
  type ValueTest,
} from "./condition.ts";
export { describeCondition, describeTest } from "./describe.ts";
export { type Explanation, explainMatch } from "./explain.ts";
export { valuesOf } from "./field-values.ts";
export { fieldsOf } from "./fields.ts";
export { applyFilters, type RuleFilter } from "./filter.ts";
export type { EventPredicate } from "./leaf-matcher.ts";
export { type LintCheck, type LintWarning, lintRule } from "./lint.ts";
export { matchedFields } from "./matched-fields.ts";
export { compileMatcher } from "./matcher.ts";
export { type Modifier, modifiers } from "./modifiers.ts";
export { necessaryValues } from "./necessary-values.ts";
export { type ParsedRules, type ParseOptions, parseRules } from "./parse-rules.ts";
export type { Placeholders } from "./placeholders.ts";
export {
  type BaselineQuestion,
  type BaselineRule,
  type Comparison,
  type CorrelationCondition,
  type CorrelationRule,
  headsOf,
  type Rule,
  type RuleExample,
  type RuleExpression,
  type RuleHead,
  type RuleSet,
  type SequenceExample,
} from "./rule.ts";
