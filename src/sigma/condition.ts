/** Steps of a field's path are joined by dots, as rules write them: `userIdentity.sessionContext.sessionIssuer.arn`. */
export type FieldPath = string;

/** Text with wildcards, already split: `{ any: "many" }` is `*`, `{ any: "one" }` is `?`. Empty text is `[]`. */
export type Glob = readonly (string | { readonly any: "one" | "many" })[];

/**
 * What is asked of one value, once every modifier has been applied.
 *
 * The contract of every engine: a leaf is true or false, never unknown. Text ignores case unless `cased`.
 * A missing field equals null for `null` and differs for `exists`. A path that crosses an array asks any
 * element. A test that meets an object or array also tests its compact JSON text, once as it is and once
 * with string escapes removed. Numbers, booleans and strings compare by their text both ways, numbers also by value.
 */
export type ValueTest =
  | { readonly kind: "glob"; readonly glob: Glob; readonly cased: boolean }
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  /** RE2 syntax: linear time, no look-around and no back-references. */
  | { readonly kind: "regex"; readonly source: string; readonly flags: string }
  | { readonly kind: "compare"; readonly op: "lt" | "lte" | "gt" | "gte"; readonly value: number }
  | { readonly kind: "cidr"; readonly network: string; readonly prefixLength: number }
  | { readonly kind: "exists"; readonly expected: boolean }
  | { readonly kind: "null" }
  | {
      readonly kind: "fieldRef";
      readonly field: FieldPath;
      readonly how: "equals" | "contains" | "startsWith" | "endsWith";
      readonly cased: boolean;
    }
  | {
      readonly kind: "timePart";
      readonly part: "minute" | "hour" | "day" | "week" | "month" | "year";
      readonly value: number;
      /** Left out: the part equals the value. */
      readonly op?: "lt" | "lte" | "gt" | "gte";
    };

/** A rule's condition with every search identifier resolved: the tree that all engines read. Plain data. */
export type Condition =
  | { readonly kind: "and"; readonly operands: readonly Condition[] }
  | { readonly kind: "or"; readonly operands: readonly Condition[] }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "field"; readonly field: FieldPath; readonly test: ValueTest }
  /** Asked of all values of the event, at any depth, not of its keys. */
  | { readonly kind: "keyword"; readonly test: ValueTest }
  | ElementCondition;

/**
 * Asks a condition of the elements of a list. Each element is asked as an event of its own, `{ "": element }`: within
 * `condition` the path `.cidrIp` is a field of the element, and the empty path is the element itself. So the paths before and behind
 * the bracket, put together, are the path of the event: `ipPermissions.items` and `.cidrIp`.
 *
 * A value that is no list counts as a list of one; a field that is missing or null has no elements. Where the path crosses
 * other lists, there are several lists, and one of them must fit (`none`: none of them).
 */
export interface ElementCondition {
  readonly kind: "element";
  readonly field: FieldPath;
  readonly quantifier: Quantifier;
  readonly condition: Condition;
}

/** `all` needs an element, `none` does not. An index counts from 0, and from the end when it is negative. */
export type Quantifier = "any" | "all" | "none" | { readonly index: number };

/** True when all hold; one alone is itself. */
export function allOf(operands: readonly Condition[]): Condition {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind: "and", operands };
}

/** True when one holds; one alone is itself. */
export function anyOf(operands: readonly Condition[]): Condition {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind: "or", operands };
}

/** One meaning of a condition. The type checker names every algebra that a new kind of node breaks. */
export interface ConditionAlgebra<R> {
  and(operands: readonly R[]): R;
  or(operands: readonly R[]): R;
  not(operand: R): R;
  field(field: FieldPath, test: ValueTest): R;
  keyword(test: ValueTest): R;
  /** `operand` is the meaning of `node.condition`, whose paths begin at the element. */
  element(node: ElementCondition, operand: R): R;
}

/** Gives `condition` the meaning that `algebra` defines, from the leaves up. */
export function foldCondition<R>(condition: Condition, algebra: ConditionAlgebra<R>): R {
  switch (condition.kind) {
    case "and":
      return algebra.and(condition.operands.map((operand) => foldCondition(operand, algebra)));
    case "or":
      return algebra.or(condition.operands.map((operand) => foldCondition(operand, algebra)));
    case "not":
      return algebra.not(foldCondition(condition.operand, algebra));
    case "field":
      return algebra.field(condition.field, condition.test);
    case "keyword":
      return algebra.keyword(condition.test);
    case "element":
      return algebra.element(condition, foldCondition(condition.condition, algebra));
  }
}
