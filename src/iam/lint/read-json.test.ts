import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMistake, type JsonNode, readJson } from "./read-json.ts";

const seed = { seed: 20261121, numRuns: 1000 };

describe("reading JSON with places", () => {
  test("reads what JSON.parse reads, and refuses what it refuses", () => {
    const edited = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom("", ",", "}", '"', "\\", "\n", "0", "]", ":", "'"))),
      )
      .map(([json, edits]) => {
        let text = json;
        for (const [at, piece] of edits.slice(0, 2)) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + piece + text.slice(start + (at % 2));
        }
        return text;
      });
    fc.assert(
      fc.property(edited, (text) => {
        const read = readJson(text);
        const parsed = parse(text);
        expect(isMistake(read)).toBe(parsed === undefined);
        if (!isMistake(read)) expect(plain(read)).toEqual(parsed?.value);
      }),
      seed,
    );
  });

  test("every place is where the value begins", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.constantFrom(undefined, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const read = readJson(text);
        if (isMistake(read)) throw new Error(read.message);
        for (const node of all(read)) {
          const start = beginning(node);
          expect(text.slice(node.at, node.at + start.length)).toBe(start);
        }
      }),
      seed,
    );
  });

  test.each([
    ["", 0, "The document ends in the middle."],
    ['{"a": 1', 7, "The document ends in the middle."],
    ['{"a": 1,}', 7, "JSON has no comma before }."],
    ["[1, ]", 2, "JSON has no comma before ]."],
    ["{'a': 1}", 1, "Here the name of an element in double quotes has to stand."],
    ["['a']", 1, "JSON has text in double quotes."],
    ['{"a" 1}', 5, "Here a colon is missing."],
    ['["a" "b"]', 5, "Here a comma or ] is missing."],
    ['["a]', 1, "The closing quote of this text is missing."],
    ['["a\nb"]', 3, "Text in quotes may not hold a line break or another control character."],
    ['["\\x"]', 2, "JSON does not know this escape."],
    ["[01]", 1, "Here a value is missing, or it is not one of JSON."],
    ["[True]", 1, "Here a value is missing, or it is not one of JSON."],
    ["{} {}", 3, "After the document more text follows."],
    ["[ // why\n]", 2, "JSON has no comments."],
    ["\uFEFF{}", 0, "JSON has no byte order mark."],
  ])("%j: the mistake is at %i", (text, at, message) => {
    expect(readJson(text)).toEqual({ at, message });
  });

  test("depth is bounded", () => {
    expect(readJson("[".repeat(100_000))).toEqual({ at: 32, message: "This is nested deeper than any policy." });
  });

  test("names of prototypes are names like others", () => {
    const read = readJson('{"__proto__": {"constructor": 1}, "__proto__": 2}');
    expect(!isMistake(read) && read.kind === "object" && read.members.map(({ name }) => name)).toEqual([
      "__proto__",
      "__proto__",
    ]);
    expect(Object.prototype).not.toHaveProperty("1");
  });
});

function beginning(node: JsonNode): string {
  if (node.kind === "object") return "{";
  return node.kind === "list" ? "[" : JSON.stringify(node.value);
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function plain(node: JsonNode): unknown {
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind !== "object") return node.value;
  const made: Record<string, unknown> = {};
  for (const { name, value } of node.members) {
    Object.defineProperty(made, name, { value: plain(value), enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function all(node: JsonNode): readonly JsonNode[] {
  if (node.kind === "list") return [node, ...node.items.flatMap(all)];
  return node.kind === "object" ? [node, ...node.members.flatMap(({ value }) => all(value))] : [node];
}
