import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent } from "../src/model/index.ts";
import { compileMatcher, parseRules } from "../src/sigma/index.ts";
import { derivedEvent } from "./support/derived-event.ts";

const own = "111122223333";
const stranger = "444455556666";
const placeholders = new Map([["organization_accounts", [own]]]);
const options = { seed: 20261122, numRuns: 1500 };

/** Statements of resource policies, their keys in any order. */
const account = fc.constantFrom(own, stranger);
const principalArn = account.chain((id) =>
  fc.constantFrom(id, `arn:aws:iam::${id}:root`, `arn:aws:iam::${id}:user/x1`),
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.oneof(
      fc.constant("*"),
      fc.constant({ Service: "ec2.amazonaws.com" }),
      fc.record({
        AWS: fc.oneof(
          fc.constant("*"),
          principalArn,
          fc.array(fc.oneof(principalArn, fc.constant("*")), { minLength: 1 }),
        ),
      }),
    ),
    Action: fc.constantFrom<unknown>("kms:*", ["kms:Decrypt", "kms:Encrypt"]),
    Resource: fc.constantFrom<unknown>("*", ["*", "arn:aws:s3:::aerosecure-data/*"]),
    Sid: fc.constantFrom(undefined, "a"),
    Condition: fc.constantFrom(
      undefined,
      {},
      { Bool: { "aws:SecureTransport": "false" } },
      { StringEquals: { "a:b": ["c"] } },
    ),
  })
  .chain((one) => fc.shuffledSubarray(Object.entries(one), { minLength: 6 }).map((entries) => ({ one, entries })));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
const space = fc.constantFrom(0, 2);

type Statements = typeof statements extends fc.Arbitrary<infer T> ? T : never;

describe("rules that read a policy agree with a reader of its JSON", () => {
  const opened: readonly [string, (policy: object, indent: number) => CloudTrailEvent][] = [
    [
      "persistence/kms-key-opened-to-everyone",
      (policy, indent) => event("kms", "PutKeyPolicy", { policy: JSON.stringify(policy, null, indent) }),
    ],
    [
      "exfiltration/bucket-policy-opened-to-everyone",
      (policy) => event("s3", "PutBucketPolicy", { bucketPolicy: policy }),
    ],
  ];
  test.each(opened)("%s: everyone is allowed something without a condition", (file, toEvent) => {
    const matches = matcherOf(file);
    fc.assert(
      fc.property(statements, space, (list, indent) => {
        expect(matches(toEvent(toPolicy(list), indent))).toBe(list.some(({ one }) => opensToEveryone(one)));
      }),
      options,
    );
  });

  const shared: readonly [string, (policy: object, indent: number) => CloudTrailEvent][] = [
    [
      "persistence/role-trusts-account-outside-organization",
      (policy, indent) =>
        event("iam", "UpdateAssumeRolePolicy", { policyDocument: JSON.stringify(policy, null, indent) }),
    ],
    [
      "persistence/role-trusts-another-account",
      (policy, indent) =>
        event("iam", "CreateRole", { assumeRolePolicyDocument: JSON.stringify(policy, null, indent) }),
    ],
    [
      "persistence/kms-key-shared-outside-organization",
      (policy, indent) => event("kms", "PutKeyPolicy", { policy: JSON.stringify(policy, null, indent) }),
    ],
    [
      "exfiltration/bucket-policy-shared-outside-organization",
      (policy) => event("s3", "PutBucketPolicy", { bucketPolicy: policy }),
    ],
    [
      "exfiltration/bucket-policy-names-another-account",
      (policy) => event("s3", "PutBucketPolicy", { bucketPolicy: policy }),
    ],
    [
      "exfiltration/image-repository-shared",
      (policy, indent) => event("ecr", "SetRepositoryPolicy", { policyText: JSON.stringify(policy, null, indent) }),
    ],
  ];
  test.each(shared)(
    "%s: an account that is no own one is allowed something, also beside one that is",
    (file, toEvent) => {
      const matches = matcherOf(file);
      fc.assert(
        fc.property(statements, space, (list, indent) => {
          const allowed = list.filter(({ one }) => one.Effect === "Allow");
          const named = allowed.flatMap(({ one }) => principalsOf(one)).some((text) => text.includes(stranger));
          expect(matches(toEvent(toPolicy(list), indent))).toBe(named);
        }),
        options,
      );
    },
  );
});

function matcherOf(file: string): (event: CloudTrailEvent) => boolean {
  const { rules } = parseRules(readFileSync(`rules/aws/${file}.yml`, "utf8"), file, { placeholders });
  const [rule] = rules;
  if (rule === undefined) throw new Error(`${file} holds no rule.`);
  const matches = compileMatcher(rule.condition);
  return (one) => matches(derivedEvent(one));
}

function event(service: string, eventName: string, requestParameters: Record<string, unknown>): CloudTrailEvent {
  const text = JSON.stringify({
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
    userIdentity: { type: "IAMUser" },
    recipientAccountId: own,
  });
  return JSON.parse(text);
}

function toPolicy(list: Statements): object {
  return { Version: "2012-10-17", Statement: list.map(({ entries }) => Object.fromEntries(entries)) };
}

function opensToEveryone(one: Statements[number]["one"]): boolean {
  const isFree = one.Condition === undefined || Object.keys(one.Condition).length === 0;
  return one.Effect === "Allow" && isFree && principalsOf(one).includes("*");
}

function principalsOf({ Principal: principal }: Statements[number]["one"]): readonly string[] {
  if (typeof principal === "string") return [principal];
  if (!("AWS" in principal)) return [];
  return [principal.AWS].flat();
}
