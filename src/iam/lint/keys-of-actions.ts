import type { ConditionKey } from "../catalogue/index.ts";
import { once } from "../once.ts";
import { expanded, type LintContext, type StatementNode, textsOf } from "./lint-context.ts";

/**
 * Does any action of the statement, or a resource type of one, know the key? Always yes where the catalogue does not know
 * all of the actions, and for `NotAction`.
 */
export function keysOfActions({ elements }: StatementNode, context: LintContext): (key: ConditionKey) => boolean {
  const keys = once(() => keysOf(asked, context));
  const asked = textsOf(elements.get("Action")?.value).map(({ text }) => text);
  const isOpen = elements.has("NotAction") || asked.length === 0 || asked.some((text) => /^[^:]*\*/.test(text));
  return ({ name }) => {
    if (isOpen) return true;
    return keys()?.has(name.toLowerCase()) !== false;
  };
}

/** In lower case; undefined: the catalogue does not have all of the actions. */
function keysOf(patterns: readonly string[], context: LintContext): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  const lists = new Set<readonly string[]>();
  for (const pattern of patterns) {
    const expansion = expanded(pattern, context);
    if (expansion === undefined || expansion.actions.size === 0) return undefined;
    for (const position of expansion.actions.positions()) {
      const action = context.catalogue.actions[position];
      if (action === undefined) continue;
      lists.add(action.conditionKeys);
      for (const { type } of action.resources) lists.add(type.conditionKeys);
    }
  }
  for (const list of lists) for (const key of list) found.add(key.toLowerCase());
  return found;
}
