import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { Problem } from "../model/index.ts";

/** Notes what is wrong at an offset of the text. */
export type Report = (offset: number, message: string) => void;

export interface ReadYaml<T> {
  /** Undefined when nothing usable was there. */
  readonly value?: T;
  /** Each with its line and column. */
  readonly problems: readonly Problem[];
}

/** Reads one YAML document; what is wrong with its syntax is all that is said then. */
export function readYaml<T>(
  text: string,
  file: string,
  read: (node: unknown, report: Report) => T | undefined,
): ReadYaml<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const problems: Problem[] = [];
  const report: Report = (offset, message) => {
    const { line, col } = lines.linePos(offset);
    problems.push(new Problem("input.malformed", message, { location: { file, line, column: col } }));
  };
  for (const { pos, message } of [...document.errors, ...document.warnings]) report(pos[0], `YAML: ${message}.`);
  if (problems.length > 0) return { problems };
  const value = read(document.contents, report);
  return { ...(value !== undefined && { value }), problems };
}

/** The map, with every key that is not known reported. `what` is the sentence for anything else. */
export function readMap(node: unknown, known: readonly string[], what: string, report: Report): YAMLMap | undefined {
  if (!isMap(node)) {
    report(offsetOf(node), what);
    return undefined;
  }
  for (const { key } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (!known.includes(name)) report(offsetOf(key), `'${name}' is not a key here; known are ${known.join(", ")}.`);
  }
  return node;
}

export function readText(map: YAMLMap, key: string, report: Report): string | undefined {
  const node = map.get(key, true);
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "string" && value.trim() !== "") return value;
  const quotes = typeof value === "number" ? " YAML reads a number here; write it in quotes." : "";
  report(offsetOf(node ?? map), `'${key}' is a text.${quotes}`);
  return undefined;
}

/** A text that may be left out. */
export function readOptionalText(map: YAMLMap, key: string, report: Report): string | undefined {
  return map.has(key) ? readText(map, key, report) : undefined;
}

/** A whole number above 0 that may be left out. */
export function readOptionalCount(map: YAMLMap, key: string, report: Report): number | undefined {
  const node = map.get(key, true);
  if (node === undefined) return undefined;
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  report(offsetOf(node), `'${key}' is a whole number above 0.`);
  return undefined;
}

/** Texts, none twice; absent is none. `what` says what they are. */
export function readTexts(map: YAMLMap, key: string, what: string, report: Report): readonly string[] | undefined {
  const list = map.get(key, true);
  if (list === undefined) return [];
  const items = isSeq(list) ? list.items : [];
  const texts = items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
  if (texts.length > 0 && texts.length === items.length && new Set(texts).size === texts.length) return texts;
  report(offsetOf(list), `'${key}' is a list of ${what}, each of them once.`);
  return undefined;
}

export function readItems(map: YAMLMap, key: string, what: string, report: Report): readonly unknown[] | undefined {
  const list = map.get(key, true);
  if (isSeq(list)) return list.items;
  report(offsetOf(list ?? map), `'${key}' is a list of ${what}.`);
  return undefined;
}

/** Where a node begins; the start of the file for what is not there. */
export function offsetOf(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  const start: unknown = Array.isArray(range) ? range[0] : 0;
  return typeof start === "number" ? start : 0;
}
