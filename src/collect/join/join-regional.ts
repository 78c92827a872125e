import type { AccessAnalyzer, AccountRegion, EventRule } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import type { EventRulesAnswer } from "../saved/event-rules.ts";

/** The analyzers of all regions that answered. A region of the account that did not is a gap with its name. */
export function joinAnalyzers(
  parts: readonly SnapshotPart<readonly AccessAnalyzer[]>[],
  regions: readonly AccountRegion[] | undefined,
  notes: Notes,
): readonly AccessAnalyzer[] | undefined {
  const read = parts.filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const analyzers = read.flatMap(({ parsed }) => parsed.value ?? []);
  const named = parts.flatMap(({ subject }) => subject?.split(", ") ?? []);
  const asked = new Set([...analyzers.map(({ region }) => region), ...named]);
  if (read.some(({ subject, parsed }) => subject === undefined && parsed.value?.length === 0)) {
    const cause = "it does not name its region; pass --analyzers REGION=FILE";
    notes.gap("analyzers", "an answer without analyzers", cause);
  }
  if (regions === undefined) {
    notes.gap("analyzers", "other regions", "which regions the account may use is not known (account:ListRegions)");
  }
  for (const { name, status } of regions ?? []) {
    if (status.startsWith("ENABLED") && !asked.has(name)) notes.gap("analyzers", name, notes.absent("analyzers", name));
  }
  return [...new Map(analyzers.map((one) => [one.arn, one])).values()];
}

/**
 * Rules with their targets, whose answer does not name the rule. A rule that is on and answers to events, and whose
 * targets were not read, is a gap.
 */
export function joinEventRules(
  parts: readonly SnapshotPart<EventRulesAnswer>[],
  notes: Notes,
): readonly EventRule[] | undefined {
  const lists = parts.flatMap(({ parsed }) => (parsed.value?.kind === "rules" ? [parsed.value.rules] : []));
  if (lists.length === 0) return undefined;
  const rules = new Map(lists.flat().map((rule) => [rule.arn, rule]));
  const targets = new Map<string, readonly string[]>();
  const refused = new Set<string>();
  for (const { subject, file, parsed } of parts) {
    if (parsed.value === undefined && subject !== undefined) refused.add(subject);
    if (parsed.value?.kind !== "targets") continue;
    const named = [...rules.values()].filter(({ arn, name }) => arn === subject || name === subject);
    const [rule] = named;
    if (rule === undefined || named.length > 1) refuse(file, subject, named.length, notes);
    else targets.set(rule.arn, [...(targets.get(rule.arn) ?? []), ...parsed.value.targets]);
  }
  return [...rules.values()].map((rule) => {
    const found = targets.get(rule.arn);
    if (found === undefined && rule.isEnabled && rule.pattern !== undefined && !refused.has(rule.arn)) {
      notes.gap("event-rules", rule.arn, "its targets were not read (aws events list-targets-by-rule)");
    }
    return { ...rule, ...(found !== undefined && { targets: found }) };
  });
}

function refuse(file: string, subject: string | undefined, found: number, notes: Notes): void {
  const unknown = subject === undefined ? "it does not name its rule" : "no list names its rule";
  const why = found > 1 ? `${found} rules have this name` : unknown;
  notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as RULE-ARN=FILE.");
  notes.gap("event-rules", file, why);
}
