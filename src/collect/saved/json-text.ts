import { type Json, Problem, type SourceLocation } from "../../model/index.ts";
import { jsonMistake } from "./json-mistake.ts";

/** Parses JSON; a {@link Problem} names line, column and source line of the first mistake, or where the text ends. */
export function parseJsonText(text: string, file: string): Json {
  try {
    // JSON.parse returns `any`; what it makes is Json by definition.
    return JSON.parse(text) as Json;
  } catch (cause) {
    const offset = jsonMistake(text);
    const location = locate(text, offset, file);
    if (offset >= text.length) {
      const hint = "Save the answer again: a part of it is missing.";
      throw new Problem("input.truncated", "The JSON ends in the middle.", { location, hint, cause });
    }
    const near = JSON.stringify(text.slice(offset, offset + 30));
    throw new Problem("input.malformed", `This is not JSON from ${near} on.`, { location, cause });
  }
}

/** Longest source line that is worth showing; a caret under a longer one is no help. */
const maxExcerpt = 200;

function locate(text: string, offset: number, file: string): SourceLocation {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = text.indexOf("\n", offset);
  const excerpt = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, "");
  return {
    file,
    line: before.split("\n").length,
    column: offset - lineStart + 1,
    ...(excerpt.length > 0 && excerpt.length <= maxExcerpt && { excerpt }),
  };
}
