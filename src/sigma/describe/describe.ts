import {
  type Condition,
  type ConditionAlgebra,
  type ElementCondition,
  type FieldPath,
  foldCondition,
  type Glob,
  type ValueTest,
} from "../condition.ts";
import { isMany, plainText } from "../glob.ts";

/** A condition in words: `eventSource is "s3.amazonaws.com" and not (errorCode is null or missing)`. */
export function describeCondition(condition: Condition): string {
  return foldCondition(condition, words).text;
}

/** A test in words that follow the name of a field: `contains "S3 Browser"`. */
export function describeTest(test: ValueTest): string {
  switch (test.kind) {
    case "glob":
      return describeGlob(test.glob) + (test.cased ? " (case matters)" : "");
    case "number":
      return `is ${test.text}`;
    case "regex":
      return `matches /${test.source}/${test.flags}`;
    case "compare":
      return `is ${operators[test.op]} ${test.value}`;
    case "cidr":
      return `is an address in ${test.network}/${test.prefixLength}`;
    case "exists":
      return test.expected ? "is present" : "is not present";
    case "null":
      return "is null or missing";
    case "fieldRef":
      return `${relations[test.how]} the value of ${nameOf(test.field)}${test.cased ? " (case matters)" : ""}`;
    case "timePart":
      return `has ${test.part === "hour" ? "an" : "a"} ${test.part} that is ${test.op === undefined ? "" : `${operators[test.op]} `}${test.value}`;
  }
}

interface Phrase {
  readonly text: string;
  /** Needs parentheses beside other operands. */
  readonly isJoined: boolean;
  /** The one text that a field is asked to be, to shorten lists of alternatives. */
  readonly equal?: { readonly field: string; readonly texts: readonly string[] };
}

const words: ConditionAlgebra<Phrase> = {
  and: (operands) => join(operands, "and"),
  or: (operands) => join(shortened(operands), "or"),
  not: ({ text }) => ({ text: `not (${text})`, isJoined: false }),
  field(path, test) {
    const field = nameOf(path);
    const phrase = { text: `${field} ${describeTest(test)}`, isJoined: false };
    const plain = test.kind === "glob" && !test.cased ? plainText(test.glob) : undefined;
    return plain === undefined ? phrase : { ...phrase, equal: { field, texts: [plain] } };
  },
  keyword: (test) => ({ text: `any value ${describeTest(test)}`, isJoined: false }),
  element: (node) => ({ text: `${nameOf(node.field)} ${describeElements(node)}`, isJoined: false }),
};

/** What stands behind a bracket belongs to the element. */
function nameOf(path: FieldPath): string {
  if (path === "") return "it";
  return path.startsWith(".") ? `its ${path.slice(1)}` : path;
}

/** What is asked of a list, in words that follow its name: `has an element where (its cidrIp is "0.0.0.0/0")`. */
export function describeElements({ quantifier, condition }: ElementCondition): string {
  const asked = `(${describeCondition(condition)})`;
  if (typeof quantifier === "object") {
    const { index } = quantifier;
    const which = index >= 0 ? `element ${index}` : `element ${-index} from the end`;
    return `has an ${which} where ${asked}`;
  }
  if (quantifier === "all") return `has elements, and in each of them ${asked}`;
  return `has ${quantifier === "any" ? "an" : "no"} element where ${asked}`;
}

const operators = { lt: "less than", lte: "at most", gt: "greater than", gte: "at least" } as const;
const relations = { equals: "is", contains: "contains", startsWith: "starts with", endsWith: "ends with" } as const;

function join(operands: readonly Phrase[], word: "and" | "or"): Phrase {
  const [only] = operands;
  if (only !== undefined && operands.length === 1) return only;
  if (only === undefined) return { text: word === "and" ? "always" : "never", isJoined: false };
  return {
    text: operands.map(({ text, isJoined }) => (isJoined ? `(${text})` : text)).join(` ${word} `),
    isJoined: true,
  };
}

/** `f is "a" or f is "b"` becomes `f is one of "a", "b"`, when nothing else is asked. */
function shortened(operands: readonly Phrase[]): readonly Phrase[] {
  const [first] = operands;
  const field = first?.equal?.field;
  if (field === undefined || operands.length < 2) return operands;
  const texts: string[] = [];
  for (const { equal } of operands) {
    if (equal?.field !== field) return operands;
    texts.push(...equal.texts);
  }
  return [{ text: `${field} is one of ${texts.map(quote).join(", ")}`, isJoined: false }];
}

function describeGlob(glob: Glob): string {
  const plain = plainText(glob);
  if (plain !== undefined) return plain === "" ? "is empty" : `is ${quote(plain)}`;
  const [first, second, third] = glob;
  if (first === undefined || (glob.length === 1 && isMany(first))) return "is present and not null";
  if (glob.length === 2 && second !== undefined) {
    if (typeof first === "string" && isMany(second)) return `starts with ${quote(first)}`;
    if (isMany(first) && typeof second === "string") return `ends with ${quote(second)}`;
  }
  if (glob.length === 3 && isMany(first) && typeof second === "string" && third !== undefined && isMany(third)) {
    return `contains ${quote(second)}`;
  }
  const pattern = glob.map((part) =>
    typeof part === "string" ? part.replace(/[*?\\]/g, "\\$&") : isMany(part) ? "*" : "?",
  );
  return `is like ${quote(pattern.join(""))}`;
}

function quote(text: string): string {
  return `"${text}"`;
}
