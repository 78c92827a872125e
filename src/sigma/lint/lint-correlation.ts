import type { SourceLocation } from "../../model/index.ts";
import type { CorrelationAlias, CorrelationRule } from "../rule.ts";
import { lintFieldName } from "./lint-field-name.ts";
import type { LintWarning } from "./lint-warning.ts";

/** Warnings about what a correlation groups by and counts: names that are neither fields of a record nor aliases. */
export function lintCorrelation(rule: CorrelationRule): readonly LintWarning[] {
  const { groupBy, aliases, condition, rules, chained = [] } = rule;
  // Of a correlation the names of its groups are asked, and whether these are there was seen when references were resolved.
  const isChain = chained.length === rules.length;
  const asked = new Set([...groupBy, ...(condition.kind === "compare" ? condition.fields : [])]);
  const named = new Map(aliases.map((alias) => [alias.name, alias]));
  const ofNames = [...asked].flatMap((name) => {
    const alias = named.get(name);
    if (alias !== undefined) return lintPartialAlias(rule, alias);
    return isChain ? [] : lintFieldName(name, placeOf(rule, name));
  });
  const inner = new Set(chained);
  const ofAliases = aliases.flatMap((alias) => {
    const place = placeOf(rule, alias.name);
    const ofFields = alias.fields
      .filter((one) => !inner.has(one.rule))
      .flatMap(({ field }) => lintFieldName(field, place));
    return asked.has(alias.name) ? ofFields : [unused(alias, place), ...ofFields];
  });
  return [...ofNames, ...ofAliases];
}

/** In rules that it leaves out, an alias is the name of a field. */
function lintPartialAlias(rule: CorrelationRule, { name, fields }: CorrelationAlias): readonly LintWarning[] {
  const known = new Set([...fields.map((one) => one.rule), ...(rule.chained ?? [])]);
  const missing = rule.rules.filter((id) => !known.has(id));
  if (missing.length === 0 || lintFieldName(name, rule.location).length === 0) return [];
  const message = `The alias '${name}' has no field for ${missing.length} of the rules, and no event has a field of this name.`;
  const hint = `Add '${missing[0] ?? ""}: <field>' to the alias.`;
  return [{ check: "alias", message, location: placeOf(rule, name), hint }];
}

function unused({ name }: CorrelationAlias, location: SourceLocation): LintWarning {
  return { check: "alias", message: `The alias '${name}' is used neither in 'group-by' nor in 'field'.`, location };
}

function placeOf({ places, location }: CorrelationRule, name: string): SourceLocation {
  return places?.find((place) => place.name === name)?.location ?? location;
}
