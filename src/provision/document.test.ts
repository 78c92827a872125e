import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../model/index.ts";
import { documentText, firstDifference, sameDocument, sameText } from "./document.ts";

describe("a document as it is written", () => {
  test("has only characters that IAM takes, and stays the same document", () => {
    const text = documentText({ Sid: "ä\u0100\u{1F600}\n\u2028" });
    expect(text).toMatch(/^[\x20-\xff]+$/);
    expect(text).toBe('{"Sid":"ä\\u0100\\ud83d\\ude00\\n\\u2028"}');
    expect(JSON.parse(text)).toEqual({ Sid: "ä\u0100\u{1F600}\n\u2028" });
  });

  test("can be read back, whatever is in it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // fast-check makes nothing but JSON.
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(sameDocument(JSON.parse(documentText(json)) as Json, json)).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });
});

describe("two documents", () => {
  test.each([
    ['{"a":1,"b":[2]}', '{ "b": [ 2 ],\n"a": 1 }', true],
    ['{"Action":"s3:*"}', '{"Action":["s3:*"]}', false],
    ['{"Action":["a","b"]}', '{"Action":["b","a"]}', false],
    ["{}", '{"__proto__":null}', false],
    ['{"constructor":1}', "{}", false],
    ["not JSON", "not JSON", true],
    ["not JSON", "neither", false],
  ])("%s and %s", (one, other, isSame) => {
    expect(sameText(one, other)).toBe(isSame);
    expect(sameText(other, one)).toBe(isSame);
  });

  test.each<[Json, Json, string]>([
    [
      { Statement: [{ Action: "a" }] },
      { Statement: [{ Action: "b" }] },
      'Statement[0].Action is "a" and should be "b"',
    ],
    [{ Statement: [] }, { Statement: [{}] }, "Statement has 0 entries and should have 1"],
    [{ A: 1 }, { A: 1, B: 2 }, "B is missing"],
    [{ A: 1, B: 2 }, { A: 1 }, "B is new"],
    [null, {}, "it is null and should be {}"],
  ])("%j is not %j", (found, expected, difference) => {
    expect(firstDifference(found, expected)).toBe(difference);
  });
});
