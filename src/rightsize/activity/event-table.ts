import { eventsWithoutAction, renamedEvents, sourcesByPrefix } from "../data/event-actions.ts";
import { readWordLines } from "./word-lines.ts";

/**
 * Why an event needs no action of the caller's identity policies. `trust-policy-only`: the role's trust policy alone
 * decides. `no-permission-needed`: everybody may. `no-iam-action`: AWS made it, or no policy can speak of it.
 */
export type WithoutAction = "no-iam-action" | "no-permission-needed" | "trust-policy-only";

/**
 * The name of an event source without its domain, in lower case: `streams.dynamodb` of
 * `streams.dynamodb.amazonaws.com`.
 */
export function sourceName(eventSource: string): string {
  return eventSource.toLowerCase().replace(/\.amazonaws\.com(\.cn)?$/, "");
}

/**
 * The service prefix of the actions that a source's events need, `cloudwatch` for `monitoring`. Sources with a dot are
 * parts of the service that they end in.
 */
export function prefixOfSource(source: string): string {
  return prefixes.get(source) ?? source.slice(source.lastIndexOf(".") + 1);
}

/** The action of an event that has another name than its action. `name` in lower case. */
export function renamedAction(source: string, name: string): string | undefined {
  return renames.get(source)?.get(name);
}

export function withoutAction(source: string, name: string): WithoutAction | undefined {
  return silent.get(source)?.get(name);
}

const renames: ReadonlyMap<string, ReadonlyMap<string, string>> = byName(renamedEvents, (source, action) =>
  action.includes(":") ? action : `${source}:${action}`,
);

const silent: ReadonlyMap<string, ReadonlyMap<string, WithoutAction>> = byName(eventsWithoutAction, (_source, why) =>
  why === "no-permission-needed" || why === "trust-policy-only" ? why : "no-iam-action",
);

const prefixes: ReadonlyMap<string, string> = new Map(
  [...readWordLines(sourcesByPrefix)].flatMap(([prefix, sources]) => sources.map((source) => [source, prefix])),
);

/** Lines of `SOURCE MEANING: NAMES`, by source and by name in lower case. */
function byName<T>(text: string, meaningOf: (source: string, word: string) => T): Map<string, Map<string, T>> {
  const table = new Map<string, Map<string, T>>();
  for (const [head, names] of readWordLines(text)) {
    const [source = "", word = ""] = head.split(" ");
    const known = table.get(source) ?? new Map<string, T>();
    table.set(source, known);
    for (const name of names) known.set(name.toLowerCase(), meaningOf(source, word));
  }
  return table;
}
