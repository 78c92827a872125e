import type { Problem } from "../../model/index.ts";
import type { BaselineRule, CorrelationRule, Oddity, Rule, WaitingRule } from "../rule.ts";
import { readText, readTexts } from "./attributes.ts";
import { readBaseline } from "./baseline.ts";
import { readCorrelation } from "./correlation.ts";
import type { Reading } from "./field-item.ts";
import { type RuleFilter, readFilter } from "./filter.ts";
import { createNotices } from "./notices.ts";
import type { Placeholders } from "./placeholders.ts";
import { readDocuments } from "./read-documents.ts";
import { readRule } from "./read-rule.ts";
import { readSigmaVersion } from "./sigma-version.ts";
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
  /** Documents that say themselves which placeholders they need, of which some have no values. */
  readonly waiting: readonly WaitingRule[];
  /** Rules named by correlations that were rejected: they only feed, and get no voice by a mistake in what they feed. */
  readonly orphans: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the documents of a file: rules, correlations, baselines and filters. `file` is its name in problems.
 *
 * Never throws for what the text holds: one bad document is a problem and the others are read.
 */
export function parseRules(text: string, file: string, options: ParseOptions = {}): ParsedRules {
  const { documents, problems } = readDocuments(text, file);
  const parsed = documents.map((document) => parseDocument(document, options.placeholders ?? new Map()));
  return {
    rules: parsed.flatMap(({ rule }) => rule ?? []),
    correlations: parsed.flatMap(({ correlation }) => correlation ?? []),
    baselines: parsed.flatMap(({ baseline }) => baseline ?? []),
    filters: parsed.flatMap(({ filter }) => filter ?? []),
    waiting: parsed.flatMap(({ waiting }) => waiting ?? []),
    orphans: parsed.flatMap(({ orphans }) => orphans ?? []),
    problems: inOrder([...problems, ...parsed.flatMap((document) => document.problems)]),
  };
}

interface ParsedDocument {
  readonly rule?: Rule;
  readonly correlation?: CorrelationRule;
  readonly baseline?: BaselineRule;
  readonly filter?: RuleFilter;
  readonly waiting?: WaitingRule;
  readonly orphans?: readonly string[];
  readonly problems: readonly Problem[];
}

function parseDocument(document: SourceDocument, placeholders: Placeholders): ParsedDocument {
  const problems: Problem[] = [];
  const reject = rejectInto(problems, document.source);
  const waiting = readWaiting(document, placeholders);
  if (waiting !== undefined) return { waiting, problems };
  const arrays = readSigmaVersion(document.root, reject) >= 3;
  const { notice, oddities } = createNotices(document);
  const reading: Reading = { reject, placeholders, fields: new Map(), notice, source: document.source, arrays };
  const parts = readParts(document, reading);
  if (problems.length > 0) return { problems, orphans: namedRules(document) };
  return { ...withOddities(parts, oddities()), problems };
}

function readWaiting({ root, source }: SourceDocument, placeholders: Placeholders): WaitingRule | undefined {
  // What is wrong with the attributes is said when the rule is read.
  const text = (key: string): string => readText(root, key, () => undefined) ?? "";
  const needs = readTexts(root, "needsSettings", () => undefined).filter((name) => !placeholders.get(name)?.length);
  if (needs.length === 0) return undefined;
  const rules = namedRules({ root, source });
  return { id: text("id"), title: text("title"), needs, rules, location: source.locate(root.offset) };
}

/** What a correlation says that it is made of, as written. */
function namedRules({ root }: SourceDocument): readonly string[] {
  const correlation = entryOf(root, "correlation")?.value;
  return correlation?.kind === "map" ? readTexts(correlation, "rules", () => undefined) : [];
}

/** What a document is shows in its keys. */
function readParts(document: SourceDocument, reading: Reading): Omit<ParsedDocument, "problems"> {
  if (entryOf(document.root, "correlation")) return { correlation: readCorrelation(document, reading.reject) };
  if (entryOf(document.root, "baseline")) return { baseline: readBaseline(document, reading) };
  if (entryOf(document.root, "filter")) return { filter: readFilter(document, reading) };
  return { rule: readRule(document, reading) };
}

function withOddities(parts: Omit<ParsedDocument, "problems">, oddities: readonly Oddity[]): typeof parts {
  const { rule, baseline } = parts;
  if (oddities.length === 0) return parts;
  return {
    ...parts,
    ...(rule && { rule: { ...rule, oddities } }),
    ...(baseline && { baseline: { ...baseline, oddities } }),
  };
}

/** As they stand in the file. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ location }: Problem): number => (location?.line ?? 0) * 1e6 + (location?.column ?? 0);
  return problems.toSorted((a, b) => key(a) - key(b));
}
