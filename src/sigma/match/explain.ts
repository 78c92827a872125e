import type { CloudTrailEvent, Json } from "../../model/index.ts";
import { type Condition, type ConditionAlgebra, foldCondition } from "../condition.ts";
import { describeElements, describeTest } from "../describe/describe.ts";
import { boundedValue } from "./bounded.ts";
import { valuesOf } from "./field-values.ts";
import { compileKeyword, compileLeaf, compileLeafTest, scalarsOf } from "./leaf-matcher.ts";
import { compileMatcher } from "./matcher.ts";

/** Why an event meets a condition or does not: the condition's tree, with the answer of each part. */
export type Explanation =
  | { readonly kind: "and" | "or"; readonly held: boolean; readonly operands: readonly Explanation[] }
  | { readonly kind: "not"; readonly held: boolean; readonly operand: Explanation }
  | {
      readonly kind: "field";
      readonly held: boolean;
      readonly field: string;
      /** In words that follow the field's name. */
      readonly test: string;
      /** Values of the field, at most ten of 200 characters; empty when it is not there. */
      readonly found: readonly string[];
    }
  | {
      readonly kind: "keyword";
      readonly held: boolean;
      readonly test: string;
      /** Values that the keyword was found in, bounded in the same way. */
      readonly found: readonly string[];
    };

/** Asks every part of the condition, also those that a matcher skips. */
export function explainMatch(condition: Condition, event: CloudTrailEvent): Explanation {
  return foldCondition(condition, explanation(event));
}

const maxValues = 10;
const maxLength = 200;

function explanation(event: CloudTrailEvent): ConditionAlgebra<Explanation> {
  return {
    and: (operands) => ({ kind: "and", held: operands.every(({ held }) => held), operands }),
    or: (operands) => ({ kind: "or", held: operands.some(({ held }) => held), operands }),
    not: (operand) => ({ kind: "not", held: !operand.held, operand }),
    field: (field, test) => ({
      kind: "field",
      held: compileLeaf(field, test)(event),
      field,
      test: describeTest(test),
      found: valuesOf(event, field).slice(0, maxValues).map(shown),
    }),
    keyword(test) {
      const holds = compileLeafTest(test);
      const found = [...scalarsOf(event)].filter((value) => holds(value, event));
      const held = compileKeyword(test)(event);
      return {
        kind: "keyword",
        held,
        test: `any value ${describeTest(test)}`,
        found: found.slice(0, maxValues).map(shown),
      };
    },
    element: (node) => ({
      kind: "field",
      held: compileMatcher(node)(event),
      field: node.field,
      test: describeElements(node),
      found: valuesOf(event, node.field).slice(0, maxValues).map(shown),
    }),
  };
}

function shown(value: Json): string {
  return String(boundedValue(value, maxLength));
}
