import type { RuleHead } from "../rule.ts";

/** What a reference means: one rule, none, or several that it does not tell apart. */
export type Referent<T extends RuleHead> =
  | { readonly kind: "one"; readonly rule: T }
  | { readonly kind: "none" }
  | { readonly kind: "several"; readonly rules: readonly T[] };

/** Finds rules by id, else by name, else by title. Ids are UUIDs, which ignore case; names and titles are compared as they are. */
export function referenceIndex<T extends RuleHead>(rules: readonly T[]): (reference: string) => Referent<T> {
  const byId = new Map(rules.map((rule) => [rule.id.toLowerCase(), rule]));
  const byName = grouped(rules, ({ name }) => name);
  const byTitle = grouped(rules, ({ title }) => title);
  return (reference) => {
    const rule = byId.get(reference.toLowerCase());
    if (rule !== undefined) return { kind: "one", rule };
    const found = byName.get(reference) ?? byTitle.get(reference) ?? [];
    const [only] = found;
    if (only === undefined) return { kind: "none" };
    return found.length === 1 ? { kind: "one", rule: only } : { kind: "several", rules: found };
  };
}

function grouped<T>(rules: readonly T[], keyOf: (rule: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const rule of rules) {
    const key = keyOf(rule);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rule]);
    else group.push(rule);
  }
  return groups;
}
