import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRow, escapeHtml, jsonText, sanitizeMarkdown, sanitizeMarkup, sanitizeTerminal } from "./sanitize.ts";

/** By code point, as the Unicode charts list them: an independent second list. */
const dangerous = (text: string): readonly string[] =>
  [...text].filter((char) => {
    const code = char.codePointAt(0) ?? 0;
    return (
      code < 0x20 ||
      (code >= 0x7f && code <= 0x9f) ||
      [0xad, 0x61c, 0x180e, 0x2028, 0x2029, 0x3164, 0xfeff, 0x115f, 0x1160, 0xffa0].includes(code) ||
      (code >= 0x200b && code <= 0x200f) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x206f) ||
      (code >= 0xd800 && code <= 0xdfff) ||
      (code >= 0xe0000 && code <= 0xe0fff)
    );
  });

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "a",
      " ",
      "=",
      "+",
      "-",
      "@",
      "|",
      "`",
      "<",
      '"',
      "'",
      ",",
      "\n",
      "\r",
      "\t",
      "\u001b",
      "\u0007",
      "\u009b",
      "\u202e",
      "\u200b",
      "\u2066",
      "\ud83d",
      "_",
      "[",
      "]",
      "(",
      "\\",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 2 }),
  ),
});
const fixedSeed = { seed: 20_261_121, numRuns: 500 };

describe("a terminal", () => {
  test.each([
    ["a title-setting sequence", "\u001b]0;x\u0007", "␛]0;x␇"],
    ["a right-to-left override", "a\u202egnp.exe", "a\\u202egnp.exe"],
    ["an 8-bit control sequence introducer", "\u009b31m", "\\u009b31m"],
    ["a zero-width space", "ana\u200b", "ana\\u200b"],
    ["a tag character beyond the first plane", "a\u{e0041}", "a\\u{e0041}"],
    ["line breaks", "a\r\nb\tc", "a␍␊b␉c"],
    ["half of a surrogate pair", "a\ud83d", "a\\ud83d"],
    ["delete", "\u007f", "␡"],
    ["letters of other scripts stay", "Zoë 東京", "Zoë 東京"],
  ])("shows %s", (_what, text, shown) => expect(sanitizeTerminal(text)).toBe(shown));

  test("gets nothing that it could obey or that nobody sees", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(dangerous(sanitizeTerminal(text))).toEqual([]);
      }),
      fixedSeed,
    );
  });

  test("without Unicode gets printable ASCII only", () => {
    expect(sanitizeTerminal("Zoë\u001b", { unicode: false })).toBe("Zo\\u00eb\\x1b");
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sanitizeTerminal(text, { unicode: false })).toMatch(/^[\x20-\x7e]*$/);
      }),
      fixedSeed,
    );
  });
});

describe("CSV", () => {
  test.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'␉=1"],
    ["\r=1", "'␍=1"],
    ["＝1", "'＝1"],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ["two\nlines", '"two\nlines"'],
    ["a=b", "a=b"],
  ])("cell %j becomes %j", (text, cell) => expect(csvRow([text])).toBe(`${cell}\n`));

  test("reads back as the same number of cells, none a formula", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 2, maxLength: 6 }), (cells) => {
        const rows = parse(csvRow(cells), { record_delimiter: "\n" }) as string[][];
        expect(rows).toHaveLength(1);
        expect(rows[0]).toHaveLength(cells.length);
        for (const cell of rows[0] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect(dangerous((rows[0] ?? []).join("").replaceAll("\n", ""))).toEqual([]);
      }),
      fixedSeed,
    );
  });
});

describe("JSON", () => {
  test("means the same and holds nothing that a terminal obeys", () => {
    fc.assert(
      fc.property(anyText, anyText, (key, value) => {
        const object = JSON.parse(JSON.stringify({ [`k${key}`]: value, __proto__: null })) as object;
        const text = jsonText(object, 2);
        expect(JSON.parse(text)).toEqual(object);
        expect(dangerous(text.replaceAll("\n", ""))).toEqual([]);
      }),
      fixedSeed,
    );
  });

  test("keeps a key named __proto__", () => {
    expect(jsonText(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });
});

describe("Markdown", () => {
  test.each([
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["a|b", "a&#124;b"],
    ["`code`", "\\`code\\`"],
    ["[x](javascript:1)", "\\[x\\](javascript:1)"],
    ["https://evil.example", "https:&#47;/evil.example"],
    ["www.evil.example", "www&#46;evil.example"],
    ["@team", "@&#8203;team"],
    ["see #12", "see #&#8203;12"],
    ["ends with \\", "ends with \\\\"],
    ["my_user_name", "my_user_name"],
    ["__proto__", "\\_\\_proto\\_\\_"],
    ["*bold* ~gone~", "\\*bold\\* \\~gone\\~"],
    ["&lt;", "&amp;lt;"],
    ["two\nlines", "two␊lines"],
  ])("%j becomes %j", (text, shown) => expect(sanitizeMarkdown(text)).toBe(shown));

  test("text never ends a table cell, breaks a line or opens a tag", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = sanitizeMarkdown(text);
        expect(shown).not.toMatch(/[|<>\n\r]/);
        expect(shown.replaceAll(/\\[\s\S]/g, "")).not.toMatch(/[`*[\]\\]/);
      }),
      fixedSeed,
    );
  });
});

describe("markup", () => {
  test("keeps its own line breaks and shows what hides in text", () => {
    expect(sanitizeMarkup("<p>\na\u202eb\u0000</p>")).toBe("<p>\na\\u202eb␀</p>");
  });

  test("text cannot leave a text node or an attribute", () => {
    expect(escapeHtml(`<a href='x' title="&">`)).not.toMatch(/[<>"']/);
  });
});
