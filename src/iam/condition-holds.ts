import { compileGlob, globMatches } from "./glob.ts";
import type { StatementCondition } from "./policy.ts";

/** Lower-case condition key to what the request has there; `undefined`: the request certainly has no such key. */
export type ConditionFacts = ReadonlyMap<string, string | undefined>;

/**
 * May all of the conditions hold for a request with these facts? Keys that are not among the facts, and operators
 * that are not about text, may hold: only what certainly fails is refused.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function conditionsMayHold(conditions: readonly StatementCondition[], facts: ConditionFacts): boolean {
  return conditions.every((condition) => {
    const key = condition.key.toLowerCase();
    return !facts.has(key) || mayHold(condition, facts.get(key));
  });
}

/** An operator taken apart: `ForAnyValue:StringNotLikeIfExists`. */
export interface ConditionOperator {
  readonly quantifier?: "ForAnyValue" | "ForAllValues";
  /** Lower case, without quantifier and suffix: `stringnotlike`. */
  readonly name: string;
  readonly negated: boolean;
  readonly ifExists: boolean;
}

export function conditionOperator(text: string): ConditionOperator {
  const match = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/is.exec(text);
  const quantifier = match?.[1]?.toLowerCase();
  const name = (match?.[2] ?? "").toLowerCase();
  return {
    ...(quantifier !== undefined && { quantifier: quantifier === "foranyvalue" ? "ForAnyValue" : "ForAllValues" }),
    name,
    negated: name.includes("not") && name !== "null",
    ifExists: match?.[3] !== undefined,
  };
}

function mayHold({ operator, values }: StatementCondition, actual: string | undefined): boolean {
  const { quantifier, name, negated, ifExists } = conditionOperator(operator);
  if (name === "null") return values.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
  const compare = comparisons.get(name.replace("not", ""));
  if (compare === undefined) return true;
  if (actual === undefined) return negated || ifExists || quantifier === "ForAllValues";
  // A policy variable in the value may stand for anything.
  if (values.some((value) => value.includes("${"))) return true;
  return values.some((value) => compare(value, actual)) !== negated;
}

const like = (pattern: string, actual: string): boolean => globMatches(compileGlob(pattern), actual);

/** By the operator's name without `not`. */
const comparisons: ReadonlyMap<string, (value: string, actual: string) => boolean> = new Map([
  ["stringequals", (value: string, actual: string) => value === actual],
  ["stringequalsignorecase", (value: string, actual: string) => value.toLowerCase() === actual.toLowerCase()],
  ["stringlike", like],
  ["arnequals", like],
  ["arnlike", like],
]);
