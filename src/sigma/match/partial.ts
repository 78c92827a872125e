import type { CloudTrailEvent } from "../../model/index.ts";
import {
  allOf,
  anyOf,
  type Condition,
  type ConditionAlgebra,
  type FieldPath,
  foldCondition,
  type ValueTest,
} from "../condition.ts";
import { compileLeaf, type EventPredicate } from "./leaf-matcher.ts";

/** What is left of a condition: an answer, or what is still to be asked. */
export type Assumed = boolean | Condition;

/**
 * What a condition becomes for all events in which some fields are known to have one value each, a text. Kleene's logic: what
 * the known fields decide is decided, the rest stays as it is. The very same condition when they decide nothing.
 *
 * It speaks of events in which these are the only values of the fields: no key with dots says otherwise.
 */
export function assume(condition: Condition, known: ReadonlyMap<FieldPath, string>): Assumed {
  // A key with dots reads as a path does, and `fromEntries` makes own properties even of `__proto__`.
  return assumeFieldsOf(Object.fromEntries(known), condition, (field) => known.has(field));
}

/** What a condition becomes for all events that have the same as `event` in the fields for which `isKnown` holds. */
export function assumeFieldsOf(
  event: CloudTrailEvent,
  condition: Condition,
  isKnown: (field: FieldPath) => boolean,
): Assumed {
  const { original, left } = foldCondition(condition, assuming(isKnown, event));
  return left === original ? condition : left;
}

/** `left` is `original` itself where nothing was decided. */
interface Part {
  readonly original: Condition;
  readonly left: Assumed;
}

function assuming(isKnown: (field: FieldPath) => boolean, event: CloudTrailEvent): ConditionAlgebra<Part> {
  return {
    and(operands) {
      const original: Condition = { kind: "and", operands: operands.map((operand) => operand.original) };
      return { original, left: joined(operands, original, false, allOf) };
    },

    or(operands) {
      const original: Condition = { kind: "or", operands: operands.map((operand) => operand.original) };
      return { original, left: joined(operands, original, true, anyOf) };
    },

    not(operand) {
      const original: Condition = { kind: "not", operand: operand.original };
      if (operand.left === operand.original) return untouched(original);
      const { left } = operand;
      return { original, left: typeof left === "boolean" ? !left : { kind: "not", operand: left } };
    },

    field(field, test) {
      const original: Condition = { kind: "field", field, test };
      const isDecided = isKnown(field) && (test.kind !== "fieldRef" || isKnown(test.field));
      return isDecided ? { original, left: leafOf(field, test)(event) } : untouched(original);
    },

    // What is known are a few of the values that it asks.
    keyword: (test) => untouched({ kind: "keyword", test }),

    // Paths in it begin at the element.
    element: untouched,
  };
}

/** Conditions are assumed many times, for one name after the other. */
function leafOf(field: FieldPath, test: ValueTest): EventPredicate {
  const known = leaves.get(test);
  if (known?.field === field) return known.matches;
  const matches = compileLeaf(field, test);
  leaves.set(test, { field, matches });
  return matches;
}

const leaves = new WeakMap<ValueTest, { readonly field: FieldPath; readonly matches: EventPredicate }>();

function untouched(original: Condition): Part {
  return { original, left: original };
}

/** `decisive`: the answer of one operand that decides for all. */
function joined(
  operands: readonly Part[],
  original: Condition,
  decisive: boolean,
  join: (open: readonly Condition[]) => Condition,
): Assumed {
  const open: Condition[] = [];
  let isTouched = false;
  for (const { original: before, left } of operands) {
    if (left === decisive) return decisive;
    isTouched ||= left !== before;
    if (typeof left !== "boolean") open.push(left);
  }
  if (open.length === 0) return !decisive;
  return isTouched ? join(open) : original;
}

/** Whether a condition asks all values of an event, which no list of fields covers. */
export function asksKeyword(condition: Condition): boolean {
  return foldCondition(condition, keywordAsked);
}

const keywordAsked: ConditionAlgebra<boolean> = {
  and: (operands) => operands.includes(true),
  or: (operands) => operands.includes(true),
  not: (operand) => operand,
  field: () => false,
  keyword: () => true,
  // Asks values of its field only.
  element: () => false,
};
