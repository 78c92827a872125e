import { describe, expect, test } from "vitest";
import { iamRegion } from "./create-iam.ts";
import { isLoopback } from "./loopback.ts";
import { isNotDone, toProblem } from "./problems.ts";
import { documentOf } from "./reads.ts";

describe("errors", () => {
  const sdkError = (name: string, status: number): Error =>
    Object.assign(new Error("Because."), { name, $metadata: { httpStatusCode: status } });

  test.each([
    [sdkError("AccessDeniedException", 403), "aws.denied", "PutRolePolicy: AccessDenied: Because."],
    [sdkError("AccessDenied", 403), "aws.denied", "PutRolePolicy: AccessDenied: Because."],
    [sdkError("NoSuchEntityException", 404), "aws.refused", "PutRolePolicy: NoSuchEntity: Because."],
    [sdkError("LimitExceededException", 409), "aws.refused", "PutRolePolicy: LimitExceeded: Because."],
    [sdkError("ExpiredToken", 403), "aws.credentials", "PutRolePolicy: Because."],
    [sdkError("Throttling", 400), "aws.refused", "PutRolePolicy: Throttling: Because."],
    [sdkError("ServiceFailureException", 500), "aws.unreachable", "PutRolePolicy: Because."],
    [sdkError("Unknown", 502), "aws.unreachable", "PutRolePolicy: Because."],
    [
      Object.assign(new Error("Could not load credentials."), { name: "CredentialsProviderError" }),
      "aws.credentials",
      "PutRolePolicy: Could not load credentials.",
    ],
    [
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
      "aws.unreachable",
      "PutRolePolicy: connect ECONNREFUSED.",
    ],
    [Object.assign(new Error(""), { name: "TimeoutError" }), "aws.unreachable", "PutRolePolicy: TimeoutError."],
  ])("%s", (error, code, message) => {
    expect(toProblem(error, "PutRolePolicy")).toMatchObject({ code, message });
  });

  test.each([
    ["Throttling", true],
    ["TooManyRequestsException", true],
    ["ConcurrentModificationException", true],
    ["EntityTemporarilyUnmodifiableException", true],
    ["ServiceFailureException", false],
    ["EntityAlreadyExistsException", false],
  ])("%s: IAM did nothing for now, and may be asked again: %s", (name, expected) => {
    expect(isNotDone(sdkError(name, 400))).toBe(expected);
    expect(isNotDone(new Error(name))).toBe(false);
  });
});

test.each([
  ["%7B%22a%22%3A%22b%2525%2B%22%7D", '{"a":"b%25+"}'],
  ['{"a":"b%25+"}', '{"a":"b%25+"}'],
  ['\n {"a":"%7B"}', '\n {"a":"%7B"}'],
  [undefined, undefined],
])("a document answered as %s", (answered, document) => {
  expect(documentOf(answered)).toBe(document);
});

test.each([
  ["http://127.0.0.1:5000", true],
  ["http://localhost", true],
  ["http://[::1]:80", true],
  ["https://iam.amazonaws.com", false],
  ["http://127.example.com", false],
  ["no url", false],
])("%s is this machine: %s", (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

test.each([
  ["arn:aws:iam::111122223333:user/ana", "us-east-1"],
  ["arn:aws-cn:iam::111122223333:user/ana", "cn-north-1"],
  ["arn:aws-us-gov:iam::111122223333:user/ana", "us-gov-west-1"],
  ["constructor", "us-east-1"],
  ["arn:constructor:iam::111122223333:user/ana", "us-east-1"],
])("IAM of %s is asked in %s", (arn, region) => {
  expect(iamRegion(arn)).toBe(region);
});
