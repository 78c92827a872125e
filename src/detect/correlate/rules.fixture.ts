import type { CloudTrailEvent, JsonObject } from "../../model/index.ts";
import type { CorrelationCondition, CorrelationRule, Rule, RuleHead, RuleSet } from "../../sigma/index.ts";

/** A set of rules that ask for an `eventName` that is their id, and of correlations of them. */
export function setOf(...correlations: readonly CorrelationRule[]): RuleSet {
  const named = new Set(correlations.flatMap(({ rules }) => rules));
  for (const { id } of correlations) named.delete(id);
  return { rules: [...named].map(ruleFor), correlations, baselines: [] };
}

function ruleFor(eventName: string): Rule {
  const test = { kind: "glob", glob: [eventName], cased: false } as const;
  return { ...head(eventName), logsource: {}, condition: { kind: "field", field: "eventName", test }, examples: [] };
}

/** By user, within five minutes. */
export function correlation(
  parts: Partial<CorrelationRule> & Pick<CorrelationRule, "type" | "rules">,
): CorrelationRule {
  return {
    ...head(parts.id ?? "correlation"),
    groupBy: ["userIdentity.userName"],
    aliases: [],
    timespanMs: 5 * minute,
    condition: {
      kind: "rules",
      expression: { kind: "and", operands: parts.rules.map((rule) => ({ kind: "rule", rule })) },
    },
    generate: false,
    examples: [],
    ...parts,
  };
}

/** `{ gte: 5 }` and the like. */
export function compare(
  comparisons: { readonly [op in "lt" | "lte" | "gt" | "gte" | "eq" | "neq"]?: number },
  ...fields: readonly string[]
): CorrelationCondition & { readonly kind: "compare" } {
  return {
    kind: "compare",
    comparisons: (["lt", "lte", "gt", "gte", "eq", "neq"] as const).flatMap((op) => {
      const value = comparisons[op];
      return value === undefined ? [] : [{ op, value }];
    }),
    fields,
  };
}

function head(id: string): RuleHead {
  return {
    id,
    title: `Rule ${id}`,
    level: "high",
    tags: [],
    references: [],
    falsePositives: [],
    response: [],
    catalogue: [],
    needsDataEvents: false,
    needsSettings: [],
    location: { file: "rules.yml" },
  };
}

export const minute = 60_000;
export const startMs: number = Date.UTC(2026, 0, 1, 12);

/** `user` does `name` so many seconds after noon. */
export function at(seconds: number, name: string, user: string | null = "ana", more: JsonObject = {}): CloudTrailEvent {
  return {
    eventTime: new Date(startMs + seconds * 1000).toISOString().replace(".000Z", "Z"),
    eventName: name,
    eventSource: "signin.amazonaws.com",
    awsRegion: "eu-west-1",
    recipientAccountId: "111122223333",
    sourceIPAddress: "192.0.2.1",
    userIdentity: user === null ? { type: "IAMUser" } : { type: "IAMUser", userName: user },
    eventID: `${seconds}-${name}-${user}`,
    ...more,
  };
}
