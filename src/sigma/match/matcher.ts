import type { CloudTrailEvent } from "../../model/index.ts";
import { type Condition, type ConditionAlgebra, type FieldPath, foldCondition } from "../condition.ts";
import { onlyText } from "../glob.ts";
import { answersByValue } from "./answers-by-value.ts";
import { compileElement } from "./element-matcher.ts";
import { fieldReader } from "./field-values.ts";
import { compileKeyword, compileLeaf, type EventPredicate } from "./leaf-matcher.ts";
import { oneOfTexts } from "./value-matcher.ts";

/**
 * Compiles a condition to a function that says whether an event meets it.
 *
 * The same answer whatever the order of operands, so cheap tests go first. Never throws for an event.
 */
export function compileMatcher(condition: Condition): EventPredicate {
  return remembered(foldCondition(condition, matcher)).matches;
}

interface Compiled {
  readonly matches: EventPredicate;
  /** How much work, roughly: operands are asked from the least to the most. */
  readonly cost: number;
  /** The only field that is asked; undefined where there are several, and for keywords. */
  readonly field?: FieldPath | undefined;
  /** Set when this asks whether a field is one of some texts, in lower case. */
  readonly oneOf?: { readonly field: FieldPath; readonly texts: readonly string[] };
}

const matcher: ConditionAlgebra<Compiled> = {
  and(operands) {
    const field = commonField(operands);
    const tests = inOrderOfCost(operands, field);
    return { matches: (event) => holdsAll(tests, event), cost: sumOfCosts(operands), field };
  },

  or(operands) {
    const joined = joinTexts(operands);
    const [only] = joined;
    if (only !== undefined && joined.length === 1) return only;
    const field = commonField(joined);
    const tests = inOrderOfCost(joined, field);
    return { matches: (event) => holdsOne(tests, event), cost: sumOfCosts(joined), field };
  },

  not: ({ matches, cost, field }) => ({ matches: (event) => !matches(event), cost, field }),

  field(field, test) {
    const text = onlyText(test);
    const known = { matches: compileLeaf(field, test), cost: costs[test.kind] };
    // Such a test looks at another field as well.
    if (test.kind === "fieldRef") return known;
    return text === undefined ? { ...known, field } : { ...known, field, oneOf: { field, texts: [text] } };
  },

  keyword: (test) => ({ matches: compileKeyword(test), cost: 100 }),

  element: (node, { matches, cost }) => ({ matches: compileElement(node, matches), cost: 5 * cost }),
};

const costs = {
  exists: 1,
  null: 1,
  number: 2,
  glob: 2,
  compare: 2,
  cidr: 5,
  timePart: 5,
  fieldRef: 5,
  regex: 20,
} as const;

function holdsAll(tests: readonly EventPredicate[], event: CloudTrailEvent): boolean {
  for (const matches of tests) if (!matches(event)) return false;
  return true;
}

function holdsOne(tests: readonly EventPredicate[], event: CloudTrailEvent): boolean {
  for (const matches of tests) if (matches(event)) return true;
  return false;
}

/** Texts that are asked of the same field become one look-up. */
function joinTexts(operands: readonly Compiled[]): readonly Compiled[] {
  const byField = new Map<FieldPath, string[]>();
  const others: Compiled[] = [];
  for (const operand of operands) {
    if (operand.oneOf === undefined) {
      others.push(operand);
      continue;
    }
    const texts = byField.get(operand.oneOf.field) ?? [];
    for (const text of operand.oneOf.texts) texts.push(text);
    byField.set(operand.oneOf.field, texts);
  }
  return [...[...byField].map(([field, texts]) => lookUp(field, texts)), ...others];
}

function lookUp(field: FieldPath, texts: readonly string[]): Compiled {
  const read = fieldReader(field);
  const holds = oneOfTexts(new Set(texts));
  return { matches: (event) => read(event, holds), cost: costs.glob, field, oneOf: { field, texts } };
}

/** The field that every operand asks and nothing else. */
function commonField([first, ...others]: readonly Compiled[]): FieldPath | undefined {
  return others.every(({ field }) => field === first?.field) ? first?.field : undefined;
}

/** `field`: asked by all of them, whose answers are remembered together then. */
function inOrderOfCost(operands: readonly Compiled[], field: FieldPath | undefined): readonly EventPredicate[] {
  const asked = field === undefined ? operands.map(remembered) : operands;
  return asked.toSorted((a, b) => a.cost - b.cost).map(({ matches }) => matches);
}

/** What costs more than to look an answer up is asked once for each value. */
function remembered(compiled: Compiled): Compiled {
  const { field, cost, matches } = compiled;
  if (field === undefined || cost <= lookUpCost) return compiled;
  return { field, cost: lookUpCost, matches: answersByValue(field, matches) };
}

const lookUpCost = 4;

function sumOfCosts(operands: readonly Compiled[]): number {
  return operands.reduce((sum, { cost }) => sum + cost, 0);
}
