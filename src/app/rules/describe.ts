import { allChecks, type Check } from "../../audit/index.ts";
import { controlsOf } from "../../compliance/index.ts";
import { formatLocation, snapshotSources } from "../../model/index.ts";
import {
  type BaselineRule,
  type CorrelationRule,
  describeBaseline,
  describeCondition,
  describeCorrelation,
  headsOf,
  type Rule,
  type RuleSet,
} from "../../sigma/index.ts";
import { loadFrameworks } from "../frameworks/load-frameworks.ts";

/** A check in words: what it looks for, why, its limits, the fix and the controls that it answers. */
export function describeCheck(check: Check): string {
  const controls = controlsOf(loadFrameworks().frameworks)(check.id);
  const limits = Object.entries<{ default: number; unit: string; meaning: string }>(check.parameters);
  return section([
    [`${check.id}  ${check.title}  (${check.severity})`, []],
    ["Why it matters", [check.risk]],
    ["Needs", check.needs.map((source) => `${source} (${snapshotSources[source]})`)],
    ["Limits", limits.map(([name, { default: value, unit, meaning }]) => `${name}: ${value} ${unit}. ${meaning}`)],
    ["Fix", [check.remediation.text, check.remediation.cli]],
    ["Controls", controls.length === 0 ? [] : [controls.join(", ")]],
    ["Examples", check.examples.map(({ name, expect }) => `${expect}: ${name}`)],
    ["References", check.references],
  ]);
}

/** A rule in words: what it looks for, when it errs and what to do when it matches. */
export function describeRule(rule: AnyRule, set: RuleSet): string {
  const { title, level, description = "", id, tags, response, references, location, author } = rule;
  return section([
    [`${title}  (${level})`, [description]],
    ["Id", [id, ...rule.catalogue, ...(tags.length === 0 ? [] : [tags.join(", ")])]],
    meaningOf(rule, set),
    ["Needs", needsOf(rule)],
    ["False positives", rule.falsePositives],
    ["When it matches", response.map((step, index) => `${index + 1}. ${step}`)],
    ["Examples", rule.examples.map(({ name, matches }) => `${matches ? "matches" : "does not match"}: ${name}`)],
    ["References", references],
    ["From", [formatLocation(location), ...(author === undefined ? [] : [`by ${author}`])]],
  ]);
}

/** A rule of any kind. */
export type AnyRule = Rule | CorrelationRule | BaselineRule;

function meaningOf(rule: AnyRule, set: RuleSet): [heading: string, lines: readonly string[]] {
  if ("timespanMs" in rule) {
    const titles = new Map(headsOf(set).map(({ id, title }) => [id, title]));
    return ["Comes true when", [describeCorrelation(rule, titles)]];
  }
  if ("question" in rule) return ["Comes true when", [describeBaseline(rule)]];
  return ["Matches an event when", [describeCondition(rule.condition)]];
}

function needsOf(rule: AnyRule): readonly string[] {
  return [
    ...(rule.needsDataEvents ? ["data events, which a trail records only on request"] : []),
    ...(rule.needsSettings.length > 0 ? [`placeholders in the configuration: ${rule.needsSettings.join(", ")}`] : []),
  ];
}

/** The check with this id, whatever its case. */
export function findCheck(id: string): Check | undefined {
  return allChecks.find((check) => check.id === id.toUpperCase());
}

/** The rule with this id, name, title or short name, whatever its case. */
export function findRule(set: RuleSet, wanted: string): AnyRule | undefined {
  const text = wanted.toLowerCase();
  const rules = knownRules(set);
  return (
    rules.find(({ id }) => id.toLowerCase() === text) ??
    rules.find(({ name }) => name?.toLowerCase() === text) ??
    rules.find(({ title }) => title.toLowerCase() === text) ??
    rules.find(({ catalogue }) => catalogue.some((short) => short.toLowerCase() === text))
  );
}

/** All rules of a set, those of single events first. */
export function knownRules(set: RuleSet): readonly AnyRule[] {
  return [...set.rules, ...set.correlations, ...set.baselines];
}

/** What `explain` could have meant. */
export function knownSubjects(set: RuleSet): readonly string[] {
  return [...allChecks.map(({ id }) => id), ...knownRules(set).flatMap(({ id, title }) => [id, title])];
}

function section(parts: readonly (readonly [heading: string, lines: readonly string[]])[]): string {
  return parts
    .filter(([, lines], index) => index === 0 || lines.length > 0)
    .map(([heading, lines]) =>
      [heading, ...lines.filter((line) => line !== "").map((line) => `  ${line.replaceAll("\n", "\n  ")}`)].join("\n"),
    )
    .join("\n\n")
    .concat("\n");
}
