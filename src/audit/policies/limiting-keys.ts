import { conditionOperator, type GrantedStatement, type StatementCondition } from "../../iam/index.ts";

/**
 * Do the conditions require that one of the keys has one of the written values? Operators that also hold when the key
 * is missing (`...IfExists`, `ForAllValues:`) or that only exclude values do not require it.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function requires(
  conditions: readonly StatementCondition[],
  keys: ReadonlySet<string>,
  isLimit: (value: string) => boolean = () => true,
): boolean {
  return conditions.some(({ operator, key, values }) => {
    const { quantifier, name, negated, ifExists } = conditionOperator(operator);
    if (!keys.has(key.toLowerCase()) || negated || ifExists || quantifier === "ForAllValues") return false;
    return textOperators.has(name) && values.length > 0 && values.every(isLimit);
  });
}

/** Counts Allow statements that do not require any of the keys. */
export function without(keys: ReadonlySet<string>): (granted: GrantedStatement) => boolean {
  return ({ statement }) => !requires(statement.conditions, keys, (value) => value !== "*");
}

const textOperators: ReadonlySet<string> = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
]);
