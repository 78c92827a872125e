import { Problem } from "../../model/index.ts";
import { allOf, anyOf, type Condition, type FieldPath, type ValueTest } from "../condition.ts";
import { surround } from "../glob.ts";
import { didYouMean } from "../nearest.ts";
import { type ArrayPath, elementPath, parseArrayPath, wrapInSelectors } from "./array-path.ts";
import { type Draft, finishDraft } from "./draft.ts";
import { expandInPattern, type Modifier, modifiers } from "./modifiers.ts";
import type { Notice } from "./notices.ts";
import type { Placeholders } from "./placeholders.ts";
import {
  itemsOf,
  type Reject,
  type ScalarNode,
  type SourceEntry,
  type SourceNode,
  type SourceText,
} from "./source-node.ts";

/** What the parts of one document share while it is read. */
export interface Reading {
  readonly reject: Reject;
  readonly placeholders: Placeholders;
  /** Where each field is asked first. */
  readonly fields: Map<FieldPath, number>;
  readonly source: SourceText;
  /** Told of what is allowed and most likely a mistake. */
  readonly notice: Notice;
  /** The document says `sigma-version: 3`: brackets in the name of a field choose elements of a list. */
  readonly arrays: boolean;
  /** The path of the list whose elements are asked, in a block behind its name. */
  readonly list?: FieldPath;
}

/**
 * Reads `field|modifier|modifier: value` or a list of values. Without a field, `'|all': [...]` asks for keywords.
 *
 * Undefined when something is wrong with it, which has then been rejected.
 */
export function readFieldItem(entry: SourceEntry, reading: Reading): Condition | undefined {
  const [field = "", ...names] = entry.key.split("|");
  const isKeyword = field === "" && names.length > 0;
  const path = isKeyword ? undefined : parseArrayPath(field, reading.arrays, reading.list !== undefined);
  const fault = path !== undefined && "wrong" in path ? path.wrong : undefined;
  if (fault !== undefined) reading.reject(entry.keyOffset, `The name of a field is wrong: ${fault}.`);
  const chain = readModifiers(entry, names, reading);
  const scalars = readScalars(entry, reading);
  if (chain === undefined || scalars === undefined || (path !== undefined && "wrong" in path)) return undefined;
  noteField(path?.full, entry.keyOffset, reading);
  if (names.includes("all") && scalars.length === 1) reading.notice("single-all", entry.key, entry.keyOffset);
  const toLeaf = path === undefined ? keywordLeaf(names) : fieldLeaf(path, reading);
  const operands = scalars.map((scalar) => readValue(scalar, chain, toLeaf, reading));
  if (operands.some((operand) => operand === undefined)) return undefined;
  const found = operands.filter((operand) => operand !== undefined);
  const joined = names.includes("all") ? allOf(found) : anyOf(found);
  const asked: Condition = names.includes("neq") ? { kind: "not", operand: joined } : joined;
  return path === undefined ? asked : wrapInSelectors(path.selectors, asked);
}

/** Remembers where a field is asked first. */
export function noteField(path: FieldPath | undefined, offset: number, { fields, list = "" }: Reading): void {
  const whole = path === undefined ? undefined : list + path;
  if (whole !== undefined && !fields.has(whole)) fields.set(whole, offset);
}

/** A value without a field: searched in all values of an event. */
export function readKeyword(scalar: ScalarNode, reading: Reading): Condition | undefined {
  return readValue(scalar, [], keywordLeaf([]), reading);
}

type ToLeaf = (test: ValueTest) => Condition;

function readValue(
  scalar: ScalarNode,
  chain: readonly Modifier[],
  toLeaf: ToLeaf,
  { reject, placeholders }: Reading,
): Condition | undefined {
  try {
    const { type, text } = scalar;
    const first: readonly Draft[] = [{ kind: "written", type, text }];
    const drafts = chain.reduce(
      (before, modifier) => before.flatMap((draft) => modifier.apply(draft, placeholders)),
      first,
    );
    return anyOf(drafts.map((draft) => toLeaf(finishDraft(draft))));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reject(scalar.offset, error.message, { code: error.code, hint: error.hint });
    return undefined;
  }
}

function fieldLeaf({ field, selectors }: ArrayPath, { list }: Reading): ToLeaf {
  return (test) => {
    if (test.kind !== "fieldRef" || (list === undefined && selectors.length === 0))
      return { kind: "field", field, test };
    // Within a block all names are those of the element; behind a bracket in a path nobody could tell which are meant.
    if (selectors.length === 0) return { kind: "field", field, test: { ...test, field: elementPath(test.field) } };
    throw new Problem("rule.unsupported", "'fieldref' cannot follow a bracket in the name of a field.", {
      hint: "Without the brackets any element is compared; in a block behind them, two fields of one element.",
    });
  };
}

/** A keyword may stand anywhere in a value, unless the rule says where. */
function keywordLeaf(names: readonly string[]): ToLeaf {
  const isAnywhere = !names.some((name) => name === "startswith" || name === "endswith");
  return (test) => {
    switch (test.kind) {
      case "glob": {
        const glob = isAnywhere ? surround(test.glob, { before: true, behind: true }) : test.glob;
        return { kind: "keyword", test: { ...test, glob } };
      }
      case "number":
        return {
          kind: "keyword",
          test: { kind: "glob", glob: surround([test.text], { before: true, behind: true }), cased: false },
        };
      case "regex":
      case "cidr":
      case "compare":
        return { kind: "keyword", test };
      default:
        throw new Problem("rule.syntax", "A keyword is a text or a number; this value needs a field to look at.");
    }
  };
}

function readModifiers(
  entry: SourceEntry,
  names: readonly string[],
  { reject }: Reading,
): readonly Modifier[] | undefined {
  let offset = entry.keyOffset + entry.key.indexOf("|") + 1;
  const chain = names.map((name) => {
    const modifier = modifiers.get(name);
    if (modifier === undefined) {
      reject(offset, `There is no modifier '${name}'.`, { hint: didYouMean(name, modifiers.keys()) });
    }
    offset += name.length + 1;
    return modifier;
  });
  if (chain.some((modifier) => modifier === undefined)) return undefined;
  const known = chain.filter((one) => one !== undefined);
  return names.includes("re") ? known.map((one) => (one.name === "expand" ? expandInPattern : one)) : known;
}

function readScalars({ key, keyOffset, value }: SourceEntry, { reject }: Reading): readonly ScalarNode[] | undefined {
  if (value.kind === "list" && value.items.length === 0) {
    reject(keyOffset, `'${key}' has an empty list of values.`);
    return undefined;
  }
  const items = itemsOf(value);
  for (const item of items) if (item.kind !== "scalar") reject(item.offset, whyNoValue(key, item));
  const scalars = items.filter((item) => item.kind === "scalar");
  return scalars.length === items.length ? scalars : undefined;
}

function whyNoValue(key: string, node: SourceNode): string {
  if (node.kind === "list") return `'${key}' has a list within its list of values.`;
  return `'${key}' has a map for a value; write the steps of a field's path with dots, '${key}.x: value'.`;
}
