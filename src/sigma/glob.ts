import type { Glob, ValueTest } from "./condition.ts";

const many = { any: "many" } as const;
const one = { any: "one" } as const;

/**
 * Splits a value at its wildcards.
 *
 * A backslash makes a following `*`, `?` or backslash plain text; before anything else it is itself.
 * Source: Sigma Rules Specification 2.1, "Escaping".
 */
export function parseGlob(text: string): Glob {
  const parts: (Glob[number] | string)[] = [];
  for (const [token] of text.matchAll(/\\[*?\\]|[*?]|\\|[^*?\\]+/gs)) {
    if (token === "*") parts.push(many);
    else if (token === "?") parts.push(one);
    else parts.push(token.length === 2 && token.startsWith("\\") ? token.slice(1) : token);
  }
  return joinGlob(parts);
}

/** Joins neighbouring text and neighbouring `*`, so that equal globs look the same. */
export function joinGlob(parts: Glob): Glob {
  const joined: Glob[number][] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "" && !(isMany(part) && last !== undefined && isMany(last))) joined.push(part);
  }
  return joined;
}

/** The text of a glob without wildcards; undefined when it has any. */
export function plainText(glob: Glob): string | undefined {
  const [first = ""] = glob;
  return glob.length <= 1 && typeof first === "string" ? first : undefined;
}

/** The only exact text that a test lets through, in lower case; undefined where there may be several. */
export function onlyText(test: ValueTest): string | undefined {
  return test.kind === "glob" && !test.cased ? plainText(test.glob)?.toLowerCase() : undefined;
}

export function isMany(part: Glob[number]): boolean {
  return typeof part !== "string" && part.any === "many";
}

/** Puts `*` before and behind, where there is none yet. */
export function surround(glob: Glob, where: { readonly before: boolean; readonly behind: boolean }): Glob {
  return joinGlob([...(where.before ? [many] : []), ...glob, ...(where.behind ? [many] : [])]);
}
