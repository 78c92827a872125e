import { allChecks, type Check } from "../audit/index.ts";
import { controlsOf } from "../compliance/index.ts";
import { formatLocation, snapshotSources } from "../model/index.ts";
import { describeCondition, type Rule } from "../sigma/index.ts";
import { loadFrameworks } from "./load-frameworks.ts";

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
export function describeRule(rule: Rule): string {
  return section([
    [`${rule.title}  (${rule.level})`, [rule.description ?? ""]],
    ["Id", [rule.id, ...(rule.tags.length === 0 ? [] : [rule.tags.join(", ")])]],
    ["Matches an event when", [describeCondition(rule.condition)]],
    ["Needs", rule.needsDataEvents ? ["data events, which a trail records only on request"] : []],
    ["False positives", rule.falsePositives],
    ["When it matches", rule.response.map((step, index) => `${index + 1}. ${step}`)],
    ["Examples", rule.examples.map(({ name, matches }) => `${matches ? "matches" : "does not match"}: ${name}`)],
    ["References", rule.references],
    ["From", [formatLocation(rule.location), ...(rule.author === undefined ? [] : [`by ${rule.author}`])]],
  ]);
}

/** The check with this id, whatever its case. */
export function findCheck(id: string): Check | undefined {
  return allChecks.find((check) => check.id === id.toUpperCase());
}

/** The rule with this id, name or title. */
export function findRule(rules: readonly Rule[], wanted: string): Rule | undefined {
  const text = wanted.toLowerCase();
  return (
    rules.find(({ id }) => id.toLowerCase() === text) ??
    rules.find(({ name }) => name?.toLowerCase() === text) ??
    rules.find(({ title }) => title.toLowerCase() === text)
  );
}

/** What `explain` could have meant. */
export function knownSubjects(rules: readonly Rule[]): readonly string[] {
  return [...allChecks.map(({ id }) => id), ...rules.flatMap(({ id, title }) => [id, title])];
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
