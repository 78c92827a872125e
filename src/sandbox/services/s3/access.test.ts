import { beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../../call.ts";
import { accountId } from "../../sandbox.fixture.ts";
import { bucket, createBench, type S3Bench, text } from "./s3.fixture.ts";

let sandbox: S3Bench["sandbox"];
let s3: S3Bench["s3"];
let refusal: S3Bench["refusal"];
let put: S3Bench["put"];

beforeEach(() => {
  ({ sandbox, s3, refusal, put } = createBench());
});

describe("bucket policies", () => {
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` };

  test.each<[string, unknown, string]>([
    ["text", "no json", "Policies must be valid JSON and the first byte must be '{'"],
    ["a list", "[]", "Policies must be valid JSON and the first byte must be '{'"],
    ["no statement", {}, "Missing required field Statement"],
    ["an unknown field", { Statement: [statement], Extra: 1 }, "Unknown field Extra"],
    ["no principal", { Statement: { ...statement, Principal: undefined } }, "Missing required field Principal"],
    [
      "a user that is not there",
      { Statement: { ...statement, Principal: { AWS: `arn:aws:iam::${accountId}:user/ghost` } } },
      "Invalid principal in policy",
    ],
    ["another service's action", { Statement: { ...statement, Action: "iam:GetUser" } }, "Policy has invalid action"],
    [
      "another bucket",
      { Statement: { ...statement, Resource: "arn:aws:s3:::other/*" } },
      "Policy has invalid resource",
    ],
    [
      "an action on objects of a bucket",
      { Statement: { ...statement, Resource: `arn:aws:s3:::${bucket}` } },
      "Action does not apply to any resource(s) in statement",
    ],
    [
      "an unknown operator",
      { Statement: { ...statement, Condition: { Equals: { "aws:x": "y" } } } },
      "Invalid Condition type : Equals",
    ],
  ])("%s is malformed", (_, policy, message) => {
    const Policy = typeof policy === "string" ? policy : JSON.stringify(policy);
    expect(sandbox.refusal("s3", "PutBucketPolicy", { Bucket: bucket, Policy })).toEqual({
      shape: "MalformedPolicy",
      message,
    });
  });

  test.each<[object, boolean]>([
    [{}, true],
    [{ Principal: { AWS: "*" } }, true],
    [{ Principal: { AWS: "444455556666" } }, false],
    [{ Principal: { Service: "cloudtrail.amazonaws.com" } }, false],
    [{ Effect: "Deny" }, false],
    [{ Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }, false],
    [{ Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } }, true],
    [{ Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }, true],
    [{ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc1234567" } } }, false],
    [{ Condition: { Bool: { "aws:SecureTransport": "true" } } }, true],
  ])("with %j it is public: %s", (changes, isPublic) => {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...changes }] });
    if (isPublic) expect(refusal("PutBucketPolicy", { Bucket: bucket, Policy })).toBe("AccessDenied");
    s3("PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: false } });
    s3("PutBucketPolicy", { Bucket: bucket, Policy });
    expect(s3("GetBucketPolicyStatus", { Bucket: bucket })).toEqual({ PolicyStatus: { IsPublic: isPublic } });
    expect(s3("GetBucketPolicy", { Bucket: bucket })).toEqual({ Policy });
  });
});

describe("who is let in", () => {
  const nobody: Caller = { kind: "anonymous" };
  const open = {
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  };

  test("an ACL counts only where ACLs do", () => {
    put("a", "hello");
    s3("PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: { ...open, BlockPublicAcls: true } });
    expect(refusal("PutObjectAcl", { Bucket: bucket, Key: "a", ACL: "public-read" })).toBe(
      "AccessControlListNotSupported",
    );
    s3("PutBucketOwnershipControls", {
      Bucket: bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    });
    expect(refusal("PutObjectAcl", { Bucket: bucket, Key: "a", ACL: "public-read" })).toBe("AccessDenied");
    s3("PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: open });
    expect(refusal("GetObject", { Bucket: bucket, Key: "a" }, nobody)).toBe("AccessDenied");
    s3("PutObjectAcl", { Bucket: bucket, Key: "a", ACL: "public-read" });
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }, nobody))).toBe("hello");
    expect(refusal("ListObjects", { Bucket: bucket }, nobody)).toBe("AccessDenied");
    s3("PutBucketAcl", { Bucket: bucket, ACL: "public-read" });
    expect(s3("ListObjects", { Bucket: bucket }, nobody)).toMatchObject({ Contents: [{ Key: "a" }] });
    expect(refusal("PutObject", { Bucket: bucket, Key: "b" }, nobody)).toBe("AccessDenied");
    s3("PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: { ...open, IgnorePublicAcls: true } });
    expect(refusal("GetObject", { Bucket: bucket, Key: "a" }, nobody)).toBe("AccessDenied");
  });

  test("a public policy lets everybody in, until public buckets are restricted", () => {
    put("a", "hello");
    const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` };
    s3("PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: open });
    s3("PutBucketPolicy", {
      Bucket: bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }, nobody))).toBe("hello");
    s3("PutPublicAccessBlock", {
      Bucket: bucket,
      PublicAccessBlockConfiguration: { ...open, RestrictPublicBuckets: true },
    });
    expect(refusal("GetObject", { Bucket: bucket, Key: "a" }, nobody)).toBe("AccessDenied");
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }))).toBe("hello");
  });

  test("CloudTrail, by the policy that its guide gives", () => {
    const sourceArn = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/main`;
    const service: Caller = { kind: "service", name: "cloudtrail.amazonaws.com", sourceArn, sourceAccount: accountId };
    const key = `AWSLogs/${accountId}/CloudTrail/us-east-1/2026/11/21/x.json.gz`;
    const write = { Bucket: bucket, Key: key, Body: Buffer.from("x"), ACL: "bucket-owner-full-control" };
    expect(refusal("PutObject", write, service)).toBe("AccessDenied");
    const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
    const source = { "aws:SourceArn": sourceArn };
    const Statement = [
      { ...common, Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${bucket}`, Condition: { StringEquals: source } },
      {
        ...common,
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${bucket}/AWSLogs/${accountId}/*`,
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...source } },
      },
    ];
    s3("PutBucketPolicy", { Bucket: bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    s3("GetBucketAcl", { Bucket: bucket }, service);
    s3("PutObject", write, service);
    expect(refusal("PutObject", { ...write, ACL: undefined }, service)).toBe("AccessDenied");
    expect(refusal("PutObject", { ...write, Key: "elsewhere" }, service)).toBe("AccessDenied");
    expect(refusal("PutObject", write, { ...service, sourceArn: `${sourceArn}2` })).toBe("AccessDenied");
  });
});
