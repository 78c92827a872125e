import fc from "fast-check";
import { expect, test } from "vitest";
import { compileGlob, globMatches, globsIntersect } from "./glob.ts";
import { globCovers } from "./glob-covers.ts";

const seed = 20260101;
const pattern: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 6 })
  .map((parts) => parts.join(""));
// `c` stands for every character that no pattern names.
const text: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "b", "c"), { maxLength: 7 })
  .map((parts) => parts.join(""));
const allTexts: readonly string[] = textsUpTo(7);

test("a pattern matches what the regular expression of the same meaning matches", () => {
  fc.assert(
    fc.property(pattern, text, (source, candidate) => {
      expect(globMatches(compileGlob(source), candidate)).toBe(regexOf(source).test(candidate));
    }),
    { seed, numRuns: 3000 },
  );
});

test("two patterns intersect when some text matches both", () => {
  const short = pattern.filter((source) => source.length <= 5);
  fc.assert(
    fc.property(short, short, (a, b) => {
      const [first, second] = [regexOf(a), regexOf(b)];
      const witness = allTexts.some((candidate) => first.test(candidate) && second.test(candidate));
      expect(globsIntersect(compileGlob(a), compileGlob(b))).toBe(witness);
    }),
    { seed, numRuns: 400 },
  );
});

test("a pattern covers another when it matches every text that the other matches", () => {
  const short = pattern.filter((source) => source.length <= 5);
  fc.assert(
    fc.property(short, short, (outer, inner) => {
      const regex = regexOf(outer);
      const covered = instancesOf(inner).every((candidate) => regex.test(candidate));
      expect(globCovers(compileGlob(outer), compileGlob(inner)), `${outer} covers ${inner}`).toBe(covered);
    }),
    { seed, numRuns: 2000 },
  );
});

test.each([
  ["iam:pass*", "iam:*role", true],
  ["iam:pass*", "iam:get*", false],
  ["arn:aws:s3:::logs-*", "arn:aws:s3:::*-prod/*", true],
  ["?", "", false],
])("%s and %s have a text in common: %s", (a, b, expected) => {
  expect(globsIntersect(compileGlob(a), compileGlob(b))).toBe(expected);
});

test.each([
  ["arn:aws:*:*:*:*", "arn:aws:iam::111122223333:*", true],
  ["arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/*", false],
  ["*?", "?*", true],
  ["a*b*", "a*", false],
  ["*a*", "*a*a*", true],
])("%s covers %s: %s", (outer, inner, expected) => {
  expect(globCovers(compileGlob(outer), compileGlob(inner))).toBe(expected);
});

test("hostile patterns come to an end", () => {
  const hostile = compileGlob("a*".repeat(400));
  expect(globMatches(hostile, "a".repeat(5000))).toBe(true);
  expect(globsIntersect(hostile, compileGlob("b*".repeat(400)))).toBe(false);
  expect(globCovers(compileGlob(`${"*a?".repeat(60)}*`), compileGlob("a*?b".repeat(40)))).toBe(false);
});

function regexOf(source: string): RegExp {
  return new RegExp(`^${source.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}

function textsUpTo(length: number): string[] {
  const texts = [""];
  for (let start = 0, size = 0; size < length; size += 1) {
    const end = texts.length;
    for (; start < end; start += 1) for (const unit of "abc") texts.push(`${texts[start]}${unit}`);
  }
  return texts;
}

/** Texts that the pattern matches: each wildcard filled with what can tell two short patterns apart. */
function instancesOf(source: string): readonly string[] {
  const fill = (token: string): readonly string[] =>
    token === "*" ? ["", "a", "b", "c", "cc", "ccc", "cccc", "cccccc"] : token === "?" ? ["a", "b", "c"] : [token];
  const tidy = source.replace(/\*+/g, "*");
  return [...tidy].reduce<readonly string[]>(
    (texts, token) => texts.flatMap((start) => fill(token).map((end) => start + end)),
    [""],
  );
}
