import type { CloudTrailEvent, Json } from "../../model/index.ts";
import {
  type Condition,
  type ConditionAlgebra,
  type ElementCondition,
  type FieldPath,
  foldCondition,
  type ValueTest,
} from "../condition.ts";
import { boundedValue } from "./bounded.ts";
import { compileElement, elementReader } from "./element-matcher.ts";
import { fieldReader, membersOf } from "./field-values.ts";
import { compileKeyword, compileLeaf, compileLeafTest } from "./leaf-matcher.ts";

/**
 * The fields that a condition asked for and found in an event, with the value that met it: of a list the first such
 * element. What stands behind a `not` is left out. Texts are cut at 256 characters; null stands for a missing field too.
 */
export function matchedFields(condition: Condition, event: CloudTrailEvent): { readonly [field: FieldPath]: Json } {
  let collect = compiled.get(condition);
  if (collect === undefined) {
    collect = foldCondition(condition, collector);
    compiled.set(condition, collect);
  }
  // `fromEntries` makes own properties even of `__proto__`.
  return Object.fromEntries(collect(event) ?? []);
}

const maxLength = 256;

/** A rule matches many events; its condition is compiled once. */
const compiled = new WeakMap<Condition, Collect>();

type Found = ReadonlyMap<FieldPath, Json>;

/** Undefined when the event does not meet the condition. */
type Collect = (event: CloudTrailEvent) => Found | undefined;

const none: Found = new Map();

const collector: ConditionAlgebra<Collect> = {
  and: (operands) => (event) => {
    const found = operands.map((collect) => collect(event));
    return found.some((fields) => fields === undefined) ? undefined : merge(found);
  },
  or: (operands) => (event) => {
    const found = operands.map((collect) => collect(event)).filter((fields) => fields !== undefined);
    return found.length === 0 ? undefined : merge(found);
  },
  not: (operand) => (event) => (operand(event) === undefined ? none : undefined),
  field: leaf,
  keyword: keywordLeaf,
  element: ofElements,
};

function merge(found: readonly (Found | undefined)[]): Found {
  const merged = new Map<FieldPath, Json>();
  for (const fields of found) {
    for (const [field, value] of fields ?? []) if (!merged.has(field)) merged.set(field, value);
  }
  return merged;
}

function leaf(field: FieldPath, test: ValueTest): Collect {
  const matches = compileLeaf(field, test);
  const read = fieldReader(field);
  const holds = compileLeafTest(test);
  return (event) => {
    if (!matches(event)) return undefined;
    let met: Json = null;
    read(event, (value) => {
      if (value === undefined || !holds(value, event)) return false;
      const element = Array.isArray(value) ? membersOf(value).find((one) => holds(one, event)) : undefined;
      met = element ?? value;
      return true;
    });
    return new Map([[field, boundedValue(met, maxLength)]]);
  };
}

/** What the first element that met it has; behind `none` there is no such element. */
function ofElements(node: ElementCondition, collect: Collect): Collect {
  const matches = compileElement(node, (element) => collect(element) !== undefined);
  const elements = elementReader(node.field, node.quantifier);
  return (event) => {
    if (!matches(event)) return undefined;
    if (node.quantifier === "none") return none;
    const found = elements(event)
      .map(collect)
      .find((fields) => fields !== undefined);
    return new Map([...(found ?? none)].map(([path, value]) => [node.field + path, value]));
  };
}

/** A keyword names no field; the condition is met, and nothing is added. */
function keywordLeaf(test: ValueTest): Collect {
  const matches = compileKeyword(test);
  return (event) => (matches(event) ? none : undefined);
}
