import { Problem } from "../../model/index.ts";
import { didYouMean } from "../nearest.ts";

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
  for (const [token, name] of text.matchAll(tokens)) {
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

/** The names of all placeholders in a file of rules, and of what looks like one. */
export function placeholderNames(text: string): readonly string[] {
  return [...text.matchAll(tokens)].flatMap(([, name]) => name ?? []);
}

/** Escaped percent signs, placeholders with their names, and what is between them. */
const tokens = /\\%|%([^%\s\\]+)%|[^%\\]+|[%\\]/gs;

/**
 * The text with each placeholder replaced by all of its values at once, as alternatives of a regular expression. In a pattern, one
 * value after the other would mean something else: "no account but A, or no account but B" in place of "no account but A and B".
 */
export function expandInRegex(text: string, placeholders: Placeholders): string {
  let expanded = false;
  const parts = [...text.matchAll(tokens)].map(([token, name]) => {
    if (name === undefined) return token;
    expanded = true;
    return `(?:${valuesOf(name, placeholders).map(escapeRegex).join("|")})`;
  });
  if (!expanded) throw new Problem("rule.syntax", "'expand' needs a placeholder such as '%name%' in the value.");
  return parts.join("");
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] {
  const values = placeholders.get(name);
  if (values !== undefined && values.length > 0) return values;
  const nearest = didYouMean(name, placeholders.keys());
  const give = `Give '${name}' a list of values in the configuration; without it the rule is left out.`;
  throw new Problem("rule.unsupported", `The placeholder '%${name}%' has no values.`, {
    hint: nearest === undefined ? give : `${nearest} ${give}`,
  });
}
