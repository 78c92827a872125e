import { compileGlob, type Glob, globMatches } from "../glob.ts";
import { arnPattern, arnTokensPattern } from "./arn-pattern.ts";
import type { RequestContext } from "./request.ts";
import { compileTemplate, fillIn, type Piece, pieceGlob, pieceText, pieceTokens, type Template } from "./template.ts";
import { either, maybe, no, type Truth, truthOf } from "./truth.ts";
import { parseBase64, parseBool, parseDate, parseIp, parseIpRange, parseNumber, rangeHolds } from "./typed-values.ts";

/** Does any of a condition's values fit the value that the request has? */
export type ValueMatcher = (actual: string, context: RequestContext) => Truth;

/** How one value of the policy is compared. Undefined: it is not of the operator's type. */
type Compile = (value: string) => ((actual: string) => Truth) | undefined;

interface Comparison {
  readonly compile: Compile;
  /** For values with policy variables; undefined: the operator knows none. */
  readonly filled?: (pieces: readonly Piece[], source: string) => ((actual: string) => Truth) | undefined;
}

/**
 * Undefined when there is no such operator. `unresolved`: what a value comes to when a variable in it has none.
 *
 * A value that is not of the operator's type (`NumericEquals` with `ten`) leaves open whether it fits: the
 * documentation does not say.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function valueMatcher(
  comparison: string,
  values: readonly string[],
  version: string,
  unresolved: Truth,
): { readonly matches: ValueMatcher; readonly templates: readonly Template[] } | undefined {
  const known = comparisons.get(comparison);
  if (known === undefined) return undefined;
  const { filled } = known;
  const templates = filled === undefined ? [] : values.flatMap((value) => compileTemplate(value, version) ?? []);
  const plain = values.filter((value) => !templates.some(({ source }) => source === value));
  const fixed = fixedMatcher(comparison, plain, known.compile);
  if (filled === undefined || templates.length === 0) return { matches: fixed, templates };
  return {
    templates,
    matches: (actual, context) => {
      let answer = fixed(actual, context);
      for (const template of templates) {
        const pieces = fillIn(template, context);
        if (pieces === "unknown") answer = either(answer, maybe);
        else if (pieces === "absent") answer = either(answer, unresolved);
        else answer = either(answer, filled(pieces, template.source)?.(actual) ?? maybe);
      }
      return answer;
    },
  };
}

function fixedMatcher(comparison: string, values: readonly string[], compile: Compile): ValueMatcher {
  if (comparison === "stringequals") {
    const texts = new Set(values);
    return (actual) => truthOf(texts.has(actual));
  }
  const each = values.map((value) => compile(value) ?? (() => maybe));
  const [only] = each;
  if (only !== undefined && each.length === 1) return only;
  return (actual) => {
    let answer: Truth = no;
    for (const matches of each) answer = either(answer, matches(actual));
    return answer;
  };
}

const like = (glob: Glob) => (actual: string) => truthOf(globMatches(glob, actual));

const strings = {
  equals: { compile: equals, filled: (pieces: readonly Piece[]) => equals(pieceText(pieces)) },
  ignoreCase: {
    compile: equalsIgnoringCase,
    filled: (pieces: readonly Piece[]) => equalsIgnoringCase(pieceText(pieces)),
  },
  like: {
    compile: (value: string) => like(compileGlob(value)),
    filled: (pieces: readonly Piece[], source: string) => like(pieceGlob(source, pieces)),
  },
};
const arns: Comparison = {
  compile: arnPattern,
  filled: (pieces) => arnTokensPattern(pieceTokens(pieces)),
};
const bool: Comparison = {
  compile: equalTyped(parseBool),
  filled: (pieces) => equalTyped(parseBool)(pieceText(pieces)),
};

/** By the operator's name in lower case, without `not`, quantifier and `IfExists`. */
const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["stringequals", strings.equals],
  ["stringequalsignorecase", strings.ignoreCase],
  ["stringlike", strings.like],
  ["arnequals", arns],
  ["arnlike", arns],
  ["bool", bool],
  ["binaryequals", { compile: equalTyped(parseBase64) }],
  ["ipaddress", { compile: inRange }],
  ...ordered("numeric", parseNumber),
  ...ordered("date", parseDate),
]);

function equals(value: string): (actual: string) => Truth {
  return (actual) => truthOf(value === actual);
}

function equalsIgnoringCase(value: string): (actual: string) => Truth {
  const lower = value.toLowerCase();
  return (actual) => truthOf(lower === actual.toLowerCase());
}

function equalTyped<T>(parse: (text: string) => T | undefined): Compile {
  return typed(parse, (actual, wanted) => actual === wanted);
}

function inRange(value: string): ((actual: string) => Truth) | undefined {
  const range = parseIpRange(value);
  if (range === undefined) return undefined;
  return (text) => {
    const address = parseIp(text);
    return address === undefined ? maybe : truthOf(rangeHolds(range, address));
  };
}

function ordered(
  prefix: string,
  parse: (text: string) => number | undefined,
): readonly (readonly [string, Comparison])[] {
  return [
    [`${prefix}equals`, { compile: typed(parse, (actual, wanted) => actual === wanted) }],
    [`${prefix}lessthan`, { compile: typed(parse, (actual, wanted) => actual < wanted) }],
    [`${prefix}lessthanequals`, { compile: typed(parse, (actual, wanted) => actual <= wanted) }],
    [`${prefix}greaterthan`, { compile: typed(parse, (actual, wanted) => actual > wanted) }],
    [`${prefix}greaterthanequals`, { compile: typed(parse, (actual, wanted) => actual >= wanted) }],
  ];
}

function typed<T>(parse: (text: string) => T | undefined, compare: (actual: T, wanted: T) => boolean): Compile {
  return (value) => {
    const wanted = parse(value);
    if (wanted === undefined) return undefined;
    return (text) => {
      const actual = parse(text);
      return actual === undefined ? maybe : truthOf(compare(actual, wanted));
    };
  };
}
