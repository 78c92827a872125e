import type { Condition, FieldPath, Quantifier } from "../condition.ts";
import { fieldPathFault } from "./field-path.ts";

/** The name of a field, taken apart at its brackets: `a.b[all].c` is a selector of the elements of `a.b`, and `.c` behind it. */
export interface ArrayPath {
  readonly selectors: readonly Selector[];
  /** What is asked in the end: a field of the event, or behind a bracket one of the element; empty for the element itself. */
  readonly field: FieldPath;
  /** The path without brackets. */
  readonly full: FieldPath;
}

interface Selector {
  readonly field: FieldPath;
  readonly quantifier: Quantifier | "all_or_empty";
}

/**
 * `brackets`: they choose elements, unless a backslash stands before them; else they are part of the name. `isOfElement`: the name
 * stands in a block, and `.` is the element itself.
 */
export function parseArrayPath(
  name: string,
  brackets: boolean,
  isOfElement: boolean,
): ArrayPath | { readonly wrong: string } {
  if (isOfElement && name === ".") return { selectors: [], field: "", full: "" };
  const fault = fieldPathFault(name);
  if (fault !== undefined) return { wrong: fault };
  const path = isOfElement ? elementPath(name) : name;
  return brackets ? split(path) : { selectors: [], field: path, full: path };
}

/** The path of an element's field, as the conditions within an element have it. */
export function elementPath(name: string): FieldPath {
  return name === "." ? "" : `.${name}`;
}

/** `condition` is asked of the elements that the innermost selector chooses. */
export function wrapInSelectors(selectors: readonly Selector[], condition: Condition): Condition {
  return selectors.reduceRight((inner: Condition, { field, quantifier }): Condition => {
    if (quantifier !== "all_or_empty") return { kind: "element", field, quantifier, condition: inner };
    return { kind: "element", field, quantifier: "none", condition: { kind: "not", operand: inner } };
  }, condition);
}

const literal = String.raw`(?:\\[[\]]|[^[\]\\]|\\(?![[\]]))*`;
const selector = new RegExp(String.raw`(${literal})\[([^[\]]*)\]`, "y");

function split(path: string): ArrayPath | { readonly wrong: string } {
  const selectors: Selector[] = [];
  let at = 0;
  selector.lastIndex = 0;
  for (let match = selector.exec(path); match !== null; match = selector.exec(path)) {
    const [whole, field = "", inside = ""] = match;
    const quantifier = toQuantifier(inside);
    if (quantifier === undefined) return { wrong: `'[${inside.slice(0, 40)}]' is none of ${known}` };
    if (at === 0 && field === "") return { wrong: "a bracket stands behind the name of a list" };
    if (at > 0 && field !== "" && !field.startsWith("."))
      return { wrong: "a bracket is followed by a dot or by nothing" };
    selectors.push({ field: unescaped(field), quantifier });
    at += whole.length;
  }
  const rest = path.slice(at);
  if (/(?<!\\)[[\]]/.test(rest)) return { wrong: "it has a bracket without its other half" };
  if (at > 0 && rest !== "" && !rest.startsWith(".")) return { wrong: "a bracket is followed by a dot or by nothing" };
  const field = unescaped(rest);
  return { selectors, field, full: selectors.map((one) => one.field).join("") + field };
}

const known = "[any], [all], [all_or_empty], [none] and the number of an element, such as [0]";

function toQuantifier(text: string): Selector["quantifier"] | undefined {
  if (text === "any" || text === "all" || text === "none" || text === "all_or_empty") return text;
  return /^(?:0|-?[1-9]\d{0,5})$/.test(text) ? { index: Number(text) } : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\([[\]])/g, "$1");
}
