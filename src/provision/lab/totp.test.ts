import { expect, test } from "vitest";
import { totpCode, totpStep } from "./totp.ts";

/** The ASCII text 12345678901234567890 in base32. */
const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

// RFC 6238, appendix B: the last six of its eight digits.
test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %i seconds the code is %s", (seconds, code) => {
  expect(totpCode(seed, totpStep(seconds * 1000))).toBe(code);
});

test("a seed is the same with blanks, padding and in lower case", () => {
  const spaced = `${seed.toLowerCase().replaceAll(/(.{4})/g, "$1 ")}===`;
  expect(totpCode(spaced, 1)).toBe(totpCode(seed, 1));
});
