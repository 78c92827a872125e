import type { Problem } from "../model/index.ts";
import { readCorrelation } from "./correlation.ts";
import type { Reading } from "./field-item.ts";
import { type RuleFilter, readFilter } from "./filter.ts";
import type { Placeholders } from "./placeholders.ts";
import { readDocuments } from "./read-documents.ts";
import { readRule } from "./read-rule.ts";
import type { BaselineRule, CorrelationRule, Rule } from "./rule.ts";
import { entryOf, rejectInto, type SourceDocument } from "./source-node.ts";

export interface ParseOptions {
  /** Values of `%name%` for the modifier `expand`. A rule with a placeholder that is not here is rejected. */
  readonly placeholders?: Placeholders;
}

/** What a file holds. Each problem has a place in it; a document with a problem is in none of the lists. */
export interface ParsedRules {
  readonly rules: readonly Rule[];
  /** Their references are as written; {@link combineRules} resolves them. */
  readonly correlations: readonly CorrelationRule[];
  readonly baselines: readonly BaselineRule[];
  readonly filters: readonly RuleFilter[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the Sigma documents of a file: rules and filters. `file` is its name in problems.
 *
 * Never throws for what the text holds: one bad document is a problem and the others are read.
 */
export function parseRules(text: string, file: string, options: ParseOptions = {}): ParsedRules {
  const { documents, problems } = readDocuments(text, file);
  const parsed = documents.map((document) => parseDocument(document, options.placeholders ?? new Map()));
  return {
    rules: parsed.flatMap(({ rule }) => rule ?? []),
    correlations: [],
    baselines: [],
    filters: parsed.flatMap(({ filter }) => filter ?? []),
    problems: inOrder([...problems, ...parsed.flatMap((document) => document.problems)]),
  };
}

interface ParsedDocument {
  readonly rule?: Rule;
  readonly filter?: RuleFilter;
  readonly problems: readonly Problem[];
}

function parseDocument(document: SourceDocument, placeholders: Placeholders): ParsedDocument {
  const problems: Problem[] = [];
  const reading: Reading = { reject: rejectInto(problems, document.source), placeholders, fields: new Map() };
  const parts = readParts(document, reading);
  return problems.length === 0 ? { ...parts, problems } : { problems };
}

/** What a document is shows in its keys. */
function readParts(document: SourceDocument, reading: Reading): Omit<ParsedDocument, "problems"> {
  if (entryOf(document.root, "correlation") !== undefined) {
    readCorrelation(document, reading);
    return {};
  }
  if (entryOf(document.root, "filter") !== undefined) return { filter: readFilter(document, reading) };
  return { rule: readRule(document, reading) };
}

/** As they stand in the file. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ location }: Problem): number => (location?.line ?? 0) * 1e6 + (location?.column ?? 0);
  return problems.toSorted((a, b) => key(a) - key(b));
}
