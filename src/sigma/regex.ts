import { RE2JS, RE2JSException } from "re2js";
import { Problem } from "../model/index.ts";

/**
 * Compiles a regular expression that is found anywhere in a text, in time linear in its length.
 *
 * `flags` are letters of `i`, `m`, `s`. Throws a {@link Problem}: `rule.unsupported` for look-around,
 * back-references, atomic groups and possessive quantifiers, `rule.syntax` for what is no expression at all.
 */
export function compileRegex(source: string, flags: string): (text: string) => boolean {
  const pattern = compile(source, flags);
  return (text) => pattern.test(text);
}

function compile(source: string, flags: string): RE2JS {
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(source, bits);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw toProblem(error.message);
  }
}

function toProblem(message: string): Problem {
  const what = message.replace(/^error parsing regexp: /, "").slice(0, 200);
  if (/Perl syntax|named capture: `\(\?<[=!]|escape sequence: `\\[1-9k]|nested repetition/.test(what)) {
    return new Problem("rule.unsupported", `This regular expression cannot be matched in linear time: ${what}.`, {
      hint: "Write it without look-around, back-references, atomic groups and possessive quantifiers.",
    });
  }
  return new Problem("rule.syntax", `This is no regular expression: ${what}.`);
}
