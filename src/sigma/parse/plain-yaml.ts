import { isPlainKey, plainKeyAt, readInline } from "./plain-yaml-inline.ts";
import type { ListNode, MapNode, SourceEntry, SourceNode } from "./source-node.ts";
import { type Cursor, moveTo } from "./yaml-cursor.ts";

/**
 * Reads YAML as rules are usually written: block maps and lists, values on one line, literal blocks, flow collections on one line.
 * Gives the root of each document, the same as the whole of YAML would; undefined when anything in the text is unusual, wrong or
 * large. Then whoever knows all of YAML reads it, and says what is wrong.
 */
export function readPlainYaml(text: string): readonly MapNode[] | undefined {
  if (unusualCharacter.test(text)) return undefined;
  const cursor: Cursor = { text, line: 0, first: 0, end: 0, indent: 0, kind: "line", nodes: 0 };
  moveTo(cursor, 0);
  // Comments, or nothing, before the first mark.
  if (cursor.kind === "mark") moveTo(cursor, cursor.end + 1);
  const roots: MapNode[] = [];
  for (;;) {
    const start = cursor.line;
    cursor.nodes = 0;
    if (cursor.kind !== "line" || cursor.indent !== 0) return undefined;
    const root = readMap(cursor, 0, cursor.first, 0);
    if (root === undefined || cursor.nodes > maxNodes || cursor.line - start > maxDocumentLength) return undefined;
    roots.push(root);
    // What a map leaves over is a mark or the end.
    if (isAtEnd(cursor)) return roots;
    moveTo(cursor, cursor.end + 1);
  }
}

/** Half of what is allowed; larger ones are measured by whoever reads all of YAML. */
const maxDocumentLength = 512 * 1024;
const maxNodes = 100_000;
const maxDepth = 24;

/** Tabs and carriage returns count as white space here and there, and control characters not at all. */
const unusualCharacter = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

const space = 0x20;
const hash = 0x23;
const dash = 0x2d;

function isAtEnd({ kind }: Cursor): boolean {
  return kind === "end";
}

/** A map whose first key stands at `start` of the current line, and whose others begin lines of this indent. */
function readMap(cursor: Cursor, indent: number, start: number, depth: number): MapNode | undefined {
  const entries: SourceEntry[] = [];
  const keys = new Set<string>();
  if (depth > maxDepth) return undefined;
  for (let keyOffset = start; ; keyOffset = cursor.first) {
    const key = plainKeyAt(cursor.text, keyOffset);
    cursor.nodes += 1;
    if (key === undefined || keys.has(key)) return undefined;
    keys.add(key);
    const value = readValue(cursor, indent, keyOffset + key.length + 1, depth);
    if (value === undefined) return undefined;
    entries.push({ key, keyOffset, value });
    if (cursor.kind !== "line" || cursor.indent < indent) return { kind: "map", entries, offset: start };
    if (cursor.indent > indent) return undefined;
  }
}

/** What follows a key's colon: a value on the same line, or the block below. */
function readValue(cursor: Cursor, indent: number, behindColon: number, depth: number): SourceNode | undefined {
  const at = behindSpaces(cursor, behindColon);
  if (at !== undefined) return readInline(cursor, at, indent, depth);
  moveTo(cursor, cursor.end + 1);
  if (cursor.kind !== "line") return undefined;
  if (isItem(cursor) && cursor.indent >= indent) return readList(cursor, cursor.indent, depth + 1);
  return cursor.indent > indent ? readMap(cursor, cursor.indent, cursor.first, depth + 1) : undefined;
}

function readList(cursor: Cursor, indent: number, depth: number): ListNode | undefined {
  const items: SourceNode[] = [];
  const offset = cursor.first;
  if (depth > maxDepth) return undefined;
  while (cursor.kind === "line" && cursor.indent === indent && isItem(cursor)) {
    const at = behindSpaces(cursor, cursor.first + 1);
    if (at === undefined) return undefined;
    const item = isPlainKey(cursor.text, at)
      ? readMap(cursor, at - cursor.line, at, depth + 1)
      : readInline(cursor, at, indent, depth);
    if (item === undefined) return undefined;
    cursor.nodes += 1;
    items.push(item);
  }
  return cursor.kind === "line" && cursor.indent > indent ? undefined : { kind: "list", items, offset };
}

function isItem({ text, first }: Cursor): boolean {
  return text.charCodeAt(first) === dash && text.charCodeAt(first + 1) === space;
}

/** Where something stands on this line from `start` on; undefined when there is nothing, or a comment. */
function behindSpaces({ text, end }: Cursor, start: number): number | undefined {
  let at = start;
  while (text.charCodeAt(at) === space) at += 1;
  return at >= end || text.charCodeAt(at) === hash ? undefined : at;
}
