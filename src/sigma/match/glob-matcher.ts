import type { Glob } from "../condition.ts";
import { isMany, plainText } from "../glob.ts";

type TextPredicate = (text: string) => boolean;

/** Compiles a glob that must cover the whole text. Time is bounded by the product of both lengths. */
export function compileGlob(glob: Glob, cased: boolean): TextPredicate {
  const folded = cased ? glob : glob.map((part) => (typeof part === "string" ? part.toLowerCase() : part));
  const plain = plainText(folded);
  if (plain !== undefined) return equals(plain, cased);
  const matches = folded.some((part) => typeof part !== "string" && !isMany(part))
    ? stepwise(folded)
    : segments(folded);
  return cased ? matches : (text) => matches(text.toLowerCase());
}

function equals(plain: string, cased: boolean): TextPredicate {
  if (cased) return (text) => text === plain;
  // Only outside ASCII does a text change its length with its case.
  const isAscii = /^[\0-\x7f]*$/.test(plain);
  return isAscii
    ? (text) => text.length === plain.length && text.toLowerCase() === plain
    : (text) => text.toLowerCase() === plain;
}

/** Text and `*` only: the first and the last text are anchored, those between are found from left to right. */
function segments(glob: Glob): TextPredicate {
  const first = glob[0];
  const last = glob.at(-1);
  const prefix = typeof first === "string" ? first : "";
  const suffix = typeof last === "string" ? last : "";
  const inner = glob
    .slice(prefix === "" ? 0 : 1, suffix === "" ? undefined : -1)
    .filter((part) => typeof part === "string");
  return (text) => {
    if (text.length < prefix.length + suffix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    let from = prefix.length;
    for (const part of inner) {
      const found = text.indexOf(part, from);
      if (found === -1) return false;
      from = found + part.length;
    }
    return from <= text.length - suffix.length;
  };
}

/** With `?`, character by character; after a mismatch the last `*` takes one character more. `?` is one code point. */
function stepwise(glob: Glob): TextPredicate {
  const pattern = glob.flatMap((part): (string | "many" | undefined)[] =>
    typeof part === "string" ? Array.from(part) : [isMany(part) ? many : undefined],
  );
  return (text) => {
    const characters = Array.from(text);
    let at = 0;
    let next = 0;
    let star = -1;
    let resume = 0;
    while (at < characters.length) {
      const wanted = pattern[next];
      if (next < pattern.length && wanted !== many && (wanted === undefined || wanted === characters[at])) {
        at += 1;
        next += 1;
      } else if (wanted === many) {
        star = next;
        resume = at;
        next += 1;
      } else if (star !== -1) {
        resume += 1;
        at = resume;
        next = star + 1;
      } else {
        return false;
      }
    }
    return pattern.slice(next).every((wanted) => wanted === many);
  };
}

/** No character: longer than one code point. */
const many = "many";
