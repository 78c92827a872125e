import { type Glob, globMatches, globOf, many, tokensOf } from "../glob.ts";
import { type Truth, truthOf, yes } from "./truth.ts";

/**
 * An ARN as the ARN operators compare it: each of the six parts for itself, where a wildcard stays within its part.
 * Undefined when the pattern is not of that form (`*` alone stands for everything).
 *
 * Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators".
 */
export function arnPattern(pattern: string): ((actual: string) => Truth) | undefined {
  return arnTokensPattern(tokensOf(pattern));
}

/** The same for a pattern in which variables were filled in. */
export function arnTokensPattern(tokens: readonly number[]): ((actual: string) => Truth) | undefined {
  if (tokens.length === 1 && tokens[0] === many) return () => yes;
  const parts = split(tokens);
  if (parts === undefined) return undefined;
  return (actual) => truthOf(matches(parts, actual));
}

const colon = 0x3a;
const partCount = 6;

function split(tokens: readonly number[]): readonly Glob[] | undefined {
  const parts: Glob[] = [];
  let start = 0;
  for (let index = 0; index < partCount - 1; index += 1) {
    const end = tokens.indexOf(colon, start);
    if (end === -1) return undefined;
    parts.push(globOf("", tokens.slice(start, end)));
    start = end + 1;
  }
  parts.push(globOf("", tokens.slice(start)));
  return parts;
}

function matches(parts: readonly Glob[], actual: string): boolean {
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const end = index === partCount - 1 ? actual.length : actual.indexOf(":", start);
    if (end === -1 || !globMatches(part, actual.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}
