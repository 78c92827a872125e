import {
  type ActionCatalogue,
  type ActionSet,
  compactActions,
  compileGlob,
  expandActions,
  expandElement,
  globCovers,
  globsIntersect,
  noActions,
  type Statement,
} from "../../iam/index.ts";
import { isJsonObject, type Json } from "../../model/index.ts";

/** What stays, and what is left as it is. */
export interface CutOptions {
  readonly keep: ActionSet;
  /** Cut `NotAction`, too: it turns into the list of what stays, without what AWS adds later. */
  readonly allowNotAction: boolean;
  /** Write lists with wildcards where these stand for exactly the same actions. */
  readonly compact: boolean;
}

export interface CutStatement {
  /** The very statement where nothing goes; undefined where nothing is left. */
  readonly after: Json | undefined;
  readonly patterns: readonly string[];
}

/**
 * An Allow statement without the actions that do not stay. All else in it is as stored: `Sid`, `Resource`, `Condition`,
 * their order, and whether `Action` is a text or a list. A pattern of which all actions stay is kept as written, also
 * one that the catalogue knows no action for; any other gives way to the names of those that stay. So nothing is
 * allowed that was not, and whatever stays is allowed on the same resources, under the same conditions.
 *
 * Wildcards are written only when `compact` asks for them, and only ones that lie inside what the statement allowed: also
 * an action that AWS adds later is allowed by them only if it was before.
 */
export function cutStatement(stored: Json, statement: Statement, options: CutOptions): CutStatement {
  const { kind, patterns } = statement.action;
  const granted = expandElement(statement.action, options.keep.catalogue).actions;
  const isLeft =
    statement.effect === "Deny" ||
    !isJsonObject(stored) ||
    (kind === "NotAction" && !options.allowNotAction) ||
    granted.isSubsetOf(options.keep);
  if (isLeft) return { after: stored, patterns };

  const list = kind === "NotAction" ? namesOf(granted, statement, options) : cutPatterns(statement, options);
  const [only] = list;
  if (only === undefined) return { after: undefined, patterns: list };
  const value: Json = list.length === 1 && typeof stored[kind] === "string" ? only : list;
  // Object.entries and fromEntries keep order, and `__proto__` is a member like others.
  const entries = Object.entries(stored).map(([name, old]): [string, Json] =>
    name === kind ? ["Action", value] : [name, old],
  );
  return { after: Object.fromEntries(entries), patterns: list };
}

function cutPatterns(statement: Statement, options: CutOptions): readonly string[] {
  const { patterns } = statement.action;
  const { catalogue } = options.keep;
  const parts = patterns.map((pattern) => {
    const actions = actionsOf(pattern, catalogue);
    return { pattern, actions, isWhole: actions.isSubsetOf(options.keep) };
  });
  // What a pattern that stays allows needs no name beside it.
  let listed = parts.reduce((all, { actions, isWhole }) => (isWhole ? all.union(actions) : all), noActions(catalogue));
  const list: string[] = [];
  for (const { pattern, actions, isWhole } of parts) {
    if (isWhole) list.push(pattern);
    else {
      list.push(...namesOf(actions.difference(listed), statement, options));
      listed = listed.union(actions);
    }
  }
  return list;
}

/** Policies share their patterns. */
function actionsOf(pattern: string, catalogue: ActionCatalogue): ActionSet {
  const known = expanded.get(catalogue) ?? new Map<string, ActionSet>();
  expanded.set(catalogue, known);
  const actions = known.get(pattern) ?? expandActions([pattern], catalogue).actions;
  if (known.size >= maxExpanded) known.clear();
  known.set(pattern, actions);
  return actions;
}

const expanded = new WeakMap<ActionCatalogue, Map<string, ActionSet>>();
const maxExpanded = 2048;

function namesOf(actions: ActionSet, statement: Statement, { keep, compact }: CutOptions): readonly string[] {
  const staying = actions.intersection(keep);
  if (!compact) return staying.names();
  return compactActions(staying).flatMap((pattern) => {
    if (!pattern.includes("*") && !pattern.includes("?")) return [pattern];
    return isInside(pattern, statement) ? [pattern] : expandActions([pattern], keep.catalogue).actions.names();
  });
}

/** Does the statement allow whatever the pattern matches, known to the catalogue or not? */
export function isInside(pattern: string, { action }: Statement): boolean {
  const inner = compileGlob(pattern.toLowerCase());
  const outer = action.patterns.map((text) => compileGlob(text.toLowerCase()));
  return action.kind === "NotAction"
    ? !outer.some((glob) => globsIntersect(glob, inner))
    : outer.some((glob) => globCovers(glob, inner));
}
