import { BlockList, isIP } from "node:net";
import { isJsonObject, type Json, ownValue } from "../../model/index.ts";

/** Asked of all values that the event has at a field; none where the field is not there. */
export type ValueTest = (values: readonly Json[]) => boolean;

/** One item of a pattern's list: a value to be met exactly, or an object with one operator. Text: it is neither. */
export function readLeaf(item: Json): ValueTest | string {
  if (Array.isArray(item)) return "a list stands in a list of values";
  if (!isJsonObject(item)) return some((value) => value === item);
  const names = Object.keys(item);
  const [name = ""] = names;
  if (names.length !== 1) return `a test has ${names.length} operators, not one`;
  const operand = ownValue(item, name) ?? null;
  if (name === "exists") {
    if (typeof operand !== "boolean") return wrong(name, operand);
    return (values) => values.length > 0 === operand;
  }
  if (name === "anything-but") {
    const excluded = readExcluded(operand);
    return typeof excluded === "string" ? excluded : some((value) => !excluded(value));
  }
  const test = readOperator(name, operand);
  return typeof test === "string" ? test : some(test);
}

/** Also for what is a list of one. */
export function asList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

type OneTest = (value: Json) => boolean;

function some(test: OneTest): ValueTest {
  return (values) => values.some(test);
}

function readOperator(name: string, operand: Json): OneTest | string {
  switch (name) {
    case "prefix":
    case "suffix":
      return readEnd(name, operand);
    case "equals-ignore-case":
      if (typeof operand !== "string") return wrong(name, operand);
      return onText((text) => lower(text) === lower(operand));
    case "wildcard":
      return typeof operand === "string" ? readWildcard(operand) : wrong(name, operand);
    case "numeric":
      return readNumeric(operand);
    case "cidr":
      return readNetwork(operand);
    default:
      return `there is no operator ${JSON.stringify(name)}`;
  }
}

/** What `anything-but` leaves out: values, or a test with one text or several. */
function readExcluded(operand: Json): OneTest | string {
  if (!isJsonObject(operand)) {
    const values = asList(operand);
    const isFit = values.length > 0 && values.every((value) => typeof value === "string" || typeof value === "number");
    const excluded: ReadonlySet<Json> = new Set(values);
    return isFit ? (value) => excluded.has(value) : wrong("anything-but", operand);
  }
  const [name = "", ...others] = Object.keys(operand);
  if (others.length > 0 || !excludable.includes(name)) return wrong("anything-but", operand);
  const tests = asList(ownValue(operand, name) ?? null).map((text) => readOperator(name, text));
  const mistake = tests.find((test) => typeof test === "string");
  if (mistake !== undefined || tests.length === 0) return mistake ?? wrong("anything-but", operand);
  return (value) => tests.some((test) => typeof test !== "string" && test(value));
}

const excludable: readonly string[] = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

function readEnd(name: "prefix" | "suffix", operand: Json): OneTest | string {
  const fits = (text: string, end: string): boolean => (name === "prefix" ? text.startsWith(end) : text.endsWith(end));
  if (typeof operand === "string") return onText((text) => fits(text, operand));
  const folded = isJsonObject(operand) ? ownValue(operand, "equals-ignore-case") : undefined;
  if (typeof folded !== "string" || !isJsonObject(operand) || Object.keys(operand).length !== 1) {
    return wrong(name, operand);
  }
  return onText((text) => fits(lower(text), lower(folded)));
}

/** `*` is any text; a backslash takes the meaning from `*` and from a backslash. */
function readWildcard(pattern: string): OneTest | string {
  const parts: string[] = [""];
  for (let index = 0; index < pattern.length; index += 1) {
    const unit = pattern.charAt(index);
    if (unit === "*" && pattern.charAt(index + 1) === "*") return wrong("wildcard", pattern);
    if (unit === "*") parts.push("");
    else {
      const isEscape = unit === "\\";
      const next = pattern.charAt(index + 1);
      if (isEscape && next !== "*" && next !== "\\") return wrong("wildcard", pattern);
      parts.push(`${parts.pop() ?? ""}${isEscape ? next : unit}`);
      if (isEscape) index += 1;
    }
  }
  return onText((text) => matchesParts(text, parts));
}

/** The first part begins the text, the last ends it, the others stand between, each as early as it can. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** `[">", 0, "<=", 5]` */
function readNumeric(operand: Json): OneTest | string {
  const terms = asList(operand);
  if (terms.length !== 2 && terms.length !== 4) return wrong("numeric", operand);
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    const [sign, limit] = [terms[index], terms[index + 1]];
    const compare = typeof sign === "string" ? comparisons.get(sign) : undefined;
    if (compare === undefined || typeof limit !== "number") return wrong("numeric", operand);
    tests.push((value) => compare(value, limit));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

const comparisons: ReadonlyMap<string, (value: number, limit: number) => boolean> = new Map([
  ["=", (value: number, limit: number) => value === limit],
  ["<", (value: number, limit: number) => value < limit],
  ["<=", (value: number, limit: number) => value <= limit],
  [">", (value: number, limit: number) => value > limit],
  [">=", (value: number, limit: number) => value >= limit],
]);

/** `10.0.0.0/24` */
function readNetwork(operand: Json): OneTest | string {
  const [, address = "", bits = ""] = (typeof operand === "string" ? /^([^/]+)\/(\d{1,3})$/.exec(operand) : null) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return wrong("cidr", operand);
  const family = familyOf(version);
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family);
  return onText((text) => isIP(text) === version && network.check(text, family));
}

function familyOf(version: number): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}

function onText(test: (text: string) => boolean): OneTest {
  return (value) => typeof value === "string" && test(value);
}

function lower(text: string): string {
  return text.toLowerCase();
}

function wrong(operator: string, operand: Json): string {
  return `${operator} takes no ${JSON.stringify(operand).slice(0, 60)}`;
}
