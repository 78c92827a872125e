import { expect, test } from "vitest";
import { base32Encode, totpCode, totpMatches, totpPairMatches } from "./totp.ts";

const seed = base32Encode(Buffer.from("12345678901234567890"));

test("seeds are base32 as RFC 4648 has it", () => {
  expect(["f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base32Encode(Buffer.from(text)))).toEqual([
    "MY",
    "MZXQ",
    "MZXW6",
    "MZXW6YQ",
    "MZXW6YTB",
    "MZXW6YTBOI",
  ]);
});

// RFC 6238, appendix B: the last six digits of its eight.
test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("the code at second %i is %s", (second, code) => {
  expect(totpCode(seed, second * 1000)).toBe(code);
});

test("a code holds for the step before and the one after, not longer", () => {
  const at = 1_234_567_890_000;
  const drifts = [-61_000, -30_000, 0, 30_000, 61_000].map((drift) =>
    totpMatches(seed, totpCode(seed, at + drift), at),
  );
  expect(drifts).toEqual([false, true, true, true, false]);
});

test("two codes must follow each other", () => {
  const at = 1_234_567_890_000;
  const [before, now, after] = [-30_000, 0, 30_000].map((drift) => totpCode(seed, at + drift));
  expect(totpPairMatches(seed, before ?? "", now ?? "", at)).toBe(true);
  expect(totpPairMatches(seed, now ?? "", after ?? "", at)).toBe(true);
  expect(totpPairMatches(seed, before ?? "", after ?? "", at)).toBe(false);
  expect(totpPairMatches(seed, now ?? "", before ?? "", at)).toBe(false);
  expect(totpPairMatches(seed, now ?? "", now ?? "", at)).toBe(false);
});
