import { isJsonObject, type Json } from "../../../model/index.ts";

/** One block of Terraform's language: `resource "type" "name" { ... }`. */
export interface HclBlock {
  /** `resource`, or the name of an inner block. */
  readonly type: string;
  readonly labels?: readonly string[];
  /** In order. An expression is written as it is, everything else as a literal. */
  readonly attributes?: readonly (readonly [string, Json | HclExpression])[];
  readonly blocks?: readonly HclBlock[];
}

export interface HclExpression {
  readonly expression: string;
}

/** Writes blocks as `terraform fmt` would, but for the alignment of equal signs. */
export function hcl(blocks: readonly HclBlock[]): string {
  return `${blocks.map((block) => lines(block, "").join("\n")).join("\n\n")}\n`;
}

function lines({ type, labels = [], attributes = [], blocks = [] }: HclBlock, indent: string): readonly string[] {
  const head = [type, ...labels.map(literal)].join(" ");
  const inner = `${indent}  `;
  const longest = Math.max(0, ...attributes.map(([name]) => name.length));
  const set = attributes.map(([name, value]) => `${inner}${name.padEnd(longest)} = ${valueText(value, inner)}`);
  const nested = blocks.flatMap((block, index) => [
    ...(index > 0 || set.length > 0 ? [""] : []),
    ...lines(block, inner),
  ]);
  if (set.length + nested.length === 0) return [`${indent}${head} {}`];
  return [`${indent}${head} {`, ...set, ...nested, `${indent}}`];
}

function valueText(value: Json | HclExpression, indent: string): string {
  if (isJsonObject(value)) {
    const { expression } = value;
    if (typeof expression === "string" && Object.keys(value).length === 1) return expression;
  }
  // What is left when expressions are gone.
  return json(value as Json, indent);
}

function literal(text: string): string {
  return json(text, "");
}

/** JSON is Terraform's literal syntax as well, but for templates in text; `indent` stands before all lines but the first. */
export function json(value: Json, indent: string): string {
  const isShort = Array.isArray(value) && value.every((item) => typeof item !== "object");
  const text = isShort ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]` : JSON.stringify(value, null, 2);
  return text
    .replace(/^(\s*"(?:[^"\\]|\\.)*"):/gm, "$1 :")
    .replaceAll("${", () => "$${")
    .replaceAll("%{", "%%{")
    .replaceAll("\n", `\n${indent}`);
}
