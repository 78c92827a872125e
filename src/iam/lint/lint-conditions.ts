import type { ConditionKey } from "../catalogue/index.ts";
import {
  type KnownOperator,
  knownOperator,
  neverCompares,
  operatorNames,
  valueMistake,
} from "./condition-operators.ts";
import { keysOfActions } from "./keys-of-actions.ts";
import type { LintContext, StatementNode } from "./lint-context.ts";
import { error, type Note, quoted, warning } from "./lint-message.ts";
import { nearest, suggestion } from "./nearest.ts";
import type { JsonMember, JsonNode } from "./read-json.ts";

/** `Condition`: its operators, keys and values. */
export function lintConditions(statement: StatementNode, context: LintContext): readonly Note[] {
  const condition = statement.elements.get("Condition")?.value;
  if (condition === undefined) return [];
  if (condition.kind !== "object") return [error("json.wrong-type", condition.at, "Condition is not an object.")];
  const isUsed = keysOfActions(statement, context);
  return condition.members.flatMap((member) => [
    ...lintOperator(member),
    ...keysOf(member).flatMap((key) => lintKey(key, knownOperator(member.name), isUsed, context)),
  ]);
}

function lintOperator({ name, at, value }: JsonMember): readonly Note[] {
  const notes: Note[] = [];
  const operator = knownOperator(name);
  if (operator === undefined) {
    const quantifier = /^For(?:AnyValue|AllValues):/i.exec(name)?.[0] ?? "";
    const like = nearest(name.slice(quantifier.length), operatorNames());
    const better = suggestion(like === undefined ? undefined : quantifier + like);
    notes.push(error("condition.operator", at, `IAM has no condition operator ${quoted(name)}.${better}`));
  } else if (operator.family === "Null" && operator.ifExists) {
    notes.push(error("condition.operator", at, "Null asks whether a key is there, so that IfExists cannot follow it."));
  }
  if (value.kind !== "object") {
    notes.push(error("json.wrong-type", value.at, `${quoted(name)} holds an object of condition keys.`));
  }
  return notes;
}

function keysOf({ value }: JsonMember): readonly JsonMember[] {
  return value.kind === "object" ? value.members : [];
}

function lintKey(
  key: JsonMember,
  operator: KnownOperator | undefined,
  isUsed: (key: ConditionKey) => boolean,
  context: LintContext,
): readonly Note[] {
  const known = context.catalogue.conditionKey(key.name);
  return [
    ...(known === undefined ? lintUnknownKey(key, context) : lintUse(key, known, isUsed)),
    ...(operator === undefined ? [] : lintValues(key, operator, known, context)),
  ];
}

function lintUnknownKey({ name, at }: JsonMember, { catalogue, budget }: LintContext): readonly Note[] {
  const colon = name.indexOf(":");
  if (colon < 1) {
    const message = `${quoted(name)} is not a condition key: they begin with a service or aws, for example aws:SourceIp.`;
    return [error("condition.key", at, message)];
  }
  if (isOfProvider(name)) return [];
  const prefix = name.slice(0, colon + 1).toLowerCase();
  const isSuggested = budget.suggestions > 0;
  budget.suggestions -= 1;
  const names = isSuggested ? catalogue.conditionKeys.map((key) => key.name) : [];
  const better = suggestion(
    nearest(
      name,
      names.filter((other) => other.toLowerCase().startsWith(prefix)),
    ),
  );
  return [warning("condition.key", at, `AWS lists no condition key ${quoted(name)}.${better}`)];
}

/** Identity providers have keys of their own, which no reference lists, and which stay with the session. */
function isOfProvider(name: string): boolean {
  return /^(?:[^:]*[./]|saml$)/i.test(name.slice(0, name.indexOf(":")));
}

function lintUse(
  { name, at }: JsonMember,
  known: ConditionKey,
  isUsed: (key: ConditionKey) => boolean,
): readonly Note[] {
  if (known.isGlobal || isOfProvider(name) || isUsed(known)) return [];
  return [warning("condition.key-unused", at, `No action of the statement knows the condition key ${quoted(name)}.`)];
}

function lintValues(
  { name, at, value }: JsonMember,
  operator: KnownOperator,
  known: ConditionKey | undefined,
  { version }: LintContext,
): readonly Note[] {
  const notes: Note[] = [];
  if (known !== undefined && neverCompares(operator.family, known.type)) {
    const message = `${operator.name} does not compare keys of the type ${known.type}, as ${quoted(name)} is.`;
    notes.push(warning("condition.type", at, message));
  }
  const items: readonly JsonNode[] = value.kind === "list" ? value.items : [value];
  for (const item of items) {
    if (item.kind === "object" || item.kind === "list" || (item.kind === "plain" && item.value === null)) {
      notes.push(
        error("json.wrong-type", item.at, "The value of a condition key is a text, a number or a truth value."),
      );
      continue;
    }
    const text = String(item.value);
    if (version === "2012-10-17" && text.includes("${")) continue;
    const mistake = valueMistake(operator.family, text);
    if (mistake === undefined) continue;
    notes.push(error("condition.value", item.at, `${operator.name}: ${quoted(text)} is ${mistake}.`));
  }
  return notes;
}
