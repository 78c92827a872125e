import { compileGlob, globMatches } from "../../iam/index.ts";
import { isJsonObject, type Json, ownValue } from "../../model/index.ts";

/** A filter pattern of CloudWatch Logs, ready to be asked; or why it cannot be. */
export type FilterPattern = { readonly matches: (record: Json) => boolean } | { readonly unreadable: string };

/**
 * Reads a pattern for JSON lines, `{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }`. Patterns of words match
 * any line that holds them, and are not read; the empty one matches every line.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
 */
export function readFilterPattern(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (text === "") return { matches: () => true };
  if (!text.startsWith("{") || !text.endsWith("}")) return { unreadable: "it is no pattern for JSON" };
  const tokens = tokensOf(text.slice(1, -1));
  if (tokens === undefined || tokens.length > maxTokens) return { unreadable: "it holds something that is no term" };
  const reader = { tokens, at: 0 };
  const test = readEither(reader, maxDepth);
  if (test === undefined || reader.at < tokens.length) return { unreadable: "its terms do not fit together" };
  return { matches: test };
}

/** AWS takes patterns of 1024 characters; text that nests without end must not end us. */
const maxTokens = 1024;
const maxDepth = 50;

type Test = (record: Json) => boolean;

interface Token {
  readonly kind: "path" | "sign" | "text" | "word";
  readonly text: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const tokenPattern =
  /\s*(?:(?<path>\$(?:\.[\w-]+|\[\d+\])+)|(?<sign>&&|\|\||!=|<=|>=|[()=<>])|"(?<text>(?:[^"\\]|\\.)*)"|(?<word>[\w*.:/@+-]+))\s*/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const scan = new RegExp(tokenPattern);
  const end = text.trimEnd().length;
  while (scan.lastIndex < end) {
    const { path, sign, text: quoted, word } = scan.exec(text)?.groups ?? {};
    if (path !== undefined) tokens.push({ kind: "path", text: path });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replace(/\\(.)/g, "$1") });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else return undefined;
  }
  return tokens;
}

function readEither(reader: Reader, depth: number): Test | undefined {
  return readChain(reader, depth, "||", readBoth, (tests, record) => tests.some((test) => test(record)));
}

function readBoth(reader: Reader, depth: number): Test | undefined {
  return readChain(reader, depth, "&&", readTerm, (tests, record) => tests.every((test) => test(record)));
}

function readChain(
  reader: Reader,
  depth: number,
  sign: string,
  next: (reader: Reader, depth: number) => Test | undefined,
  combine: (tests: readonly Test[], record: Json) => boolean,
): Test | undefined {
  const tests: Test[] = [];
  do {
    const test = next(reader, depth);
    if (test === undefined) return undefined;
    tests.push(test);
  } while (takes(reader, sign));
  return (record) => combine(tests, record);
}

function readTerm(reader: Reader, depth: number): Test | undefined {
  if (depth === 0) return undefined;
  if (takes(reader, "(")) {
    const inner = readEither(reader, depth - 1);
    return takes(reader, ")") ? inner : undefined;
  }
  const path = reader.tokens[reader.at];
  if (path?.kind !== "path") return undefined;
  reader.at += 1;
  const steps = [...path.text.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const test = readTest(reader);
  return test && ((record) => test(valueAt(record, steps)));
}

type ValueTest = (value: Json | undefined) => boolean;

function readTest(reader: Reader): ValueTest | undefined {
  const [sign, operand] = reader.tokens.slice(reader.at, reader.at + 2);
  if (sign?.kind === "word") return readWords(reader);
  if (sign === undefined || operand === undefined || operand.kind === "path" || operand.kind === "sign")
    return undefined;
  reader.at += 2;
  if (sign.text === "=" || sign.text === "!=") {
    // Here `?` is itself, and text between percent signs a regular expression, which is not read.
    if (operand.text.includes("?") || /^%.*%$/.test(operand.text)) return undefined;
    const glob = compileGlob(operand.text);
    const isEqual = (value: Json): boolean =>
      globMatches(glob, typeof value === "string" ? value : JSON.stringify(value));
    // A field that is not there has no value that could differ.
    return (value) => value !== undefined && value !== null && isEqual(value) === (sign.text === "=");
  }
  const limit = Number(operand.text);
  const compare = comparisons.get(sign.text);
  if (compare === undefined || Number.isNaN(limit)) return undefined;
  return (value) => typeof value === "number" && compare(value, limit);
}

const comparisons: ReadonlyMap<string, (value: number, limit: number) => boolean> = new Map([
  ["<", (value: number, limit: number) => value < limit],
  ["<=", (value: number, limit: number) => value <= limit],
  [">", (value: number, limit: number) => value > limit],
  [">=", (value: number, limit: number) => value >= limit],
]);

/** `IS NULL`, `NOT EXISTS` and their like. */
function readWords(reader: Reader): ValueTest | undefined {
  const words = reader.tokens.slice(reader.at, reader.at + 2).map(({ text }) => text.toUpperCase());
  if (words[0] === "EXISTS") {
    reader.at += 1;
    return (value) => value !== undefined;
  }
  reader.at += 2;
  switch (words.join(" ")) {
    case "NOT EXISTS":
      return (value) => value === undefined;
    case "IS NULL":
      return (value) => value === null;
    case "IS TRUE":
      return (value) => value === true;
    case "IS FALSE":
      return (value) => value === false;
    default:
      return undefined;
  }
}

function takes(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "sign" || token.text !== sign) return false;
  reader.at += 1;
  return true;
}

function valueAt(record: Json, steps: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = record;
  for (const step of steps) {
    if (typeof step === "number") value = Array.isArray(value) ? (value[step] as Json | undefined) : undefined;
    else value = isJsonObject(value) ? ownValue(value, step) : undefined;
  }
  return value;
}
