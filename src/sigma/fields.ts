import { type Condition, type ConditionAlgebra, type FieldPath, foldCondition } from "./condition.ts";

/** Every field that a condition looks at, also for comparison with another; those of elements behind the field of their list. */
export function fieldsOf(condition: Condition): ReadonlySet<FieldPath> {
  return new Set(foldCondition(condition, fields));
}

const fields: ConditionAlgebra<readonly FieldPath[]> = {
  and: (operands) => operands.flat(),
  or: (operands) => operands.flat(),
  not: (operand) => operand,
  field: (field, test) => (test.kind === "fieldRef" ? [field, test.field] : [field]),
  keyword: () => [],
  element: ({ field }, inner) => [field, ...inner.map((path) => field + path)],
};
