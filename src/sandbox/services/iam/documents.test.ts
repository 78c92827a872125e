import { expect, test } from "vitest";
import { createTestSandbox } from "../../sandbox.fixture.ts";

type Statement = Readonly<Record<string, unknown>>;

const good: Statement = { Effect: "Allow", Action: "s3:Get*", Resource: "*" };
const document = (statement: unknown, version: unknown = "2012-10-17"): string =>
  JSON.stringify({ Version: version, Statement: statement });
const without = (name: string): Statement => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

// The same documents were given to moto, whose texts were checked against AWS; it takes those with a Principal or such a Sid.
test.each<[what: string, document: string, message: string]>([
  ["no JSON", "not", "Syntax errors in policy."],
  ["a list", "[]", "Syntax errors in policy."],
  ["nothing in it", "{}", "Syntax errors in policy."],
  ["no statement", document([]), "Syntax errors in policy."],
  ["a space before it", ` ${document(good)}`, "JSON strings must not have leading spaces"],
  ["no Version", JSON.stringify({ Statement: good }), "Policy document must be version 2012-10-17 or greater."],
  ["the older Version", document(good, "2008-10-17"), "Policy document must be version 2012-10-17 or greater."],
  ["an unknown Version", document(good, "2015-01-01"), "Syntax errors in policy."],
  ["an unknown element", document({ ...good, Foo: 1 }), "Syntax errors in policy."],
  ["no Effect", document(without("Effect")), "Syntax errors in policy."],
  ["an unknown Effect", document({ ...good, Effect: "Permit" }), "Syntax errors in policy."],
  ["an Effect in lower case", document({ ...good, Effect: "allow" }), "The policy failed legacy parsing"],
  ["no Action", document(without("Action")), "Policy statement must contain actions."],
  ["an empty Action", document({ ...good, Action: [] }), "Policy statement must contain actions."],
  ["Action and NotAction", document({ ...good, NotAction: "s3:*" }), "Syntax errors in policy."],
  ["no Resource", document(without("Resource")), "Policy statement must contain resources."],
  ["a Principal", document({ ...good, Principal: "*" }), "Policy document should not specify a principal."],
  [
    "an action without a service",
    document({ ...good, Action: "ListBucket" }),
    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  ],
  [
    "an action of three parts",
    document({ ...good, Action: "s3:a:b" }),
    "Actions/Condition can contain only one colon.",
  ],
  ["a service with a space", document({ ...good, Action: "s 3:Get" }), "Vendor s 3 is not valid"],
  ["a resource that is no ARN", document({ ...good, Resource: "b" }), 'Resource b must be in ARN format or "*".'],
  [
    "an unknown partition",
    document({ ...good, Resource: "arn:foo:s3:::b" }),
    'Partition "foo" is not valid for resource "arn:foo:s3:::b".',
  ],
  [
    "a partition and nothing else",
    document({ ...good, Resource: "arn:aws" }),
    "Resource vendor must be fully qualified and cannot contain regexes.",
  ],
  [
    "a bucket with a region",
    document({ ...good, Resource: "arn:aws:s3:us-east-1::b" }),
    "Resource arn:aws:s3:us-east-1::b can not contain region information.",
  ],
  [
    "a user with a region",
    document({ ...good, Resource: "arn:aws:iam:us-east-1:111122223333:user/x" }),
    "IAM resource arn:aws:iam:us-east-1:111122223333:user/x cannot contain region information.",
  ],
  ["an unknown operator", document({ ...good, Condition: { StringEqual: { a: "b" } } }), "Syntax errors in policy."],
  [
    "a date that is none",
    document({ ...good, Condition: { DateLessThan: { "aws:CurrentTime": "yesterday" } } }),
    "The policy failed legacy parsing",
  ],
  [
    "a Sid twice",
    document([
      { ...good, Sid: "a" },
      { ...good, Sid: "a" },
    ]),
    "Statement IDs (SID) in a single policy must be unique.",
  ],
])("a managed policy with %s is refused", (_what, text, message) => {
  const sandbox = createTestSandbox();
  expect(sandbox.refusal("iam", "CreatePolicy", { PolicyName: "p", PolicyDocument: text })).toEqual({
    shape: "MalformedPolicyDocumentException",
    message,
  });
});

test("documents that AWS takes are taken", () => {
  const sandbox = createTestSandbox();
  const fine: readonly unknown[] = [
    good,
    { ...good, Resource: ["arn:aws:s3:::b", "arn:*:s3:::b", "arn:aws:iam::*:user/${aws:username}", "arn:aws:*"] },
    { ...good, Action: "*", Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a*"] } } },
    {
      Effect: "Deny",
      NotAction: ["iam:*"],
      NotResource: "*",
      Condition: { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    },
  ];
  for (const [index, statement] of fine.entries()) {
    sandbox.ask("iam", "CreatePolicy", { PolicyName: `p${index}`, PolicyDocument: document(statement) });
  }
  sandbox.ask("iam", "CreateUser", { UserName: "ana" });
  // Inline policies of the older version are still about.
  const PolicyDocument = document(good, "2008-10-17");
  sandbox.ask("iam", "PutUserPolicy", { UserName: "ana", PolicyName: "old", PolicyDocument });
});

const trust = (principal: unknown, action: unknown = "sts:AssumeRole"): string =>
  document({ Effect: "Allow", Principal: principal, Action: action });

test.each<[what: string, document: string, message: string]>([
  ["no JSON", "{", "This policy contains invalid Json"],
  ["a Resource", document({ ...good, Principal: "*" }), "Has prohibited field Resource"],
  ["no Principal", document({ Effect: "Allow", Action: "sts:AssumeRole" }), "Missing required field Principal"],
  ["actions of another service", trust("*", "s3:Get*"), "AssumeRole policy may only specify STS AssumeRole actions."],
  [
    "a user who is not there",
    trust({ AWS: "arn:aws:iam::111122223333:user/nobody" }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/nobody"',
  ],
  [
    "a user under another path",
    trust({ AWS: "arn:aws:iam::111122223333:user/x/ana" }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/x/ana"',
  ],
  [
    "a pattern of users",
    trust({ AWS: "arn:aws:iam::111122223333:user/*" }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"',
  ],
  [
    "a service that is none",
    trust({ Service: "nothing.amazonaws.com" }),
    'Invalid principal in policy: "SERVICE":"nothing.amazonaws.com"',
  ],
  [
    "a provider who is not there",
    trust({ Federated: "arn:aws:iam::111122223333:saml-provider/x" }, "sts:AssumeRoleWithSAML"),
    'Invalid principal in policy: "FEDERATED":"arn:aws:iam::111122223333:saml-provider/x"',
  ],
])("a trust policy with %s is refused", (_what, AssumeRolePolicyDocument, message) => {
  const sandbox = createTestSandbox();
  sandbox.ask("iam", "CreateUser", { UserName: "ana" });
  expect(sandbox.refusal("iam", "CreateRole", { RoleName: "r", AssumeRolePolicyDocument })).toEqual({
    shape: "MalformedPolicyDocumentException",
    message,
  });
});

test.each<[what: string, principal: unknown]>([
  ["everybody", "*"],
  ["this account", { AWS: "111122223333" }],
  ["an account that the sandbox does not have", { AWS: "arn:aws:iam::444455556666:root" }],
  ["a user of an account that the sandbox does not have", { AWS: "arn:aws:iam::444455556666:user/x" }],
  ["a user who is there", { AWS: ["arn:aws:iam::111122223333:user/ana"] }],
  ["a session", { AWS: "arn:aws:sts::111122223333:assumed-role/r/session" }],
  ["services", { Service: ["ec2.amazonaws.com", "cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"] }],
  ["a provider that needs none in the account", { Federated: "cognito-identity.amazonaws.com" }],
])("a trust policy for %s is taken", (_what, principal) => {
  const sandbox = createTestSandbox();
  sandbox.ask("iam", "CreateUser", { UserName: "ana" });
  sandbox.ask("iam", "CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trust(principal) });
});

test("a user who is deleted leaves the id in trust policies, so that another of the same name is not trusted", () => {
  const sandbox = createTestSandbox();
  const { User } = sandbox.ask("iam", "CreateUser", { UserName: "ana" });
  const { Arn, UserId } = User as { Arn: string; UserId: string };
  sandbox.ask("iam", "CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trust({ AWS: Arn }) });
  sandbox.ask("iam", "UpdateUser", { UserName: "ana", NewUserName: "anna" });
  expect(sandbox.world.accounts.get("111122223333")?.roles.get("r")?.trust).toContain(":user/anna");
  sandbox.ask("iam", "DeleteUser", { UserName: "anna" });
  const changed = sandbox.world.accounts.get("111122223333")?.roles.get("r")?.trust;
  expect(JSON.parse(changed ?? "")).toEqual(JSON.parse(trust({ AWS: UserId })));
});
