import { type Condition, type ConditionAlgebra, type FieldPath, foldCondition } from "../condition.ts";
import { plainText } from "../glob.ts";

/**
 * Texts, in lower case, of which `field` must be one in every event that meets the condition; undefined when there is
 * no such set. It may hold too many, never too few, so rules can be looked up by it.
 *
 * It speaks of events in which the field is text: where it is of another type, or the event holds keys with
 * dots, every rule must be asked.
 */
export function necessaryValues(condition: Condition, field: FieldPath): ReadonlySet<string> | undefined {
  return foldCondition(condition, necessary(field));
}

type Values = ReadonlySet<string> | undefined;

function necessary(wanted: FieldPath): ConditionAlgebra<Values> {
  return {
    and: (operands) =>
      operands.reduce<Values>(
        (best, values) => (values && (!best || values.size < best.size) ? values : best),
        undefined,
      ),
    or(operands) {
      const known = operands.filter((values) => values !== undefined);
      return known.length < operands.length ? undefined : new Set(known.flatMap((values) => [...values]));
    },
    not: () => undefined,
    field(field, test) {
      if (field !== wanted || test.kind !== "glob") return undefined;
      const text = plainText(test.glob)?.toLowerCase();
      return text === undefined ? undefined : new Set([text]);
    },
    keyword: () => undefined,
    // Its fields are not those of the event.
    element: () => undefined,
  };
}
