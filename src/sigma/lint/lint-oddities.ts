import type { Oddity, RuleHead } from "../rule.ts";
import type { LintWarning } from "./lint-warning.ts";

/** Warnings about what a document says to no effect, or about itself: that it cannot be used, or is replaced. */
export function lintOddities({ oddities = [], status, location }: RuleHead): readonly LintWarning[] {
  const meaning = status === undefined ? undefined : unfit.get(status);
  return [
    ...oddities.map((oddity): LintWarning => {
      const { message, hint } = words[oddity.kind](oddity.name);
      return { check: oddity.kind, message, location: oddity.location, hint };
    }),
    ...(meaning === undefined ? [] : [{ check: "status" as const, message: meaning, location }]),
  ];
}

/** Source: Sigma Rules Specification 2.1, "Status". */
const unfit: ReadonlyMap<string, string> = new Map([
  ["deprecated", "The rule is deprecated: by its own word another one replaces or covers it. It is run all the same."],
  ["unsupported", "The rule is unsupported: by its own word it cannot be used as it is. It is run all the same."],
]);

const words: {
  readonly [kind in Oddity["kind"]]: (name: string) => { readonly message: string; readonly hint: string };
} = {
  "unused-search": (name) => ({
    message: `The condition does not ask for the search identifier '${name}'.`,
    hint: "Name it in the condition, or leave it out.",
  }),
  "single-all": (name) => ({
    message: `'${name}' has one value only, and 'all' joins several.`,
    hint: "Write it without 'all'.",
  }),
  timeframe: (name) => ({
    message: `'${name}' has no effect: a rule asks one event at a time.`,
    hint: "Write a correlation rule with a 'timespan'.",
  }),
  taxonomy: (name) => ({
    message: `The rule is written for the taxonomy '${name}', and its names are taken as those of CloudTrail's records.`,
    hint: "Write the names of CloudTrail's records, and no 'taxonomy'.",
  }),
};
