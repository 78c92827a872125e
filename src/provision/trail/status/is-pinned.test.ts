import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../model/index.ts";
import { isPinned } from "./is-pinned.ts";

const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
const write = {
  Effect: "Allow",
  Principal: { Service: "cloudtrail.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::logs/*",
  Condition: { StringEquals: { "aws:SourceArn": arn } },
} as const;
const policy = (...statements: readonly Json[]): JsonObject => ({ Version: "2012-10-17", Statement: statements });
const from = (value: Json, key = "aws:SourceArn", operator = "StringEquals"): JsonObject => ({
  ...write,
  Condition: { [operator]: { [key]: value } },
});
const without = (statement: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));

describe("CloudTrail may write for this trail alone", () => {
  test.each<readonly [string, Json]>([
    ["a statement that names it", policy(write)],
    ["one statement, and no list", { Version: "2012-10-17", Statement: write }],
    ["as the console writes the key", policy(from(arn, "AWS:SourceArn"))],
    ["by ArnLike", policy(from([arn], "aws:SourceArn", "ArnLike"))],
    ["beside a Deny for everybody", policy(write, { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" })],
    ["beside somebody else's statement", policy(write, { ...without(write, "Condition"), Principal: { AWS: "1" } })],
    [
      "beside one that lets it read the ACL",
      policy(write, { ...without(write, "Condition"), Action: "s3:GetBucketAcl" }),
    ],
  ])("%s", (_, document) => {
    expect(isPinned(document, arn)).toBe(true);
  });
});

describe("it may write for others as well, or for nobody", () => {
  test.each<readonly [string, Json]>([
    ["a trail whose name begins like it", policy(from(`${arn}-of-somebody`))],
    ["the trail and another one", policy(from([arn, `${arn}2`]))],
    ["all trails of the account", policy(from(arn.replace("audit", "*"), "aws:SourceArn", "ArnLike"))],
    ["no trail is named", policy(without(write, "Condition"))],
    ["the ARN is in another condition", policy(from(arn, "aws:PrincipalArn"))],
    ["the ARN is left out", policy(from(arn, "aws:SourceArn", "StringNotEquals"))],
    ["s3:* without a name", policy(write, { ...without(write, "Condition"), Action: "s3:*" })],
    ["any action, in another case", policy(write, { ...without(write, "Condition"), Action: ["S3:putobject"] })],
    [
      "NotAction without a name",
      policy(write, { ...without(without(write, "Condition"), "Action"), NotAction: "s3:Get*" }),
    ],
    ["everybody", policy(write, { ...without(write, "Condition"), Principal: "*" })],
    ["no statement lets it in", policy()],
    ["a policy that is no object", "Statement"],
    ["statements that are no objects", policy(1, null, [])],
  ])("%s", (_, document) => {
    expect(isPinned(document, arn)).toBe(false);
  });
});
