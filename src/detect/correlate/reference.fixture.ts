import { type CloudTrailEvent, ownObject, ownText } from "../../model/index.ts";
import type { CorrelationRule } from "../../sigma/index.ts";

interface Seen {
  readonly ms: number;
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly value: string;
}

/**
 * What a correlation of {@link setOf} finds, as the ids of the events of each detection: by looking at all earlier events for
 * every event, in the words of the rule's description.
 */
export function referenceDetections(rule: CorrelationRule, events: readonly CloudTrailEvent[]): readonly string[] {
  const seen = events
    .flatMap((event): readonly Seen[] => {
      const user = ownText(ownObject(event, "userIdentity") ?? {}, "userName");
      const name = ownText(event, "eventName") ?? "";
      const value = ownText(event, "sourceIPAddress")?.toLowerCase() ?? "";
      if (user === undefined || !rule.rules.includes(name)) return [];
      return [
        { ms: Date.parse(ownText(event, "eventTime") ?? ""), id: ownText(event, "eventID") ?? "", name, user, value },
      ];
    })
    .sort((a, b) => a.ms - b.ms);
  const users = [...new Set(seen.map(({ user }) => user))];
  return users.flatMap((user) => {
    const own = seen.filter((one) => one.user === user);
    if (!isAtEnd(rule)) return sliding(rule, own);
    return reachedBounds(rule).length > 0 ? inRange(rule, own) : closing(rule, own);
  });
}

function sliding(rule: CorrelationRule, own: readonly Seen[]): readonly string[] {
  const found: string[] = [];
  let counted: Seen[] = [];
  let held = false;
  for (const event of own) {
    counted = counted.filter(({ ms }) => event.ms - ms <= rule.timespanMs);
    if (counted.length === 0) held = false;
    if (counted.some((other) => isCopy(other, event))) continue;
    counted.push(event);
    const holds = meets(rule, counted);
    if (holds && !held) found.push(textOf(counted));
    held = holds;
  }
  return found;
}

function closing(rule: CorrelationRule, own: readonly Seen[]): readonly string[] {
  const found: string[] = [];
  let rest = own;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const end = first.ms + rule.timespanMs;
    const inside = rest.filter(({ ms }) => ms <= end);
    rest = rest.filter(({ ms }) => ms > end);
    const once = inside.filter((one, at) => inside.findIndex((other) => isCopy(other, one)) === at);
    if (meets(rule, once)) found.push(textOf(once));
  }
  return found;
}

/** From the first event of which, with those after it, enough lie in the timespan. */
function inRange(rule: CorrelationRule, own: readonly Seen[]): readonly string[] {
  const found: string[] = [];
  let begin = 0;
  for (let at = 0; at < own.length; at += 1) {
    const event = own[at];
    const ms = event?.ms ?? 0;
    const before = once(own.slice(begin, at + 1).filter((one) => ms - one.ms <= rule.timespanMs));
    if (
      !reachedBounds(rule).every(([op, value]) =>
        op === "gt" ? numberOf(rule, before) > value : numberOf(rule, before) >= value,
      )
    )
      continue;
    const end = (before[0]?.ms ?? 0) + rule.timespanMs;
    const inside = once([...before, ...own.slice(at + 1).filter((one) => one.ms <= end)]);
    if (meets(rule, inside)) found.push(textOf(inside));
    while (at + 1 < own.length && (own[at + 1]?.ms ?? 0) <= end) at += 1;
    begin = at + 1;
  }
  return found;
}

function once(events: readonly Seen[]): readonly Seen[] {
  return events.filter((one, at) => events.findIndex((other) => isCopy(other, one)) === at);
}

/** Of conditions whose number cannot fall while events are added. */
function reachedBounds({ type, condition }: CorrelationRule): readonly (readonly ["gt" | "gte", number])[] {
  if (condition.kind !== "compare" || (type !== "event_count" && type !== "value_count")) return [];
  return condition.comparisons.flatMap(({ op, value }): readonly (readonly ["gt" | "gte", number])[] => {
    if (op === "gt") return [["gt", value]];
    return op === "gte" || op === "eq" ? [["gte", value]] : [];
  });
}

function isCopy(a: Seen, b: Seen): boolean {
  return a.id === b.id && a.ms === b.ms;
}

function textOf(events: readonly Seen[]): string {
  return events.map(({ id }) => id).join(" ");
}

function isAtEnd({ condition }: CorrelationRule): boolean {
  return condition.kind === "compare" && condition.comparisons.some(({ op }) => op !== "gt" && op !== "gte");
}

function meets({ type, rules, condition }: CorrelationRule, events: readonly Seen[]): boolean {
  if (type === "temporal" && condition.kind === "rules") {
    return rules.every((rule) => events.some(({ name }) => name === rule));
  }
  if (type === "temporal_ordered") return hasSequence(rules, events);
  const number = numberOf({ type }, events);
  if (condition.kind !== "compare") return false;
  return condition.comparisons.every(({ op, value }) => {
    const answers = {
      lt: number < value,
      lte: number <= value,
      gt: number > value,
      gte: number >= value,
      eq: number === value,
      neq: number !== value,
    };
    return answers[op];
  });
}

function numberOf({ type }: Pick<CorrelationRule, "type">, events: readonly Seen[]): number {
  if (type === "event_count") return events.length;
  return new Set(events.map(({ name, value }) => (type === "temporal" ? name : value))).size;
}

function hasSequence(rules: readonly string[], events: readonly Seen[]): boolean {
  const [first, ...others] = rules;
  if (first === undefined) return true;
  const at = events.findIndex(({ name }) => name === first);
  return at >= 0 && hasSequence(others, events.slice(at + 1));
}
