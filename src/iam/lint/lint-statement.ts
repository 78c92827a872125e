import { lintActions } from "./lint-actions.ts";
import { lintConditions } from "./lint-conditions.ts";
import { type LintContext, type StatementNode, statementNode, textsOf } from "./lint-context.ts";
import { error, type Note, quoted, warning } from "./lint-message.ts";
import { lintPrincipals } from "./lint-principals.ts";
import { lintResources } from "./lint-resources.ts";
import { lintVariables } from "./lint-variables.ts";
import { nearest, suggestion } from "./nearest.ts";
import type { JsonNode } from "./read-json.ts";

/** Everything about one statement but what it shares with others. */
export function lintStatement(node: JsonNode, context: LintContext): readonly Note[] {
  if (node.kind !== "object") return [error("json.wrong-type", node.at, "A statement is a JSON object.")];
  const statement = statementNode(node);
  return [
    ...unknownElements(statement),
    ...lintEffect(statement),
    ...lintSid(statement, context),
    ...lintPair(statement, "Action", "NotAction", true),
    ...lintPair(statement, "Resource", "NotResource", context.use === "identity"),
    ...lintTexts(statement),
    ...lintActions(statement, context),
    ...lintResources(statement, context),
    ...lintPrincipals(statement, context),
    ...lintConditions(statement, context),
    ...lintVariables(statement, context),
  ];
}

/** Sids that an earlier statement of the document has. */
export function duplicateSids(nodes: readonly JsonNode[]): readonly Note[] {
  const seen = new Map<string, number>();
  const notes: Note[] = [];
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== "object") continue;
    const sid = statementNode(node).elements.get("Sid")?.value;
    if (sid?.kind !== "text" || sid.value === "") continue;
    const first = seen.get(sid.value);
    if (first === undefined) seen.set(sid.value, index + 1);
    else {
      const message = `Statement ${first} has the Sid ${quoted(sid.value)} already.`;
      notes.push({ ...error("sid.duplicate", sid.at, message), statement: index + 1 });
    }
  }
  return notes;
}

const statementElements: readonly string[] =
  "Sid Effect Action NotAction Resource NotResource Principal NotPrincipal Condition".split(" ");

function unknownElements({ elements }: StatementNode): readonly Note[] {
  return [...elements.values()]
    .filter(({ name }) => !statementElements.includes(name))
    .map(({ name, at }) => {
      const better = suggestion(nearest(name, statementElements));
      return error("element.unknown", at, `A statement has no element ${quoted(name)}.${better}`);
    });
}

function lintEffect({ at, elements }: StatementNode): readonly Note[] {
  const effect = elements.get("Effect");
  if (effect === undefined) return [error("element.missing", at, "The statement has no Effect.")];
  const { value } = effect;
  if (value.kind === "text" && (value.value === "Allow" || value.value === "Deny")) return [];
  const better = suggestion(value.kind === "text" ? nearest(value.value, ["Allow", "Deny"]) : undefined);
  return [error("effect.unknown", value.at, `Effect is neither Allow nor Deny.${better}`)];
}

function lintSid({ elements }: StatementNode, { use }: LintContext): readonly Note[] {
  const sid = elements.get("Sid")?.value;
  if (sid === undefined) return [];
  if (sid.kind !== "text") return [error("json.wrong-type", sid.at, "Sid is not text.")];
  if (use === "resource" || /^[A-Za-z0-9]*$/.test(sid.value)) return [];
  return [error("sid.characters", sid.at, `IAM takes only letters and digits in a Sid, not ${quoted(sid.value)}.`)];
}

function lintPair({ at, elements }: StatementNode, name: string, opposite: string, needed: boolean): readonly Note[] {
  const [plain, negated] = [elements.get(name), elements.get(opposite)];
  if (plain !== undefined && negated !== undefined) {
    const message = `A statement has ${name} or ${opposite}, not both.`;
    return [error("element.conflict", Math.max(plain.at, negated.at), message)];
  }
  if (plain !== undefined || negated !== undefined || !needed) return [];
  return [error("element.missing", at, `The statement has neither ${name} nor ${opposite}.`)];
}

/** The elements that are a text or a list of texts. */
function lintTexts({ elements }: StatementNode): readonly Note[] {
  return ["Action", "NotAction", "Resource", "NotResource"].flatMap((name) => {
    const value = elements.get(name)?.value;
    if (value === undefined) return [];
    const items = value.kind === "list" ? value.items : [value];
    const others = items.filter(({ kind }) => kind !== "text");
    const isEmpty = value.kind === "list" && textsOf(value).length === 0 && others.length === 0;
    return [
      ...others.map(({ at }) => error("json.wrong-type", at, `${name} is a text or a list of texts.`)),
      ...(isEmpty ? [warning("element.empty", value.at, `${name} is an empty list.`)] : []),
    ];
  });
}
