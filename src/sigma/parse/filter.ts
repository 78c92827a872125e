import { Problem, type SourceLocation } from "../../model/index.ts";
import { allOf, anyOf, type Condition } from "../condition.ts";
import type { BaselineRule, Rule, RuleHead } from "../rule.ts";
import { readText } from "./attributes.ts";
import { readDetection } from "./detection.ts";
import type { Reading } from "./field-item.ts";
import { readLogSource } from "./log-source.ts";
import { entryOf, itemsOf, type MapNode, type Reject, type SourceDocument, type SourceNode } from "./source-node.ts";

/** A Sigma filter: takes events away from rules that are written elsewhere. */
export interface RuleFilter {
  readonly id?: string;
  readonly title: string;
  /** Ids, names or titles of rules. */
  readonly rules: "any" | readonly string[];
  /**
   * Events that the rules no longer match. The specification's example says `condition: selection`, pySigma's
   * documentation `condition: not selection`, and both mean that what `selection` matches goes away: so a condition
   * that begins with `not` says what stays, any other one what goes.
   */
  readonly excludes: Condition;
  readonly location: SourceLocation;
}

/** Reads a filter. What is wrong with it is rejected; then the result must not be used. Source: Sigma Filters Specification 2.0. */
export function readFilter({ root, source }: SourceDocument, reading: Reading): RuleFilter {
  const { reject } = reading;
  const section = entryOf(root, "filter");
  const condition = (section && readDetection(section, ["rules"], reading)) ?? anyOf([]);
  const id = readText(root, "id", reject);
  const title = readText(root, "title", reject);
  if (entryOf(root, "title") === undefined) reject(root.offset, "'title' is missing.");
  readLogSource(root, reject);
  return {
    ...(id && { id }),
    title: title ?? "",
    rules: section?.value.kind === "map" ? readTargets(section.value, section.keyOffset, reject) : [],
    excludes: saysNot(section?.value) ? { kind: "not", operand: condition } : condition,
    location: source.locate(root.offset),
  };
}

function saysNot(section: SourceNode | undefined): boolean {
  const condition = section?.kind === "map" ? entryOf(section, "condition")?.value : undefined;
  return condition?.kind === "scalar" && /^[\s(]*not\b/i.test(condition.text);
}

/**
 * Every rule and baseline with the filters that name it. A filter that names a rule that is not there is a problem; it
 * still applies to the others.
 */
export function applyFilters(
  rules: readonly Rule[],
  baselines: readonly BaselineRule[],
  filters: readonly RuleFilter[],
): {
  readonly rules: readonly Rule[];
  readonly baselines: readonly BaselineRule[];
  readonly problems: readonly Problem[];
} {
  const filtered = <R extends Rule | BaselineRule>(rule: R): R => {
    const excluded = filters.filter((filter) => appliesTo(filter, rule)).map((filter) => filter.excludes);
    return excluded.length === 0 ? rule : { ...rule, condition: without(rule.condition, excluded) };
  };
  const problems = filters.flatMap((filter) =>
    (filter.rules === "any" ? [] : filter.rules)
      .filter((reference) => ![...rules, ...baselines].some((rule) => isNamed(rule, reference)))
      .map((reference) => unknownRule(filter, reference)),
  );
  return { rules: rules.map(filtered), baselines: baselines.map(filtered), problems };
}

function appliesTo(filter: RuleFilter, rule: RuleHead): boolean {
  return filter.rules === "any" || filter.rules.some((reference) => isNamed(rule, reference));
}

/** Ids are UUIDs, which ignore case; names and titles are compared as they are. */
function isNamed(rule: RuleHead, reference: string): boolean {
  return rule.id.toLowerCase() === reference.toLowerCase() || rule.name === reference || rule.title === reference;
}

function without(condition: Condition, excluded: readonly Condition[]): Condition {
  return allOf([condition, ...excluded.map((operand) => ({ kind: "not", operand }) as const)]);
}

function readTargets(section: MapNode, offset: number, reject: Reject): "any" | readonly string[] {
  const entry = entryOf(section, "rules");
  const texts = entry === undefined ? [] : itemsOf(entry.value);
  const names = texts.flatMap((node) => (node.kind === "scalar" && node.type !== "null" ? [node.text] : []));
  if (names.length === 0 || names.length < texts.length) {
    reject(entry?.keyOffset ?? offset, "'rules' is 'any' or a list of ids, names or titles of rules.");
  }
  return entry?.value.kind === "scalar" && names[0]?.toLowerCase() === "any" ? "any" : names;
}

function unknownRule({ location, title }: RuleFilter, reference: string): Problem {
  return new Problem("rule.syntax", `The filter '${title}' names a rule that is not there: '${reference}'.`, {
    location,
    hint: "Name a rule, and not a correlation of rules, by its id, name or title, or write 'rules: any'.",
  });
}
