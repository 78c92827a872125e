import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  type Scalar,
} from "yaml";
import { Problem, type SourceLocation } from "../../model/index.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { toScalarNode } from "./scalar.ts";
import { type Reject, rejectInto, type SourceDocument, type SourceNode, type SourceText } from "./source-node.ts";

const maxFileLength = 8 * 1024 * 1024;
const maxDocumentLength = 1024 * 1024;
const maxDepth = 64;
/** Aliases count each time they are used, so that a few nested ones cannot stand for millions of values. */
const maxNodes = 200_000;
/** One mistake in YAML may make thousands. */
const maxFaults = 5;
const maxExcerptLength = 400;

interface ReadDocuments {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the YAML documents of a file, each on its own: a broken one is a problem and the others are still read.
 *
 * YAML 1.2 without merge keys. Documents of more than 1 MiB, with more than 200,000 values (aliases counted
 * each time) or nested deeper than 64 are refused.
 */
export function readDocuments(fileText: string, file: string): ReadDocuments {
  const text = fileText.startsWith("\uFEFF") ? fileText.slice(1) : fileText;
  if (text.length > maxFileLength) {
    return { documents: [], problems: [tooLarge(`The file is longer than ${maxFileLength} characters.`, { file })] };
  }
  const plain = readPlainYaml(text);
  if (plain !== undefined) {
    const source = toSourceText(file, text, linesOf(text));
    return { documents: plain.map((root) => ({ source, root })), problems: [] };
  }
  return readWholeYaml(text, file);
}

/** The same by the package, which knows all of YAML and says what is wrong. */
export function readWholeYaml(text: string, file: string): ReadDocuments {
  const lines = new LineCounter();
  const source = toSourceText(file, text, (offset) => lines.linePos(offset));
  const problems: Problem[] = [];
  const documents = parseYaml(text, lines, source, problems).flatMap((document) => {
    const read = readDocument(document, source);
    problems.push(...read.problems);
    return read.root?.kind === "map" ? [{ source, root: read.root }] : [];
  });
  if (documents.length === 0 && problems.length === 0) {
    problems.push(new Problem("input.empty", "The file holds no rule.", { location: { file } }));
  }
  return { documents, problems };
}

type YamlDocument = Document.Parsed;

function parseYaml(text: string, lines: LineCounter, source: SourceText, problems: Problem[]): readonly YamlDocument[] {
  const tokens = [...new Parser(lines.addNewLine).parse(text)].filter((token) => {
    if (!isNestedTooDeeply(token)) return true;
    const message = `The document is nested deeper than ${maxDepth}.`;
    problems.push(tooLarge(message, source.locate(token.offset)));
    return false;
  });
  // Duplicate keys are looked for below: the package compares every key with every other.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
  return [...composer.compose(tokens)] as YamlDocument[]; // what is composed from text is parsed
}

/** The package composes by recursion, and an exhausted stack can end the whole process; its parser has a stack of its own. */
function isNestedTooDeeply(token: CST.Token): boolean {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const depth = next.depth + 1;
    if (depth > maxDepth) return true;
    for (const child of childrenOf(next.token)) open.push({ token: child, depth });
  }
  return false;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}

function readDocument(
  document: YamlDocument,
  source: SourceText,
): { readonly root?: SourceNode | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const reject = rejectInto(problems, source);
  const [start, , end] = document.range;
  const from = document.contents?.range[0] ?? start;
  if (end - start > maxDocumentLength) {
    const message = `The document is longer than ${maxDocumentLength} characters.`;
    return { problems: [tooLarge(message, source.locate(from))] };
  }
  const faults = [...document.errors, ...document.warnings];
  for (const { pos, message } of faults.slice(0, maxFaults)) reject(pos[0], `YAML: ${message.slice(0, 200)}.`);
  if (problems.length > 0 || document.contents === null) return { problems };
  const root = toSourceNode(
    document.contents,
    { reject, anchors: new Map(), aliases: 0, left: maxNodes, stopped: false },
    0,
  );
  const isEmpty = root?.kind === "scalar" && root.type === "null";
  if (root !== undefined && root.kind !== "map" && !isEmpty) {
    reject(root.offset, "A Sigma document is a map that begins with `title:`, not a list or a text.");
  }
  return problems.length > 0 || isEmpty ? { problems } : { root, problems };
}

interface Reading {
  readonly reject: Reject;
  /** Nodes by anchor, those that stand before the one that is read. The package would search them anew for each alias. */
  readonly anchors: Map<string, ParsedNode>;
  /** How many aliases are being followed. */
  aliases: number;
  /** Nodes that may still be read. */
  left: number;
  /** True once a limit was met: it is said once. */
  stopped: boolean;
}

function toSourceNode(node: ParsedNode | null, reading: Reading, depth: number): SourceNode | undefined {
  const offset = node?.range[0] ?? 0;
  if (reading.stopped) return undefined;
  reading.left -= 1;
  if (depth > maxDepth || reading.left < 0) {
    const why = depth > maxDepth ? `is nested deeper than ${maxDepth}` : `has more than ${maxNodes} values`;
    reading.reject(offset, `The document ${why}, aliases counted each time.`, { code: "input.too-large" });
    reading.stopped = true;
    return undefined;
  }
  if (isAlias(node)) return readAlias(node, reading, depth);
  if (node?.anchor !== undefined && reading.aliases === 0) reading.anchors.set(node.anchor, node);
  if (isMap(node)) return readMap(node, reading, depth);
  if (isSeq(node)) {
    const items = node.items.map((item) => toSourceNode(item as ParsedNode, reading, depth + 1));
    return { kind: "list", items: items.filter((item) => item !== undefined), offset };
  }
  return toScalarNode(node, offset);
}

function readAlias(node: Alias.Parsed, reading: Reading, depth: number): SourceNode | undefined {
  const target = reading.anchors.get(node.source);
  if (target === undefined) {
    reading.reject(node.range[0], `YAML: there is no anchor '&${node.source.slice(0, 60)}'.`);
    return undefined;
  }
  reading.aliases += 1;
  const read = toSourceNode(target, reading, depth + 1);
  reading.aliases -= 1;
  return read;
}

function readMap(node: ParsedNode, reading: Reading, depth: number): SourceNode {
  const keys = new Set<string>();
  const entries = (isMap(node) ? node.items : []).flatMap((pair) => {
    // The package types parsed keys and values loosely; parsed from text, they are nodes with a range.
    const keyNode = pair.key as (Scalar & ParsedNode) | null;
    const offset = keyNode?.range[0] ?? node.range[0];
    if (!isScalar(keyNode)) {
      reading.reject(offset, "A key is a text.");
      return [];
    }
    const key = toScalarNode(keyNode, offset);
    if (key.text === "<<" && key.style === "plain") rejectMerge(offset, reading);
    if (keys.has(key.text)) reading.reject(offset, `The key '${key.text}' stands twice in the same map.`);
    keys.add(key.text);
    const value =
      pair.value === null ? toScalarNode(null, key.end) : toSourceNode(pair.value as ParsedNode, reading, depth + 1);
    const keyOffset = key.style === "quoted" ? offset + 1 : offset;
    return value === undefined ? [] : [{ key: key.text, keyOffset, value }];
  });
  return { kind: "map", entries, offset: node.range[0] };
}

/** The key would be taken for a field of events. */
function rejectMerge(offset: number, { reject }: Reading): void {
  const hint = "Write the keys of the other map here as well.";
  reject(offset, "'<<' joins maps in YAML 1.1 only; rules are YAML 1.2.", { code: "rule.unsupported", hint });
}

interface LinePlace {
  readonly line: number;
  readonly col: number;
}

function toSourceText(file: string, text: string, linePos: (offset: number) => LinePlace): SourceText {
  return {
    file,
    text,
    locate(offset) {
      const { line, col } = linePos(offset);
      const start = offset - (col - 1);
      const end = text.indexOf("\n", start);
      const excerpt = text.slice(start, end === -1 ? undefined : end).replace(/\r$/, "");
      return { file, line, column: col, ...(excerpt.length <= maxExcerptLength && { excerpt }) };
    },
  };
}

function linesOf(text: string): (offset: number) => LinePlace {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, col: offset - (starts[low] ?? 0) + 1 };
  };
}

function tooLarge(message: string, location: SourceLocation): Problem {
  return new Problem("input.too-large", message, { location });
}
