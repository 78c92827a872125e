import { Problem } from "../model/index.ts";

/** Values of `%name%`, by name. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

const maxExpanded = 10_000;

/**
 * Every text that comes out when the placeholders in `text` take each of their values. `\%` is a plain percent sign.
 *
 * Throws a {@link Problem} for a placeholder without values: the rule must then be rejected.
 * Source: Sigma Rules Specification 2.1, "Placeholders".
 */
export function expandPlaceholders(text: string, placeholders: Placeholders): readonly string[] {
  let texts: readonly string[] = [""];
  let expanded = false;
  for (const [token, name] of text.matchAll(/\\%|%([^%\s\\]+)%|[^%\\]+|[%\\]/gs)) {
    if (name !== undefined) expanded = true;
    const choices = name === undefined ? [token === "\\%" ? "%" : token] : valuesOf(name, placeholders);
    if (texts.length * choices.length > maxExpanded) {
      throw new Problem("rule.unsupported", `'expand' would make more than ${maxExpanded} values of this one.`);
    }
    texts = texts.flatMap((left) => choices.map((choice) => left + choice));
  }
  if (!expanded) throw new Problem("rule.syntax", "'expand' needs a placeholder such as '%name%' in the value.");
  return texts;
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] {
  const values = placeholders.get(name);
  if (values !== undefined && values.length > 0) return values;
  throw new Problem("rule.unsupported", `The placeholder '%${name}%' has no values.`, {
    hint: `Give '${name}' a list of values in the configuration; without it the rule is left out.`,
  });
}
