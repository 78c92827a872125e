import type { ParsedNode } from "yaml";
import { isScalar } from "yaml";
import type { Json } from "../../model/index.ts";
import { decimal } from "../numbers.ts";
import type { ScalarNode, SourceNode } from "./source-node.ts";

/**
 * A YAML scalar by its source text. Its type is judged here and not by the package's schema, so that a
 * `%YAML 1.1` directive cannot turn `No` into false.
 */
export function toScalarNode(node: ParsedNode | null, offset: number): ScalarNode {
  if (!isScalar(node)) return { kind: "scalar", type: "null", text: "", style: "plain", offset, end: offset };
  const style = styles[node.type ?? "PLAIN"] ?? "plain";
  const text = typeof node.value === "string" ? node.value : (node.source ?? "");
  const type = style === "plain" && node.tag !== "tag:yaml.org,2002:str" ? typeOf(text) : "text";
  return { kind: "scalar", type, text, style, offset, end: node.range?.[1] ?? offset };
}

/** A plain scalar that stands at `offset`. */
export function plainScalar(text: string, offset: number): ScalarNode {
  return { kind: "scalar", type: typeOf(text), text, style: "plain", offset, end: offset + text.length };
}

/** The JSON that a node writes. Numbers that JavaScript cannot keep, or that begin with a zero, stay text. */
export function toJson(node: SourceNode): Json {
  switch (node.kind) {
    case "list":
      return node.items.map(toJson);
    case "map":
      // `fromEntries` makes own properties even of `__proto__`.
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toJson(value)]));
    case "scalar":
      return scalarToJson(node);
  }
}

const styles: { readonly [type: string]: ScalarNode["style"] } = {
  QUOTE_SINGLE: "quoted",
  QUOTE_DOUBLE: "quoted",
  BLOCK_LITERAL: "block",
  BLOCK_FOLDED: "block",
};

function typeOf(text: string): ScalarNode["type"] {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return "null";
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return "boolean";
  return decimal.test(text) ? "number" : "text";
}

function scalarToJson({ type, text }: ScalarNode): Json {
  if (type === "null") return null;
  if (type === "boolean") return text.toLowerCase() === "true";
  const isExact = /^[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/.test(text);
  return type === "number" && isExact ? Number(text) : text;
}
