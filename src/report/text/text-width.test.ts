import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, padEnd, padStart, wrapText } from "./text-width.ts";

describe("the width of text", () => {
  test.each([
    ["ana", 3],
    ["", 0],
    ["東京", 4],
    ["e\u0301", 1],
    ["한국", 4],
    ["🔑", 2],
    ["Zoë", 3],
    ["▲ HIGH", 6],
  ])("%j takes %d columns", (text, width) => expect(displayWidth(text)).toBe(width));

  test("padding counts columns, not characters", () => {
    expect(padEnd("東", 4)).toBe("東  ");
    expect(padStart("7", 3)).toBe("  7");
    expect(padEnd("longer", 3)).toBe("longer");
  });
});

describe("wrapping", () => {
  test.each([
    ["breaks at spaces", "one two three", 7, ["one two", "three"]],
    [
      "breaks long words after a separator",
      "arn:aws:iam::111122223333:user/ana",
      20,
      ["arn:aws:iam::", "111122223333:user/", "ana"],
    ],
    ["breaks where it must", "abcdefgh", 3, ["abc", "def", "gh"]],
    ["leaves short text alone", "a b", 10, ["a b"]],
  ])("%s", (_what, text, width, lines) => expect(wrapText(text, width)).toEqual(lines));

  test("loses no character but the spaces at line ends, and keeps to the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
