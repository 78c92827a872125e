import type { AlarmFacts, LogGroupFilters, MetricFilter, Trail } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import type { AlarmsAnswer, ListedSubscription } from "../saved/alarms.ts";
import type { ListedFilter } from "../saved/metric-filters.ts";

/**
 * The metric filters of the log groups that trails deliver to. An answer is about the log group that the user named (by name
 * or ARN), else about those that it names itself; an empty one about the only one there is.
 */
export function joinMetricFilters(
  parts: readonly SnapshotPart<readonly ListedFilter[]>[],
  trails: readonly Trail[] | undefined,
  notes: Notes,
): readonly LogGroupFilters[] | undefined {
  const wanted = [
    ...new Set((trails ?? []).flatMap(({ cloudWatchLogGroupArn: arn }) => (arn ? [bareGroup(arn)] : []))),
  ];
  if (trails !== undefined && wanted.length === 0 && parts.length === 0) return [];
  const groups = new Map<string, Map<string, MetricFilter>>();
  const asked = new Set<string>();
  for (const { subject, file, parsed } of parts) {
    const { value } = parsed;
    const named = groupsOf(subject, value ?? [], wanted);
    for (const group of named) asked.add(group);
    if (value === undefined) continue;
    if (named.length === 0 && wanted.length > 0) refuse(file, subject, notes);
    for (const group of named) groups.set(group, withFilters(group, groups.get(group), value));
  }
  for (const group of wanted) {
    if (!asked.has(group)) notes.gap("metric-filters", group, notes.absent("metric-filters", group));
  }
  if (groups.size === 0) return undefined;
  return [...groups].map(([group, filters]) => ({ group, filters: [...filters.values()] }));
}

/** Alarms of the regions that answered, and the subscriptions of topics. */
export function joinAlarms(parts: readonly SnapshotPart<AlarmsAnswer>[], notes: Notes): AlarmFacts | undefined {
  const lists = parts.filter(({ parsed }) => parsed.value?.kind === "alarms");
  if (lists.length === 0) return undefined;
  const alarms = lists.flatMap(({ parsed }) => (parsed.value?.kind === "alarms" ? parsed.value.alarms : []));
  if (lists.some(({ subject, parsed }) => subject === undefined && isEmptyList(parsed.value))) {
    notes.gap("alarms", "an answer without alarms", "it does not name its region; pass --alarms REGION=FILE");
  }
  const regions = [...alarms.map(({ region }) => region), ...lists.flatMap(({ subject }) => subject ?? [])];
  return {
    regions: [...new Set(regions)],
    alarms: [...new Map(alarms.map((alarm) => [alarm.arn, alarm])).values()],
    topics: topicsOf(parts, notes),
  };
}

/** `arn:aws:logs:us-east-1:111122223333:log-group:trail:*` is of the log group `trail`. */
function bareGroup(arn: string): string {
  return arn.replace(/:\*$/, "");
}

function groupsOf(
  subject: string | undefined,
  filters: readonly ListedFilter[],
  wanted: readonly string[],
): readonly string[] {
  if (subject !== undefined) return wanted.filter((group) => isNamed(group, bareGroup(subject)));
  if (filters.length === 0) return wanted.length === 1 ? wanted : [];
  return wanted.filter((group) => filters.some(({ group: of }) => isNamed(group, of)));
}

function withFilters(
  group: string,
  known: ReadonlyMap<string, MetricFilter> | undefined,
  listed: readonly ListedFilter[],
): Map<string, MetricFilter> {
  const filters = new Map(known);
  for (const { group: of, ...filter } of listed) if (isNamed(group, of)) filters.set(filter.name, filter);
  return filters;
}

function isNamed(group: string, named: string): boolean {
  return group === named || group.endsWith(`:log-group:${named}`);
}

function refuse(file: string, subject: string | undefined, notes: Notes): void {
  const why = subject === undefined ? "it is about no log group of a trail" : "no trail delivers to this log group";
  notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as LOG-GROUP=FILE.");
  notes.gap("metric-filters", file, why);
}

function isEmptyList(value: AlarmsAnswer | undefined): boolean {
  return value?.kind === "alarms" && value.alarms.length === 0;
}

function topicsOf(parts: readonly SnapshotPart<AlarmsAnswer>[], notes: Notes): AlarmFacts["topics"] {
  const topics = new Map<string, Map<string, ListedSubscription>>();
  for (const [part, { subject, file, parsed }] of parts.entries()) {
    if (parsed.value?.kind !== "subscriptions") continue;
    const { subscriptions } = parsed.value;
    if (subscriptions.length === 0 && subject === undefined) {
      notes.gap(
        "alarms",
        file,
        "an answer without subscriptions does not name its topic; pass --alarms TOPIC-ARN=FILE",
      );
    } else if (subject !== undefined && !topics.has(subject)) topics.set(subject, new Map());
    for (const [index, one] of subscriptions.entries()) {
      const known = topics.get(one.topic) ?? new Map<string, ListedSubscription>();
      known.set(`${part} ${index}`, one);
      topics.set(one.topic, known);
    }
  }
  return [...topics].map(([topic, found]) => {
    const all = [...found.values()];
    const confirmed = [...new Set(all.filter(({ isConfirmed }) => isConfirmed).map(({ protocol }) => protocol))];
    return { topic, confirmed, pending: all.filter(({ isConfirmed }) => !isConfirmed).length };
  });
}
