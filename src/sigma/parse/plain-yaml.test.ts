import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPlainYaml } from "./plain-yaml.ts";
import { readDocuments, readWholeYaml } from "./read-documents.ts";
import type { SourceNode } from "./source-node.ts";

/** What all of YAML makes of it; undefined where something is wrong with it. */
function whole(text: string): readonly SourceNode[] | undefined {
  const { documents, problems } = readWholeYaml(text, "rule.yml");
  return problems.length > 0 ? undefined : documents.map(({ root }) => root);
}

/** Nothing is said, or the same as all of YAML says. */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain !== undefined) expect(plain, text).toStrictEqual(whole(text));
  return plain !== undefined;
}

const rule = `title: A rule
id: 7b8e3c2c-0d54-4d5e-9d13-2f5a1b7a9f10
# A comment
status: stable # and another
description: |
  Two lines,

    one of them indented.

author: 'It''s me'
date: 2026-11-01
references:
- https://example.com/a#b
- https://example.com/c
tags:
  - attack.t1078
  - "attack.persistence"
logsource: { product: aws, service: cloudtrail }
level: ~
detection:
  selection:
    eventSource|endswith: .amazonaws.com
    eventName: [ 'CreateUser', Delete*, "x y", [], {} ]
    responseElements: null
    count|gt: -5
  list:
    - errorCode: AccessDenied
      errorMessage: >-
        Folded to
        one line.
    - userAgent: aws-cli/2
  condition: selection and not 1 of list*
falsepositives:
  - None
`;

describe("YAML as rules are written", () => {
  const usual = [
    ["a rule", rule],
    ["several documents", `${rule}---\n${rule}---\n# last\na: b`],
    ["comments before the first mark", `# x\n\n---\n${rule}`],
    ["no newline at the end", "a: b\nc: 'd'"],
    ["blank lines with spaces", "a:\n   \n  b: c\n \nd: e\n"],
    ["a list as deep as its key", "a:\n- b\n- c: d\n  e: f\ng: h\n"],
    [
      "values that look like others",
      "a: No\nb: 012\nc: 0x1F\nd: 2026-11-01T00:00:00Z\ne: 1e3\nf: .5\ng: True\nh: a:b\ni: a#b\n",
    ],
    ["a name that objects have", "__proto__: x\nconstructor: { toString: y }\n"],
    ["characters beyond ASCII", "a: ä\u00a0 \nb: '😀'\nc: [é, 日本]\n"],
  ] as const;
  test.each(usual)("reads %s as all of YAML does", (_name, text) => {
    expect(readPlainYaml(text)).toStrictEqual(whole(text));
    expect(readPlainYaml(text)).toBeDefined();
  });

  const unusual = [
    ["anchors", "a: &x b\nc: *x\n"],
    ["tags", "a: !!str 1\n"],
    ["merge keys", "a: b\n<<: { c: d }\n"],
    ["escapes", 'a: "b\\n"\n'],
    ["quotes over lines", "a: 'b\n  c'\n"],
    ["plain values over lines", "a: b\n  c\n"],
    ["a plain value over lines in a list", "a:\n- b\n c\n"],
    ["brackets over lines", "a: [b,\n  c]\n"],
    ["a key twice", "a: b\na: c\n"],
    ["a key twice in brackets", "a: { b: c, b: d }\n"],
    ["a key without a value", "a:\nb: c\n"],
    ["tabs", "a:\tb\n"],
    ["carriage returns", "a: b\r\nc: d\r\n"],
    ["directives", "%YAML 1.1\n---\na: b\n"],
    ["an end mark", "a: b\n...\n"],
    ["a value behind a mark", "--- a: b\n"],
    ["an empty document", "a: b\n---\n---\nc: d\n"],
    ["nothing", ""],
    ["a list", "- a\n"],
    ["a deeper line below a value", "a: b\n   c: d\n"],
    ["a line between two depths", "a:\n    b: c\n  d: e\n"],
    ["a colon in a plain value", "a: b: c\n"],
    ["text behind quotes", "a: 'b' c\n"],
    ["a comment without a space", "a: 'b'#c\n"],
    ["a pair in a list in brackets", "a: [b: c]\n"],
    ["a comma at the end", "a: [b, ]\n"],
    ["brackets left open", "a: [b\nc: d]\n"],
    ["an indented first line", " a: b\n"],
    ["a block that says its indent", "a: |2\n   b\n"],
    ["a block with a blank first line", "a: |\n\n  b\n"],
    ["a folded text of several paragraphs", "a: >\n  b\n\n  c\n"],
    ["a reserved character", "a: @b\n"],
  ] as const;
  test.each(unusual)("leaves %s to all of YAML", (_name, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  test("gives up where maps are deep, keys many and documents long, without failing", () => {
    const deep = Array.from({ length: 5000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n");
    expect(readPlainYaml(`${deep} b\n`)).toBeUndefined();
    expect(readPlainYaml(`a: ${"[".repeat(50_000)}`)).toBeUndefined();
    expect(readPlainYaml(`a: ${"{a: ".repeat(50_000)}`)).toBeUndefined();
    expect(readPlainYaml(`a: '${"x".repeat(600_000)}'\n`)).toBeUndefined();
    expect(readPlainYaml(`a: [${"b,".repeat(150_000)}b]\n`)).toBeUndefined();
    expect(readPlainYaml(`a:\n${"- b\n".repeat(110_000)}`)).toBeUndefined();
  });

  test("tells the same places", () => {
    const text = `# x\n${rule}`;
    const [one, other] = [readDocuments(text, "a.yml"), readWholeYaml(text, "a.yml")].map(
      ({ documents }) => documents[0],
    );
    for (let offset = 0; offset <= text.length; offset += 1) {
      expect(one?.source.locate(offset)).toStrictEqual(other?.source.locate(offset));
    }
  });

  test("reads the rules of this package as all of YAML does, or leaves them to it", () => {
    const files = readdirSync("rules", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yml"));
    const chosen = files.filter((_, at) => at % 9 === 0);
    const read = chosen.filter((name) => agrees(readFileSync(`rules/${name}`, "utf8")));
    expect(read.length).toBeGreaterThan(chosen.length / 3);
  });

  test("never says anything else than all of YAML of rules with changes anywhere", () => {
    const pieces = [
      " ",
      "  ",
      "\n",
      "\n\n",
      "\n  ",
      "- ",
      ": ",
      ":",
      "#",
      " #",
      "'",
      '"',
      "[",
      "]",
      "{",
      "}",
      ",",
      "|",
      ">",
      "|-",
    ];
    const others = [
      "---\n",
      "\n---",
      "-",
      "&a ",
      "*a",
      "!",
      "?",
      "? ",
      "%",
      "@",
      "\\",
      "~",
      "0",
      "\t",
      "\r",
      "é",
      "<<: ",
      "a: b\n",
    ];
    const change = fc.record({
      at: fc.nat({ max: rule.length }),
      remove: fc.oneof(fc.constant(0), fc.constant(1), fc.nat({ max: 30 })),
      insert: fc.oneof(fc.constant(""), fc.constantFrom(...pieces, ...others)),
    });
    let same = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = rule;
        for (const { at, remove, insert } of changes) text = text.slice(0, at) + insert + text.slice(at + remove);
        if (agrees(text)) same += 1;
      }),
      { numRuns: 1500 },
    );
    expect(same).toBeGreaterThan(100);
  });

  test("never says anything else than all of YAML of short texts", () => {
    const part = fc.constantFrom(
      "a",
      "b",
      "a: ",
      "b: ",
      "c:",
      "- ",
      "\n",
      "\n  ",
      "\n    ",
      "'",
      '"',
      "[",
      "]",
      "{",
      "}",
      ", ",
      " #",
      ":",
      "|",
      ">-",
      "1",
      "~",
      "---\n",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        agrees(parts.join(""));
        agrees(`a: b\n${parts.join("")}\n`);
      }),
      { numRuns: 3000 },
    );
  });
});
