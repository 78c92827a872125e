import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { readFilterPattern } from "./filter-pattern.ts";

const record: Json = {
  eventName: "StopLogging",
  eventSource: "cloudtrail.amazonaws.com",
  errorCode: null,
  userIdentity: { type: "Root", sessionContext: { attributes: { mfaAuthenticated: "false" } } },
  resources: [{ type: "AWS::CloudTrail::Trail" }],
  readOnly: false,
  count: 3,
};

describe("a pattern for JSON", () => {
  // The first six are as the CIS AWS Foundations Benchmark and the CloudWatch Logs User Guide write them.
  test.each([
    [
      "{($.eventName=CreateTrail)||($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StartLogging)||($.eventName=StopLogging)}",
      true,
    ],
    ["{($.eventSource = kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion))}", false],
    ['{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType NOT EXISTS }', true],
    ['{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }', false],
    ['{ $.resources[0].type = "AWS::CloudTrail::Trail" }', true],
    ["{ $.errorCode IS NULL }", true],
    ["{ $.eventName = Stop* }", true],
    ["{ $.eventName = stoplogging }", false],
    ["{ $.eventName != DeleteTrail }", true],
    ["{ $.nothing != DeleteTrail }", false],
    ["{ $.readOnly IS FALSE }", true],
    ["{ $.readOnly IS TRUE }", false],
    ["{ $.count > 2 && $.count <= 3 }", true],
    ["{ $.count >= 4 }", false],
    // And binds closer than or.
    ["{ $.eventName = StopLogging || $.eventName = A && $.eventName = B }", true],
    ["{ ($.eventName = StopLogging || $.eventName = A) && $.eventName = B }", false],
    ['{ $.userIdentity.sessionContext.attributes.mfaAuthenticated = "false" }', true],
    ["{ $.constructor EXISTS }", false],
    ["", true],
  ])("%s: %s", (pattern, expected) => {
    const read = readFilterPattern(pattern);
    if ("unreadable" in read) throw new Error(read.unreadable);
    expect(read.matches(record)).toBe(expected);
  });

  test.each([
    "StopLogging",
    "[ip, user, name = StopLogging]",
    "{ }",
    "{ $.eventName }",
    "{ $.eventName = }",
    "{ ($.eventName = A }",
    "{ $.eventName = A B }",
    "{ $.eventName = %Stop.*% }",
    '{ $.eventName = "%Stop.*%" }',
    '{ $.eventName = "Stop?ogging" }',
    "{ $.count > many }",
    `{ ${"(".repeat(60)}$.a = 1${")".repeat(60)} }`,
  ])("%s cannot be read, and says so", (pattern) => {
    expect(readFilterPattern(pattern)).toEqual({ unreadable: expect.any(String) });
  });

  test("no text makes it throw", () => {
    const piece = fc.constantFrom("{", "}", "(", ")", "$.a", "=", "&&", "||", '"', "x", "*", " ", "IS", "NULL", "\\");
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => `{${pieces.join("")}}`);
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (pattern) => {
        const read = readFilterPattern(pattern);
        if ("matches" in read) expect(typeof read.matches(record)).toBe("boolean");
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
