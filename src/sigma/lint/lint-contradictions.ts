import type { Condition, FieldPath } from "../condition.ts";
import { plainText } from "../glob.ts";
import { type Asking, type LintWarning, placeOf } from "./lint-warning.ts";

/**
 * Warnings about what no event can meet: one field that must be two different texts, or a condition and its opposite. Of
 * fields that may be lists, such as those of a request, one element may be the one and another the other text.
 */
export function lintContradictions(rule: Asking): readonly LintWarning[] {
  const warnings: LintWarning[] = [];
  const visit = (node: Condition): void => {
    if (node.kind === "not") visit(node.operand);
    if (node.kind === "or") for (const operand of node.operands) visit(operand);
    if (node.kind !== "and") return;
    const operands = flattened(node);
    const different = differentTexts(operands, rule);
    // What is said of the field says more.
    warnings.push(...(different.length > 0 ? different : opposites(operands, rule)));
    for (const operand of operands) visit(operand);
  };
  visit(rule.condition);
  return warnings;
}

/** Fields below these may be lists. */
const mayBeLists =
  /^(?:addendum|additionalEventData|eventContext|insightDetails|requestParameters|resources|responseElements|serviceEventDetails)(?:\.|$)/;

function flattened(condition: Condition): readonly Condition[] {
  return condition.kind === "and" ? condition.operands.flatMap(flattened) : [condition];
}

function differentTexts(operands: readonly Condition[], rule: Asking): readonly LintWarning[] {
  const byField = new Map<FieldPath, ReadonlySet<string>>();
  const warned = new Set<FieldPath>();
  for (const operand of operands) {
    const asked = textsAsked(operand);
    if (asked === undefined || mayBeLists.test(asked.field)) continue;
    const before = byField.get(asked.field);
    const both = before === undefined ? asked.texts : new Set([...asked.texts].filter((text) => before.has(text)));
    if (both.size === 0) warned.add(asked.field);
    byField.set(asked.field, both);
  }
  const excluded = [...byField].flatMap(([field, texts]) => {
    const refused = operands.flatMap((operand) => refusedTexts(operand, field));
    return !warned.has(field) && [...texts].every((text) => refused.includes(text)) ? [field] : [];
  });
  return [
    ...[...warned].map((field) => ({
      check: "contradiction" as const,
      message: `'${field}' must be two different texts at once, which no event is.`,
      location: placeOf(rule, field),
      hint: "Join the two with 'or'.",
    })),
    ...excluded.map((field) => ({
      check: "contradiction" as const,
      message: `'${field}' must be a text and must not be it, so that no event meets the condition.`,
      location: placeOf(rule, field),
    })),
  ];
}

/** In lower case. A text that is only refused in one spelling may still be there in another. */
function refusedTexts(condition: Condition, field: FieldPath): readonly string[] {
  if (condition.kind !== "not") return [];
  const refused = condition.operand.kind === "or" ? condition.operand.operands : [condition.operand];
  return refused.flatMap((one) => {
    if (one.kind !== "field" || one.field !== field || one.test.kind !== "glob" || one.test.cased) return [];
    const text = plainText(one.test.glob);
    return text === undefined ? [] : [text.toLowerCase()];
  });
}

/** Undefined when it is anything but a field that must be one of some texts. */
function textsAsked(
  condition: Condition,
): { readonly field: FieldPath; readonly texts: ReadonlySet<string> } | undefined {
  if (condition.kind === "field") {
    const text = condition.test.kind === "glob" ? plainText(condition.test.glob) : undefined;
    return text === undefined ? undefined : { field: condition.field, texts: new Set([text.toLowerCase()]) };
  }
  if (condition.kind !== "or") return undefined;
  const alternatives = condition.operands.map(textsAsked);
  const [first] = alternatives;
  if (first === undefined || alternatives.some((one) => one?.field !== first.field)) return undefined;
  return { field: first.field, texts: new Set(alternatives.flatMap((one) => [...(one?.texts ?? [])])) };
}

function opposites(operands: readonly Condition[], rule: Asking): readonly LintWarning[] {
  const wanted = new Set(operands.filter(({ kind }) => kind !== "not").map(textOf));
  const isRefused = operands.some(
    (operand) => operand.kind === "not" && flattened(operand.operand).every((one) => wanted.has(textOf(one))),
  );
  if (!isRefused) return [];
  const message = "The condition asks for something and for its opposite, so that no event meets it.";
  return [{ check: "contradiction", message, location: rule.location }];
}

/** Plain data with its keys in the order in which they are made. */
function textOf(condition: Condition): string {
  return JSON.stringify(condition);
}
