import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { allow, deny, document } from "../plan/plan.fixture.ts";
import { structureProblem } from "./structure.ts";

const condition = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
const before = document(allow(["s3:Get*", "sqs:SendMessage"], { Sid: "Work", ...condition }), deny("s3:DeleteBucket"), {
  Effect: "Allow",
  NotAction: ["iam:*"],
  Resource: "*",
});
const [work, noDelete, most] = (before as { Statement: readonly [Json, Json, Json] }).Statement;

describe("what is the old document with fewer actions", () => {
  test.each<readonly [string, Json | null]>([
    ["the same document", before],
    ["a name inside of a pattern", document(allow(["s3:getobject"], { Sid: "Work", ...condition }), noDelete)],
    ["a narrower pattern inside of a pattern", document(allow(["s3:GetB*"], { Sid: "Work", ...condition }), noDelete)],
    ["a text in the place of a list", document(allow("s3:GetObject", { Sid: "Work", ...condition }), noDelete, most)],
    [
      "a list in the place of NotAction",
      document(noDelete, { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }),
    ],
    ["nothing but its Deny", document(noDelete)],
  ])("%s", (_, after) => {
    expect(structureProblem(before, after)).toBeUndefined();
  });

  test("nothing at all, where there is no Deny", () => {
    expect(structureProblem(document(work), null)).toBeUndefined();
  });
});

describe("what is not", () => {
  test.each<readonly [string, Json | null, string]>([
    ["a missing Deny", document(work, most), "a Deny is missing"],
    ["nothing, where there was a Deny", null, "a Deny is missing"],
    ["a Deny of less", document(work, deny("s3:DeleteBucketPolicy")), "statement 2"],
    [
      "an action beside the old ones",
      document(allow(["sqs:PurgeQueue"], { Sid: "Work", ...condition }), noDelete),
      "statement 1",
    ],
    ["a wider pattern", document(allow(["s3:*"], { Sid: "Work", ...condition }), noDelete), "statement 1"],
    [
      "an action that NotAction left out",
      document(noDelete, { Effect: "Allow", Action: ["iam:GetUser"], Resource: "*" }),
      "statement 2",
    ],
    [
      "a pattern that reaches into NotAction",
      document(noDelete, { Effect: "Allow", Action: ["*"], Resource: "*" }),
      "statement 2",
    ],
    ["a lost Condition", document(allow(["s3:GetObject"], { Sid: "Work" }), noDelete), "statement 1"],
    [
      "another Condition",
      document(
        allow(["s3:GetObject"], { Sid: "Work", Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
        noDelete,
      ),
      "statement 1",
    ],
    [
      "another Resource",
      document({ ...(allow(["s3:GetObject"], { Sid: "Work", ...condition }) as object), Resource: ["*"] }, noDelete),
      "statement 1",
    ],
    ["another order", document(noDelete, work), "statement 2"],
    ["a statement twice", document(work, work, noDelete), "statement 2"],
    [
      "a new NotAction",
      document(work, noDelete, { Effect: "Allow", NotAction: ["iam:*", "s3:*"], Resource: "*" }),
      "statement 3",
    ],
    ["another Version", { ...(before as object), Version: "2008-10-17" }, "outside of the statements"],
    ["no policy", "text", "not a policy"],
  ])("%s", (_, after, problem) => {
    expect(structureProblem(before, after)).toContain(problem);
  });
});
