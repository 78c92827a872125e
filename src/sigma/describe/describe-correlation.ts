import { describeDuration } from "../parse/duration.ts";
import type { Comparison, CorrelationCondition, CorrelationRule, RuleExpression } from "../rule.ts";

/**
 * A correlation in words, one paragraph: `At least 5 events of "Failed login" within 5 minutes, for each sourceIPAddress.`
 * `titlesById` has the titles of the rules that it names; one that is not there is called by its id.
 */
export function describeCorrelation(rule: CorrelationRule, titlesById: ReadonlyMap<string, string>): string {
  const titleOf = (id: string): string => `"${titlesById.get(id) ?? id}"`;
  const what = `${capitalized(describeWhat(rule, titleOf))} within ${describeDuration(rule.timespanMs)}`;
  const groups = rule.groupBy.length === 0 ? "over all events together" : `for each ${list(rule.groupBy, "and")}`;
  const aliases = rule.aliases.map(({ name, fields }) => {
    const places = fields.map(({ rule: id, field }) => `${field} in ${titleOf(id)}`);
    return ` Here ${name} is ${list(places, "and")}.`;
  });
  const generate = rule.generate ? " The rules that it names make detections of their own as well." : "";
  return `${what}, ${groups}.${aliases.join("")}${generate}`;
}

type TitleOf = (id: string) => string;

function describeWhat({ type, rules, condition }: CorrelationRule, titleOf: TitleOf): string {
  const named = list(rules.map(titleOf), type === "temporal_ordered" ? "then" : "or");
  if (condition.kind === "rules") return describeRules(type, rules, condition.expression, titleOf);
  const number = describeComparisons(condition.comparisons);
  const field = list(condition.fields, "and");
  switch (type) {
    case "event_count":
      return `${number} events of ${named}`;
    case "value_count":
      return `${number} different values of ${field} in events of ${named}`;
    case "value_sum":
      return `a sum of ${field} that is ${number} in events of ${named}`;
    case "value_avg":
      return `an average of ${field} that is ${number} in events of ${named}`;
    case "value_percentile":
      return `a ${ordinal(condition.percentile ?? 0)} percentile of ${field} that is ${number} in events of ${named}`;
    case "temporal":
      return `${number} of the rules ${list(rules.map(titleOf), "and")}`;
    case "temporal_ordered":
      return `${number} of the rules ${named}, in this order,`;
  }
}

function describeRules(
  type: CorrelationRule["type"],
  rules: readonly string[],
  expression: Extract<CorrelationCondition, { kind: "rules" }>["expression"],
  titleOf: TitleOf,
): string {
  const order = type === "temporal_ordered";
  const isAll = expression.kind === "and" && expression.operands.every((one) => one.kind === "rule");
  if (isAll && expression.operands.length === rules.length) {
    return order ? `events of ${list(rules.map(titleOf), "then")}` : `events of ${list(rules.map(titleOf), "and")}`;
  }
  const asked = `events of ${describeExpression(expression, titleOf)}`;
  return order ? `${asked}, in the order ${list(rules.map(titleOf), "then")},` : asked;
}

function describeExpression(expression: RuleExpression, titleOf: TitleOf): string {
  switch (expression.kind) {
    case "rule":
      return titleOf(expression.rule);
    case "not":
      return `not (${describeExpression(expression.operand, titleOf)})`;
    default: {
      const operands = expression.operands.map((operand) => {
        const text = describeExpression(operand, titleOf);
        return operand.kind === "and" || operand.kind === "or" ? `(${text})` : text;
      });
      return operands.join(` ${expression.kind} `);
    }
  }
}

const words = {
  lt: "less than",
  lte: "at most",
  gt: "more than",
  gte: "at least",
  eq: "exactly",
  neq: "not exactly",
} as const;

function describeComparisons(comparisons: readonly Comparison[]): string {
  return list(
    comparisons.map(({ op, value }) => `${words[op]} ${value}`),
    "and",
  );
}

/** `a, b and c`. */
function list(items: readonly string[], word: "and" | "or" | "then"): string {
  if (word === "then") return items.join(", then ");
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${word} ${last}`;
}

function ordinal(number: number): string {
  const isTeen = number > 10 && number < 20;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
