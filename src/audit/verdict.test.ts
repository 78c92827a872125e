import { describe, expect, test } from "vitest";
import { combineParts, listedUpTo, type Part, sentence } from "./verdict.ts";

describe("combineParts", () => {
  const rows: readonly (readonly [string, readonly Part[], object])[] = [
    [
      "FAIL beats UNKNOWN beats PASS, and the reason names all of them, worst first",
      [part("PASS", "a is well"), part("UNKNOWN", "b is dark"), part("FAIL", "c is bad")],
      { status: "FAIL", reason: "C is bad; b is dark; a is well." },
    ],
    ["UNKNOWN beats PASS", [part("PASS", "a"), part("UNKNOWN", "b")], { status: "UNKNOWN", reason: "B; a." }],
    [
      "what does not apply is left out beside what does",
      [part("NOT_APPLICABLE", "a"), part("PASS", "b")],
      { reason: "B." },
    ],
    [
      "what does not apply is said where nothing else is",
      [part("NOT_APPLICABLE", "a"), part("NOT_APPLICABLE", "b")],
      { status: "NOT_APPLICABLE", reason: "A; b." },
    ],
    ["nothing at all", [], { status: "NOT_APPLICABLE", reason: "Nothing there." }],
    ["the same text is said once", [part("PASS", "a"), part("PASS", "a")], { reason: "A." }],
    [
      "the severity is the worst of the parts that decide",
      [
        { ...part("FAIL", "a"), severity: "medium" },
        { ...part("FAIL", "b"), severity: "high" },
        { ...part("PASS", "c"), severity: "critical" },
      ],
      { severity: "high" },
    ],
  ];
  test.each(rows)("%s", (_name, parts, expected) => {
    expect(combineParts(parts, "Nothing there.")).toMatchObject(expected);
  });
});

test("a sentence begins with a capital and has one full stop", () => {
  expect([" so it is", "So it is.", "why?"].map(sentence)).toEqual(["So it is.", "So it is.", "Why?"]);
});

test("long lists say how many there are beyond what they name", () => {
  expect([1, 2, 3].map((count) => listedUpTo(["a", "b", "c"].slice(0, count), 2))).toEqual([
    "a",
    "a and b",
    "a, b and 1 more",
  ]);
});

function part(status: Part["status"], text: string): Part {
  return { status, text };
}
