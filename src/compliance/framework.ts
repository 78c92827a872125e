import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { type Control, type Framework, Problem } from "../model/index.ts";

export interface ParsedFramework {
  /** Undefined when the file names no framework, or no list of controls could be read. */
  readonly framework?: Framework;
  /** Each with its line and column. A control with a problem is left out; the others are read. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a framework:
 *
 *     framework: cis-aws-7.0
 *     title: CIS Amazon Web Services Foundations Benchmark
 *     version: "7.0.0"
 *     controls:
 *       - { id: "2.10", title: Every user with a console password has MFA, answeredBy: [CRED-07] }
 *
 * Ids that look like numbers need quotes: YAML reads 2.10 as 2.1, which is another control.
 */
export function parseFramework(text: string, file: string): ParsedFramework {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const problems: Problem[] = [];
  const report: Report = (offset, message) => {
    const { line, col } = lines.linePos(offset);
    problems.push(new Problem("input.malformed", message, { location: { file, line, column: col } }));
  };
  for (const { pos, message } of [...document.errors, ...document.warnings]) report(pos[0], `YAML: ${message}.`);
  if (problems.length > 0) return { problems };
  const framework = readFramework(document.contents, report);
  return { ...(framework && { framework }), problems };
}

type Report = (offset: number, message: string) => void;

function readFramework(node: unknown, report: Report): Framework | undefined {
  if (!isMap(node)) {
    report(offsetOf(node), "A framework has 'framework', 'title', 'version' and 'controls'.");
    return undefined;
  }
  refuseOtherKeys(node, ["framework", "title", "version", "controls"], report);
  const id = readText(node, "framework", report);
  const title = readText(node, "title", report);
  const version = readText(node, "version", report);
  const controls = readControls(node, report);
  if (id === undefined || title === undefined || version === undefined || controls === undefined) return undefined;
  return { id, title, version, controls };
}

function readControls(map: YAMLMap, report: Report): readonly Control[] | undefined {
  const list = map.get("controls", true);
  if (!isSeq(list)) {
    report(offsetOf(list ?? map), "'controls' is a list of controls.");
    return undefined;
  }
  const seen = new Set<string>();
  return list.items.flatMap((item) => {
    const control = readControl(item, report);
    if (control === undefined) return [];
    if (seen.has(control.id)) {
      report(offsetOf(item), `The control ${control.id} stands here a second time.`);
      return [];
    }
    seen.add(control.id);
    return [control];
  });
}

function readControl(node: unknown, report: Report): Control | undefined {
  if (!isMap(node)) {
    report(offsetOf(node), "A control has 'id', 'title' and 'answeredBy'.");
    return undefined;
  }
  refuseOtherKeys(node, ["id", "title", "answeredBy"], report);
  const id = readText(node, "id", report);
  const title = readText(node, "title", report);
  const answeredBy = readIds(node, report);
  if (id === undefined || title === undefined || answeredBy === undefined) return undefined;
  return { id, title, answeredBy };
}

/** The ids below `answeredBy`: at least one, none twice. */
function readIds(map: YAMLMap, report: Report): readonly string[] | undefined {
  const list = map.get("answeredBy", true);
  const items = isSeq(list) ? list.items : [];
  const ids = items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
  if (ids.length === 0 || ids.length !== items.length || new Set(ids).size !== ids.length) {
    report(offsetOf(list ?? map), "'answeredBy' is a list of ids of checks or rules, each of them once.");
    return undefined;
  }
  return ids;
}

function readText(map: YAMLMap, key: string, report: Report): string | undefined {
  const node = map.get(key, true);
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "string" && value !== "") return value;
  const quotes = typeof value === "number" ? " YAML reads a number here; write it in quotes." : "";
  report(offsetOf(node ?? map), `'${key}' is a text.${quotes}`);
  return undefined;
}

function refuseOtherKeys(map: YAMLMap, known: readonly string[], report: Report): void {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (!known.includes(name)) report(offsetOf(key), `'${name}' is not a key here; known are ${known.join(", ")}.`);
  }
}

/** Where a node begins; the start of the file for what is not there. */
function offsetOf(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  const start: unknown = Array.isArray(range) ? range[0] : 0;
  return typeof start === "number" ? start : 0;
}
