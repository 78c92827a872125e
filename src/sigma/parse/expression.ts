import { Problem, type ProblemCode } from "../../model/index.ts";
import { didYouMean } from "../nearest.ts";
import { scanTokens, type Token, tokenOffsets } from "./condition-tokens.ts";
import type { Reject, ScalarNode, SourceText } from "./source-node.ts";

const maxDepth = 64;
const maxLeaves = 100_000;
const maxChoices = 500;

/** What an expression is made of: names that stand for something, and how these are joined. */
export interface Vocabulary<T> {
  readonly names: ReadonlyMap<string, T>;
  /** What a name is called in problems. */
  readonly noun: string;
  /** One alone is itself. */
  all(operands: readonly T[]): T;
  any(operands: readonly T[]): T;
  not(operand: T): T;
  /** How many leaves it has. */
  size(operand: T): number;
  /** Told of every name that the expression takes. */
  take?(name: string): void;
}

/**
 * Reads a text such as `selection and not 1 of filter_*`. `not` binds closer than `and`, `and` closer than `or`.
 *
 * Undefined when it could not be read, which has then been rejected. Source: Sigma Rules Specification 2.1, "Condition".
 */
export function readExpression<T>(
  scalar: ScalarNode,
  vocabulary: Vocabulary<T>,
  source: SourceText,
  reject: Reject,
): T | undefined {
  const tokens = scanTokens(scalar.text);
  const parsing: Parsing<T> = { tokens, vocabulary, at: 0, depth: 0, leaves: 0 };
  try {
    const expression = parseOr(parsing);
    const next = peek(parsing);
    if (next !== undefined) throw leftOver(next);
    return expression;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reject(tokenOffsets(scalar, source.text)[parsing.at] ?? scalar.offset, error.message, {
      code: error.code,
      hint: error.hint,
    });
    return undefined;
  }
}

interface Parsing<T> {
  readonly tokens: readonly Token[];
  readonly vocabulary: Vocabulary<T>;
  /** The token that is read next; a problem is said to be there. */
  at: number;
  depth: number;
  /** Leaves that the expression has grown to: it says a name many times, and each time counts. */
  leaves: number;
}

function parseOr<T>(parsing: Parsing<T>): T {
  const operands = [parseAnd(parsing)];
  while (isWord(peek(parsing), "or")) {
    parsing.at += 1;
    operands.push(parseAnd(parsing));
  }
  return parsing.vocabulary.any(operands);
}

function parseAnd<T>(parsing: Parsing<T>): T {
  const operands = [parseNot(parsing)];
  while (isWord(peek(parsing), "and")) {
    parsing.at += 1;
    operands.push(parseNot(parsing));
  }
  return parsing.vocabulary.all(operands);
}

function parseNot<T>(parsing: Parsing<T>): T {
  if (!isWord(peek(parsing), "not")) return parsePrimary(parsing);
  enter(parsing);
  parsing.at += 1;
  const operand = parseNot(parsing);
  parsing.depth -= 1;
  return parsing.vocabulary.not(operand);
}

function parsePrimary<T>(parsing: Parsing<T>): T {
  const { names, noun } = parsing.vocabulary;
  const token = peek(parsing);
  if (token === undefined) throw fault(`The condition ends where a ${noun} is expected.`);
  if (token === "(") return parseParentheses(parsing);
  if (token === ")" || token === "|" || ["and", "or"].includes(token.toLowerCase())) {
    throw token === "|" ? aggregation() : fault(`A ${noun} is expected before '${token}'.`);
  }
  const isCount = /^(?:\d+|all|any)$/i.test(token) && isWord(parsing.tokens[parsing.at + 1], "of");
  if (isCount) return parseCount(parsing, token.toLowerCase());
  const named = names.get(token);
  if (named === undefined) throw fault(`There is no ${noun} '${token}'.`, didYouMean(token, names.keys()));
  grow(parsing, [named]);
  parsing.vocabulary.take?.(token);
  parsing.at += 1;
  return named;
}

function parseParentheses<T>(parsing: Parsing<T>): T {
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
function parseCount<T>(parsing: Parsing<T>, count: string): T {
  const { names, noun, all, any } = parsing.vocabulary;
  parsing.at += 2;
  const pattern = peek(parsing);
  if (pattern === undefined || /^[()|]$/.test(pattern)) {
    throw fault(`'of' needs 'them' or a ${noun} such as 'selection_*'.`);
  }
  const fitting = [...names].filter(([name]) => isChosen(name, pattern));
  if (fitting.length === 0) throw fault(`No ${noun} fits '${pattern}'.`);
  for (const [name] of fitting) parsing.vocabulary.take?.(name);
  const chosen = fitting.map(([, named]) => named);
  if (count === "all") {
    grow(parsing, chosen);
    parsing.at += 1;
    return all(chosen);
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
  return any(choices.map(all));
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

/** Every choice of `count` of them; undefined when they are too many. */
function combinations<T>(items: readonly T[], count: number): readonly T[][] | undefined {
  // Of these there is one choice each, however many there are.
  if (count === 1) return items.map((item) => [item]);
  let choices: T[][] = [[]];
  for (const [index, item] of items.entries()) {
    const left = items.length - index - 1;
    choices = choices.flatMap((choice) => {
      const taken = choice.length < count ? [[...choice, item]] : [];
      return choice.length + left >= count ? [choice, ...taken] : taken;
    });
    if (choices.length > maxChoices) return undefined;
  }
  return choices.toReversed();
}

function grow<T>(parsing: Parsing<T>, named: readonly T[]): void {
  for (const one of named) parsing.leaves += parsing.vocabulary.size(one);
  if (parsing.leaves > maxLeaves) {
    throw fault(`The condition grows to more than ${maxLeaves} tests.`, undefined, "rule.unsupported");
  }
}

function enter<T>(parsing: Parsing<T>): void {
  parsing.depth += 1;
  if (parsing.depth > maxDepth) throw fault(`The condition is nested deeper than ${maxDepth}.`);
}

function peek<T>(parsing: Parsing<T>): Token | undefined {
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
