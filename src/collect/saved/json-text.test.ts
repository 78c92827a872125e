import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../model/index.ts";
import { jsonMistake } from "./json-mistake.ts";
import { parseJsonText } from "./json-text.ts";

test.each<[string, string, { code: string; line: number; column: number; excerpt?: string }]>([
  ["a comma too many", '{\n  "a": 1,\n}', { code: "input.malformed", line: 3, column: 1, excerpt: "}" }],
  ["a missing colon", '{"a" 1}', { code: "input.malformed", line: 1, column: 6, excerpt: '{"a" 1}' }],
  ["words", "hello", { code: "input.malformed", line: 1, column: 1, excerpt: "hello" }],
  ["text after the end", '{}\n{"b":1}', { code: "input.malformed", line: 2, column: 1 }],
  ["single quotes", "{'a':1}", { code: "input.malformed", line: 1, column: 2 }],
  ["a line break in a string", '["a\nb"]', { code: "input.malformed", line: 1, column: 4 }],
  ["a wrong escape", '["\\x"]', { code: "input.malformed", line: 1, column: 3 }],
  ["a cut list", '{"a":[1,2', { code: "input.truncated", line: 1, column: 10 }],
  ["a cut string", '{"a":"be', { code: "input.truncated", line: 1, column: 9 }],
  ["a cut word", '{"a":tr', { code: "input.truncated", line: 1, column: 8 }],
  ["a cut escape", '["\\u12', { code: "input.truncated", line: 1, column: 7 }],
])("%s is said with its place", (_name, text, { code, line, column, excerpt }) => {
  const problem = problemOf(text);
  expect(problem.code).toBe(code);
  expect(problem.location).toMatchObject({ file: "f.json", line, column, ...(excerpt && { excerpt }) });
});

test("a long line is not repeated", () => {
  expect(problemOf(`["${"x".repeat(5000)}" 1]`).location).toEqual({ file: "f.json", line: 1, column: 5005 });
});

test("deep nesting overflows nothing", () => {
  expect(problemOf("[".repeat(1_000_000)).code).toBe("input.truncated");
});

describe("property", () => {
  test("every prefix of a JSON object is a truncated text, and never called malformed", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, cut) => {
          const text = JSON.stringify(value, null, 1);
          const prefix = text.slice(0, Math.floor(cut * (text.length - 1)));
          expect(jsonMistake(prefix)).toBe(prefix.length);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  test("a mistake is found where JSON.parse refuses, or at the start of the wrong word or number, for any change of one character", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 2 }),
        fc.nat(),
        fc.constantFrom(...'{}[]:,"\\ae1-. \n'),
        (value, at, character) => {
          const text = JSON.stringify({ value });
          const changed = text.slice(0, at % text.length) + character + text.slice((at % text.length) + 1);
          let refused: string | undefined;
          try {
            JSON.parse(changed);
          } catch (error) {
            refused = (error as Error).message;
          }
          const position = /at position (\d+)/.exec(refused ?? "")?.[1];
          if (refused === undefined || position === undefined || /escape|control|Unterminated|number/i.test(refused))
            return;
          const found = jsonMistake(changed);
          expect(found).toBeLessThanOrEqual(Number(position));
          expect(changed.slice(found, Number(position))).toMatch(/^[\w.+-]*$/);
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });
});

function problemOf(text: string): Problem {
  try {
    parseJsonText(text, "f.json");
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
