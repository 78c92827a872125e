import { Problem, type ProblemCode } from "../model/index.ts";
import { allOf, anyOf, type Condition, foldCondition } from "./condition.ts";
import { scanTokens, type Token, tokenOffsets } from "./condition-tokens.ts";
import type { Searches } from "./detection.ts";
import { didYouMean } from "./nearest.ts";
import { itemsOf, type Reject, type ScalarNode, type SourceEntry, type SourceText } from "./source-node.ts";

const maxDepth = 64;
const maxLeaves = 100_000;
const maxChoices = 500;

/**
 * Reads `condition`, one text or a list of alternatives, and puts the searches in the place of their names.
 *
 * `not` binds closer than `and`, `and` closer than `or`. Undefined when it could not be read, which has then been rejected.
 * Source: Sigma Rules Specification 2.1, "Condition".
 */
export function readConditions(
  { keyOffset, value }: SourceEntry,
  searches: Searches,
  source: SourceText,
  reject: Reject,
): Condition | undefined {
  const alternatives = itemsOf(value).map((item) => {
    if (item.kind === "scalar" && item.type !== "null") return readCondition(item, searches, source, reject);
    reject(item.offset, "A condition is a text such as 'selection and not filter'.");
    return undefined;
  });
  if (alternatives.length === 0) reject(keyOffset, "The list of conditions is empty.");
  const read = alternatives.filter((alternative) => alternative !== undefined);
  return read.length === 0 || read.length < alternatives.length ? undefined : anyOf(read);
}

function readCondition(
  scalar: ScalarNode,
  searches: Searches,
  source: SourceText,
  reject: Reject,
): Condition | undefined {
  const tokens = scanTokens(scalar.text);
  const parsing: Parsing = { tokens, searches, at: 0, depth: 0, leaves: 0 };
  try {
    const condition = parseOr(parsing);
    const next = peek(parsing);
    if (next !== undefined) throw leftOver(next);
    return condition;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reject(tokenOffsets(scalar, source.text)[parsing.at] ?? scalar.offset, error.message, {
      code: error.code,
      hint: error.hint,
    });
    return undefined;
  }
}

interface Parsing {
  readonly tokens: readonly Token[];
  readonly searches: Searches;
  /** The token that is read next; a problem is said to be there. */
  at: number;
  depth: number;
  /** Fields and keywords that the condition has grown to: it names a search many times, and each time counts. */
  leaves: number;
}

function parseOr(parsing: Parsing): Condition {
  const operands = [parseAnd(parsing)];
  while (isWord(peek(parsing), "or")) {
    parsing.at += 1;
    operands.push(parseAnd(parsing));
  }
  return anyOf(operands);
}

function parseAnd(parsing: Parsing): Condition {
  const operands = [parseNot(parsing)];
  while (isWord(peek(parsing), "and")) {
    parsing.at += 1;
    operands.push(parseNot(parsing));
  }
  return allOf(operands);
}

function parseNot(parsing: Parsing): Condition {
  if (!isWord(peek(parsing), "not")) return parsePrimary(parsing);
  enter(parsing);
  parsing.at += 1;
  const operand = parseNot(parsing);
  parsing.depth -= 1;
  return { kind: "not", operand };
}

function parsePrimary(parsing: Parsing): Condition {
  const token = peek(parsing);
  if (token === undefined) throw fault("The condition ends where a search identifier is expected.");
  if (token === "(") return parseParentheses(parsing);
  if (token === ")" || token === "|" || ["and", "or"].includes(token.toLowerCase())) {
    throw token === "|" ? aggregation() : fault(`A search identifier is expected before '${token}'.`);
  }
  const isCount = /^(?:\d+|all|any)$/i.test(token) && isWord(parsing.tokens[parsing.at + 1], "of");
  if (isCount) return parseCount(parsing, token.toLowerCase());
  const search = parsing.searches.get(token);
  if (search === undefined) {
    throw fault(`There is no search identifier '${token}'.`, didYouMean(token, parsing.searches.keys()));
  }
  grow(parsing, [search]);
  parsing.at += 1;
  return search;
}

function parseParentheses(parsing: Parsing): Condition {
  enter(parsing);
  parsing.at += 1;
  const inner = parseOr(parsing);
  const next = peek(parsing);
  if (next !== ")") throw next === undefined ? fault("A ')' is missing at the end.") : leftOver(next);
  parsing.at += 1;
  parsing.depth -= 1;
  return inner;
}

/** `1 of selection_*`, `all of them`, `any of x*`, `2 of them`. */
function parseCount(parsing: Parsing, count: string): Condition {
  parsing.at += 2;
  const pattern = peek(parsing);
  if (pattern === undefined || /^[()|]$/.test(pattern)) {
    throw fault("'of' needs 'them' or a search identifier such as 'selection_*'.");
  }
  const chosen = [...parsing.searches].filter(([name]) => isChosen(name, pattern)).map(([, search]) => search);
  if (chosen.length === 0) throw fault(`No search identifier fits '${pattern}'.`);
  if (count === "all") {
    grow(parsing, chosen);
    parsing.at += 1;
    return allOf(chosen);
  }
  const least = count === "any" ? 1 : Number(count);
  if (least < 1 || least > chosen.length) {
    throw fault(`'${count} of ${pattern}' cannot be: ${chosen.length} fit.`);
  }
  const choices = combinations(chosen, least);
  if (choices === undefined) {
    throw fault(`'${count} of ${pattern}' has too many combinations.`, undefined, "rule.unsupported");
  }
  grow(parsing, choices.flat());
  parsing.at += 1;
  return anyOf(choices.map(allOf));
}

/** `them` leaves out names that begin with `_`, and so does a pattern that does not begin with `_` itself. */
function isChosen(name: string, pattern: string): boolean {
  if (isWord(pattern, "them")) return !name.startsWith("_");
  if (name.startsWith("_") && !pattern.startsWith("_")) return false;
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return name === pattern;
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}

/** Every choice of `count` of the searches; undefined when they are too many. */
function combinations(searches: readonly Condition[], count: number): readonly Condition[][] | undefined {
  let choices: Condition[][] = [[]];
  for (const [index, search] of searches.entries()) {
    const left = searches.length - index - 1;
    choices = choices.flatMap((choice) => {
      const taken = choice.length < count ? [[...choice, search]] : [];
      return choice.length + left >= count ? [choice, ...taken] : taken;
    });
    if (choices.length > maxChoices) return undefined;
  }
  return choices.toReversed();
}

function grow(parsing: Parsing, searches: readonly Condition[]): void {
  for (const search of searches) parsing.leaves += countLeaves(search);
  if (parsing.leaves > maxLeaves) {
    throw fault(`The condition grows to more than ${maxLeaves} tests.`, undefined, "rule.unsupported");
  }
}

function countLeaves(condition: Condition): number {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return foldCondition<number>(condition, {
    and: sum,
    or: sum,
    not: (count) => count,
    field: () => 1,
    keyword: () => 1,
  });
}

function enter(parsing: Parsing): void {
  parsing.depth += 1;
  if (parsing.depth > maxDepth) throw fault(`The condition is nested deeper than ${maxDepth}.`);
}

function peek(parsing: Parsing): Token | undefined {
  return parsing.tokens[parsing.at];
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.toLowerCase() === word;
}

function leftOver(token: Token): Problem {
  return token === "|" ? aggregation() : fault(`'and' or 'or' is expected before '${token}'.`);
}

function aggregation(): Problem {
  const hint = "Write a correlation rule of type event_count or value_count instead.";
  return fault("Aggregations behind a '|' are no longer part of Sigma.", hint, "rule.unsupported");
}

/** The place is the token at which the parser stands. */
function fault(message: string, hint?: string, code: ProblemCode = "rule.syntax"): Problem {
  return new Problem(code, message, hint === undefined ? {} : { hint });
}
