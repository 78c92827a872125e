import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { publicGrants, publicStatements } from "./bucket-exposure.ts";

describe("publicStatements finds what is open to everybody", () => {
  const rows: readonly (readonly [string, Json, readonly string[] | undefined])[] = [
    ["Principal *", statement({ Principal: "*" }), ["statement 1"]],
    ["Principal AWS *", statement({ Principal: { AWS: "*" } }), ["statement 1"]],
    [
      "Principal AWS * in a list",
      statement({ Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }),
      ["statement 1"],
    ],
    ["NotPrincipal", statement({ NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }), ["statement 1"]],
    ["its Sid", statement({ Sid: "Open", Principal: "*" }), ["Open"]],
    ["a statement that is no list", { Statement: { Effect: "Allow", Principal: "*", Action: "*" } }, ["statement 1"]],
    ["CloudTrail itself", statement({ Principal: { Service: "cloudtrail.amazonaws.com" } }), []],
    ["one account", statement({ Principal: { AWS: "arn:aws:iam::444455556666:root" } }), []],
    ["a Deny", statement({ Effect: "Deny", Principal: "*" }), []],
    [
      "bound to a trail",
      bound("StringEquals", "aws:SourceArn", "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"),
      [],
    ],
    [
      "bound to trails of one account",
      bound("ArnLike", "AWS:SourceArn", "arn:aws:cloudtrail:*:111122223333:trail/*"),
      [],
    ],
    ["bound to an organization", bound("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid"), []],
    ["bound to a network", bound("IpAddress", "aws:SourceIp", ["192.0.2.0/24", "2001:db8::/32"]), []],
    ["an ARN of any account", bound("StringLike", "aws:SourceArn", "arn:aws:cloudtrail:*:*:trail/*"), ["statement 1"]],
    ["a network as wide as the internet", bound("IpAddress", "aws:SourceIp", "0.0.0.0/0"), ["statement 1"]],
    [
      "one wide network beside a narrow one",
      bound("IpAddress", "aws:SourceIp", ["192.0.2.0/24", "0.0.0.0/1"]),
      ["statement 1"],
    ],
    ["a condition that asks for TLS only", bound("Bool", "aws:SecureTransport", "true"), ["statement 1"]],
    ["any path of any organization", bound("StringLike", "aws:PrincipalOrgPaths", "*"), ["statement 1"]],
    ["one organization's paths", bound("StringLike", "aws:PrincipalOrgPaths", "o-exampleorgid/*"), []],
    ["everybody but one", bound("StringNotEquals", "aws:PrincipalOrgID", "o-exampleorgid"), ["statement 1"]],
    [
      "a key that may be absent",
      bound("StringEqualsIfExists", "aws:PrincipalOrgID", "o-exampleorgid"),
      ["statement 1"],
    ],
    ["an empty list of values", bound("StringEquals", "aws:PrincipalOrgID", []), ["statement 1"]],
    ["no policy", "{}", undefined],
    ["no statements", {}, undefined],
    ["a statement that is none", { Statement: ["Allow"] }, undefined],
  ];
  test.each(rows)("%s", (_name, policy, expected) => {
    expect(publicStatements(policy)).toEqual(expected);
  });
});

test("publicGrants names groups that hold everybody", () => {
  const global = "http://acs.amazonaws.com/groups/global";
  expect(
    publicGrants([
      { grantee: `${global}/AllUsers`, permission: "READ" },
      { grantee: `${global}/AuthenticatedUsers`, permission: "WRITE_ACP" },
      { grantee: "http://acs.amazonaws.com/groups/s3/LogDelivery", permission: "WRITE" },
      { grantee: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", permission: "FULL_CONTROL" },
    ]),
  ).toEqual(["READ for AllUsers", "WRITE_ACP for AuthenticatedUsers"]);
});

function statement(parts: { readonly [key: string]: Json }): Json {
  const base = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::example-logs/*" };
  return { Version: "2012-10-17", Statement: [{ ...base, ...parts }] };
}

function bound(operator: string, key: string, value: Json): Json {
  return statement({ Principal: "*", Condition: { [operator]: { [key]: value } } });
}
