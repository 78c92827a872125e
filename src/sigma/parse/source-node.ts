import { Problem, type ProblemCode, type SourceLocation } from "../../model/index.ts";

/** A YAML document as plain data that remembers where each part stands. Offsets count UTF-16 units in the file. */
export type SourceNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: "scalar";
  /** Quoted and block scalars are always text; plain ones may be a number, a boolean or null by YAML 1.2's core schema. */
  readonly type: "text" | "number" | "boolean" | "null";
  /** As written, so that `012345678901`, `2012-10-17` and `No` stay what they are. */
  readonly text: string;
  readonly style: "plain" | "quoted" | "block";
  readonly offset: number;
  readonly end: number;
}

export interface ListNode {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
  readonly offset: number;
}

export interface MapNode {
  readonly kind: "map";
  readonly entries: readonly SourceEntry[];
  readonly offset: number;
}

export interface SourceEntry {
  readonly key: string;
  /** Where the text of the key begins, behind a quote. */
  readonly keyOffset: number;
  readonly value: SourceNode;
}

/** The text that offsets count in. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  locate(offset: number): SourceLocation;
}

/** One document of a file: a map, since everything that Sigma defines is one. */
export interface SourceDocument {
  readonly source: SourceText;
  readonly root: MapNode;
}

/** Notes a problem at an offset. A document with a problem is rejected as a whole, after all of it has been read. */
export type Reject = (offset: number, message: string, detail?: RejectDetail) => void;

interface RejectDetail {
  /** `rule.syntax` where it is left out. */
  readonly code?: ProblemCode;
  readonly hint?: string | undefined;
}

export function rejectInto(problems: Problem[], source: SourceText): Reject {
  return (offset, message, { code = "rule.syntax", hint } = {}) => {
    const location = source.locate(offset);
    problems.push(new Problem(code, message, hint === undefined ? { location } : { location, hint }));
  };
}

export function entryOf(map: MapNode, key: string): SourceEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The values of a list, or the one value that stands in place of a list. */
export function itemsOf(node: SourceNode): readonly SourceNode[] {
  return node.kind === "list" ? node.items : [node];
}
