import { plainScalar } from "./scalar.ts";
import type { ListNode, MapNode, ScalarNode, SourceEntry, SourceNode } from "./source-node.ts";
import { type Cursor, moveTo } from "./yaml-cursor.ts";

/** The key that begins at `at`, with its colon and a space or the line's end behind it. */
export function plainKeyAt(text: string, at: number): string | undefined {
  key.lastIndex = at;
  return key.exec(text)?.[0];
}

export function isPlainKey(text: string, at: number): boolean {
  key.lastIndex = at;
  return key.test(text);
}

const key = /[A-Za-z_][\w.|-]{0,200}(?=:(?:[ \n]|$))/y;

/**
 * Reads the value that begins at `at` of the cursor's line, and moves on to the next line. `indent`: of the map or list that it
 * is in. Undefined where it is unusual.
 */
export function readInline(cursor: Cursor, at: number, indent: number, depth: number): SourceNode | undefined {
  const { text, end } = cursor;
  if (text[at] === "|" || text[at] === ">") return readBlockText(cursor, at, indent);
  const isFlow = text[at] === "[" || text[at] === "{";
  const value = isFlow ? readFlow(cursor, at, depth) : (quotedAt(cursor, at) ?? plainAt(cursor, at));
  if (value === undefined) return undefined;
  const node = "node" in value ? value.node : value;
  if (!isRestEmpty(text, value.end, end)) return undefined;
  moveTo(cursor, end + 1);
  return node;
}

/** Only spaces, and a comment that has a space before it. */
function isRestEmpty(text: string, from: number, end: number): boolean {
  let at = from;
  while (at < end && text[at] === " ") at += 1;
  return at === end || (text[at] === "#" && at > from);
}

/** A value in quotes, all of it on one line and without backslashes. */
function quotedAt({ text, end }: Cursor, at: number): ScalarNode | undefined {
  const quote = text[at];
  if (quote !== "'" && quote !== '"') return undefined;
  let close = text.indexOf(quote, at + 1);
  let isDoubled = false;
  while (quote === "'" && close !== -1 && close < end && text[close + 1] === "'") {
    isDoubled = true;
    close = text.indexOf(quote, close + 2);
  }
  if (close === -1 || close >= end) return undefined;
  const inside = text.slice(at + 1, close);
  if (quote === '"' && inside.includes("\\")) return undefined;
  return {
    kind: "scalar",
    type: "text",
    text: isDoubled ? inside.replaceAll("''", "'") : inside,
    style: "quoted",
    offset: at,
    end: close + 1,
  };
}

/** A plain value that ends with the line, or before a comment. */
function plainAt({ text, end }: Cursor, at: number): ScalarNode | undefined {
  plainStart.lastIndex = at;
  if (!plainStart.test(text)) return undefined;
  const line = text.slice(at, end);
  const comment = line.indexOf(" #");
  return plainValue(comment === -1 ? line : line.slice(0, comment), at);
}

/** Behind it no other text could make it something else than plain. */
const plainStart = /(?:[^\s,?:[\]{}#&*!|>'"%@`-]|-[A-Za-z0-9.])/y;

function plainValue(untrimmed: string, at: number): ScalarNode | undefined {
  let length = untrimmed.length;
  while (length > 0 && untrimmed[length - 1] === " ") length -= 1;
  const text = untrimmed.slice(0, length);
  return text.includes(": ") || text.endsWith(":") ? undefined : plainScalar(text, at);
}

interface Flow {
  readonly node: SourceNode;
  readonly end: number;
}

/** A list or map in brackets, or a value in one; all of it on one line. */
function readFlow(cursor: Cursor, at: number, depth: number): Flow | undefined {
  cursor.nodes += 1;
  if (depth > maxDepth) return undefined;
  const first = cursor.text[at];
  if (first === "[") return readFlowList(cursor, at, depth);
  if (first === "{") return readFlowMap(cursor, at, depth);
  const scalar = quotedAt(cursor, at) ?? flowPlainAt(cursor, at);
  return scalar && { node: scalar, end: scalar.end };
}

const maxDepth = 24;

function flowPlainAt({ text, end }: Cursor, at: number): ScalarNode | undefined {
  flowPlain.lastIndex = at;
  const found = flowPlain.exec(text)?.[0];
  // A comment, or the line's end, where a bracket is still open.
  if (found === undefined || at + found.length >= end || found.includes(" #")) return undefined;
  return plainValue(found, at);
}

const flowPlain = /[^\s,?:[\]{}#&*!|>'"%@`-][^,[\]{}\n]*/y;

function readFlowList(cursor: Cursor, start: number, depth: number): Flow | undefined {
  const { text } = cursor;
  const items: SourceNode[] = [];
  let at = skipSpaces(text, start + 1);
  while (text[at] !== "]" || items.length > 0) {
    const item = readFlow(cursor, at, depth + 1);
    if (item === undefined) return undefined;
    items.push(item.node);
    at = skipSpaces(text, item.end);
    if (text[at] === "]") break;
    if (text[at] !== ",") return undefined;
    at = skipSpaces(text, at + 1);
  }
  const node: ListNode = { kind: "list", items, offset: start };
  return { node, end: at + 1 };
}

function readFlowMap(cursor: Cursor, start: number, depth: number): Flow | undefined {
  const { text } = cursor;
  const entries: SourceEntry[] = [];
  const keys = new Set<string>();
  let at = skipSpaces(text, start + 1);
  while (text[at] !== "}" || entries.length > 0) {
    const name = plainKeyAt(text, at);
    if (name === undefined || keys.has(name)) return undefined;
    keys.add(name);
    const value = readFlow(cursor, skipSpaces(text, at + name.length + 1), depth + 1);
    if (value === undefined) return undefined;
    entries.push({ key: name, keyOffset: at, value: value.node });
    at = skipSpaces(text, value.end);
    if (text[at] === "}") break;
    if (text[at] !== ",") return undefined;
    at = skipSpaces(text, at + 1);
  }
  const node: MapNode = { kind: "map", entries, offset: start };
  return { node, end: at + 1 };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at += 1;
  return at;
}

/** `|` or `>`, perhaps with a `-`, and the lines below that are indented more than `indent`. */
function readBlockText(cursor: Cursor, start: number, indent: number): ScalarNode | undefined {
  const { text, end } = cursor;
  const header = text.slice(start, end);
  if (!/^[|>]-?$/.test(header)) return undefined;
  const first = end + 1;
  const own = skipSpaces(text, first) - first;
  // A blank first line may be indented more than the text.
  if (own <= indent || text[first + own] === "\n") return undefined;
  const block = linesOf(text, first, own);
  const isFolded = header.startsWith(">");
  // Blank lines, and those that are indented more, are not folded.
  if (block === undefined || (isFolded && block.lines.some((line) => line === "" || line.startsWith(" "))))
    return undefined;
  moveTo(cursor, block.end);
  const value = block.lines.join(isFolded ? " " : "\n") + (header.endsWith("-") ? "" : "\n");
  return { kind: "scalar", type: "text", text: value, style: "block", offset: start, end: block.end };
}

/** The lines from `first` on that have this indent, without it and without blank ones at the end. */
function linesOf(
  text: string,
  first: number,
  indent: number,
): { readonly lines: readonly string[]; readonly end: number } | undefined {
  const lines: string[] = [];
  let blank = 0;
  let end = first;
  let line = first;
  while (line < text.length) {
    const newline = text.indexOf("\n", line);
    // A last line without an end.
    if (newline === -1) return undefined;
    const content = skipSpaces(text, line);
    const isBlank = content >= newline;
    if (!isBlank && content - line < indent) break;
    // Spaces behind its indent belong to the text.
    if (isBlank && newline - line > indent) return undefined;
    if (isBlank) {
      blank += 1;
    } else {
      for (; blank > 0; blank -= 1) lines.push("");
      lines.push(text.slice(line + indent, newline));
      end = newline + 1;
    }
    line = newline + 1;
  }
  return { lines, end };
}
