import { describe, expect, test } from "vitest";
import type { Input } from "../../call.ts";
import { administrator, given, readPolicy, type Step, trustPolicy } from "./story.fixture.ts";

const user: Step = ["CreateUser", { UserName: "ana" }];
const password = "Correct-horse-1";

function times(count: number, step: (index: number) => Step): readonly Step[] {
  return Array.from({ length: count }, (_, index) => step(index));
}

const long = (length: number): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: `s3:${"a".repeat(length)}`, Resource: "*" }],
  });

describe("refusals in AWS's words", () => {
  test.each<[what: string, before: readonly Step[], step: Step, shape: string, message: string]>([
    [
      "a user twice, by another case",
      [user],
      ["CreateUser", { UserName: "ANA" }],
      "EntityAlreadyExists",
      "User with name ANA already exists.",
    ],
    ["no user", [], ["GetUser", { UserName: "bob" }], "NoSuchEntity", "The user with name bob cannot be found."],
    [
      "no password",
      [user],
      ["GetLoginProfile", { UserName: "ana" }],
      "NoSuchEntity",
      "Login Profile for User ana cannot be found.",
    ],
    [
      "a group twice",
      [["CreateGroup", { GroupName: "g" }]],
      ["CreateGroup", { GroupName: "g" }],
      "EntityAlreadyExists",
      "Group with name g already exists.",
    ],
    [
      "a third key",
      [user, ...times(2, () => ["CreateAccessKey", { UserName: "ana" }])],
      ["CreateAccessKey", { UserName: "ana" }],
      "LimitExceeded",
      "Cannot exceed quota for AccessKeysPerUser: 2",
    ],
    [
      "an eleventh group",
      [
        user,
        ...times(11, (n) => ["CreateGroup", { GroupName: `g${n}` }]),
        ...times(10, (n): Step => ["AddUserToGroup", { GroupName: `g${n}`, UserName: "ana" }]),
      ],
      ["AddUserToGroup", { GroupName: "g10", UserName: "ana" }],
      "LimitExceeded",
      "Cannot exceed quota for GroupsPerUser: 10",
    ],
    [
      "an eleventh policy",
      [
        user,
        ...times(11, (n) => ["CreatePolicy", { PolicyName: `p${n}`, PolicyDocument: readPolicy }]),
        ...times(
          10,
          (n): Step => ["AttachUserPolicy", { UserName: "ana", PolicyArn: `arn:aws:iam::111122223333:policy/p${n}` }],
        ),
      ],
      ["AttachUserPolicy", { UserName: "ana", PolicyArn: "arn:aws:iam::111122223333:policy/p10" }],
      "LimitExceeded",
      "Cannot exceed quota for PoliciesPerUser: 10",
    ],
    [
      "a sixth version",
      [
        ["CreatePolicy", { PolicyName: "p", PolicyDocument: readPolicy }],
        ...times(4, () => [
          "CreatePolicyVersion",
          { PolicyArn: "arn:aws:iam::111122223333:policy/p", PolicyDocument: readPolicy },
        ]),
      ],
      ["CreatePolicyVersion", { PolicyArn: "arn:aws:iam::111122223333:policy/p", PolicyDocument: readPolicy }],
      "LimitExceeded",
      "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    ],
    [
      "a managed policy that is too long",
      [],
      ["CreatePolicy", { PolicyName: "p", PolicyDocument: long(6144) }],
      "LimitExceeded",
      "Cannot exceed quota for PolicySize: 6144",
    ],
    [
      "inline policies that are too long together",
      [user, ["PutUserPolicy", { UserName: "ana", PolicyName: "a", PolicyDocument: long(1200) }]],
      ["PutUserPolicy", { UserName: "ana", PolicyName: "b", PolicyDocument: long(1200) }],
      "LimitExceeded",
      "Maximum policy size of 2048 bytes exceeded for user ana",
    ],
    [
      "a policy of AWS that is not there",
      [user],
      ["AttachUserPolicy", { UserName: "ana", PolicyArn: "arn:aws:iam::aws:policy/Nothing" }],
      "NoSuchEntity",
      "Policy arn:aws:iam::aws:policy/Nothing does not exist or is not attachable.",
    ],
    [
      "what is not attached",
      [user],
      ["DetachUserPolicy", { UserName: "ana", PolicyArn: administrator }],
      "NoSuchEntity",
      `Policy ${administrator} was not found.`,
    ],
    [
      "an ARN that is none",
      [user],
      ["AttachUserPolicy", { UserName: "ana", PolicyArn: "arn:aws:s3:::bucket-name" }],
      "InvalidInput",
      "ARN arn:aws:s3:::bucket-name is not valid.",
    ],
    [
      "the default version",
      [["CreatePolicy", { PolicyName: "p", PolicyDocument: readPolicy }]],
      ["DeletePolicyVersion", { PolicyArn: "arn:aws:iam::111122223333:policy/p", VersionId: "v1" }],
      "DeleteConflict",
      "Cannot delete the default version of a policy.",
    ],
    [
      "a user with a password",
      [user, ["CreateLoginProfile", { UserName: "ana", Password: password }]],
      ["DeleteUser", { UserName: "ana" }],
      "DeleteConflict",
      "Cannot delete entity, must delete login profile first.",
    ],
    [
      "a user with keys",
      [user, ["CreateAccessKey", { UserName: "ana" }]],
      ["DeleteUser", { UserName: "ana" }],
      "DeleteConflict",
      "Cannot delete entity, must delete access keys first.",
    ],
    [
      "a role in a profile",
      [
        ["CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trustPolicy }],
        ["CreateInstanceProfile", { InstanceProfileName: "i" }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "i", RoleName: "r" }],
      ],
      ["DeleteRole", { RoleName: "r" }],
      "DeleteConflict",
      "Cannot delete entity, must remove roles from instance profile first.",
    ],
    [
      "a policy that is a boundary",
      [
        ["CreatePolicy", { PolicyName: "p", PolicyDocument: readPolicy }],
        ["CreateUser", { UserName: "ana", PermissionsBoundary: "arn:aws:iam::111122223333:policy/p" }],
      ],
      ["DeletePolicy", { PolicyArn: "arn:aws:iam::111122223333:policy/p" }],
      "DeleteConflict",
      "Cannot delete a policy attached to entities.",
    ],
    [
      "a role of a service",
      [["CreateServiceLinkedRole", { AWSServiceName: "cloudtrail.amazonaws.com" }]],
      ["DeleteRole", { RoleName: "AWSServiceRoleForCloudTrail" }],
      "UnmodifiableEntity",
      "Cannot perform the operation on the protected role 'AWSServiceRoleForCloudTrail' - this role is only modifiable by AWS",
    ],
    [
      "tags whose keys differ in case",
      [user],
      [
        "TagUser",
        {
          UserName: "ana",
          Tags: [
            { Key: "a", Value: "1" },
            { Key: "A", Value: "2" },
          ],
        },
      ],
      "InvalidInput",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ],
    [
      "no password policy",
      [],
      ["GetAccountPasswordPolicy", {}],
      "NoSuchEntity",
      "The Password Policy with domain name 111122223333 cannot be found.",
    ],
    [
      "wrong codes",
      [user, ["CreateVirtualMFADevice", { VirtualMFADeviceName: "m" }]],
      [
        "EnableMFADevice",
        {
          UserName: "ana",
          SerialNumber: "arn:aws:iam::111122223333:mfa/m",
          AuthenticationCode1: "000000",
          AuthenticationCode2: "000000",
        },
      ],
      "InvalidAuthenticationCode",
      "Authentication code for device is not valid.",
    ],
  ])("%s", (_what, before, [operation, input], shape, message) => {
    expect(given(...before).refusal("iam", operation, input)).toEqual({ shape: `${shape}Exception`, message });
  });

  test.each<[input: Input, message: string]>([
    [{}, "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null"],
    [
      { UserName: "a b" },
      "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ],
    [
      { UserName: "a".repeat(65), PermissionsBoundary: "x" },
      `2 validation errors detected: Value '${"a".repeat(65)}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64; Value 'x' at 'permissionsBoundary' failed to satisfy constraint: Member must have length greater than or equal to 20`,
    ],
    [
      { UserName: "a", Path: "x" },
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ],
    [
      {
        UserName: "a",
        Tags: [
          { Key: "k", Value: "v" },
          { Key: "a!", Value: "v" },
        ],
      },
      "1 validation error detected: Value 'a!' at 'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    ],
    [
      { UserName: ["a"] },
      "1 validation error detected: Value 'a' at 'userName' failed to satisfy constraint: Member must be a string",
    ],
  ])("of an input %j", (input, message) => {
    expect(given().refusal("iam", "CreateUser", input)).toEqual({ shape: "ValidationError", message });
  });

  test("a password is never told", () => {
    const { message } = given(user).refusal("iam", "CreateLoginProfile", { UserName: "ana", Password: "secret€" });
    expect(message).toMatch(/^1 validation error detected: Value at 'password' failed/);
  });
});
