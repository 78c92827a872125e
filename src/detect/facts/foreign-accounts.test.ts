import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../model/index.ts";
import { foreignAccountReads, foreignAccounts } from "./foreign-accounts.ts";

const own = "111122223333";
const stranger = "444455556666";

describe("accounts that a request lets in", () => {
  const allow = (principal: Json, more: JsonObject = {}): JsonObject => ({
    Statement: [{ Effect: "Allow", Principal: principal, Action: "*", ...more }],
  });
  const document = (policy: JsonObject): JsonObject => ({ policyDocument: JSON.stringify(policy) });

  test.each<[string, JsonObject, readonly string[] | undefined]>([
    ["another", document(allow({ AWS: stranger })), [stranger]],
    [
      "another beside the own one",
      document(allow({ AWS: [own, `arn:aws:iam::${stranger}:root`, `arn:aws:iam::${own}:root`] })),
      [stranger],
    ],
    ["another in the second statement", document(twoStatements(own, stranger)), [stranger]],
    [
      "a single statement that is no list",
      document({ Statement: { Effect: "Allow", Principal: { AWS: stranger } } }),
      [stranger],
    ],
    ["a session of another", document(allow({ AWS: `arn:aws-cn:sts::${stranger}:assumed-role/r/s` })), [stranger]],
    [
      "an identity provider of another",
      document(allow({ Federated: `arn:aws:iam::${stranger}:saml-provider/p` })),
      [stranger],
    ],
    ["anybody", document(allow("*")), ["*"]],
    ["anybody of AWS, and another by name", document(allow({ AWS: ["*", stranger] })), ["*", stranger]],
    ["all but one", document({ Statement: [{ Effect: "Allow", NotPrincipal: { AWS: own } }] }), ["*"]],
    [
      "under a condition as well",
      document(allow({ AWS: stranger }, { Condition: { Bool: { "a:b": "true" } } })),
      [stranger],
    ],
    [
      "names of elements in small letters",
      document({ statement: [{ effect: "Allow", principal: { aws: stranger } }] }),
      [stranger],
    ],
    ["an object in place of text", { bucketPolicy: allow({ AWS: stranger }) }, [stranger]],
    [
      "within the attributes of a queue",
      { attributes: { Policy: JSON.stringify(allow({ AWS: stranger })) } },
      [stranger],
    ],
    ["percent-encoded", { policyDocument: encodeURIComponent(JSON.stringify(allow({ AWS: stranger }))) }, [stranger]],
    [
      "encoded as a form",
      { policyDocument: "%7B+%22Statement%22:%7B%22Effect%22:%22Allow%22,%22Principal%22:%22*%22%7D%7D" },
      ["*"],
    ],
    ["behind a byte order mark", { policy: `\uFEFF ${JSON.stringify(allow({ AWS: stranger }))}` }, [stranger]],
    [
      "of a text that was cut off",
      { policy: `{"Statement":[{"Principal":{"AWS":["arn:aws:iam::${stranger}:root","${own}` },
      [stranger],
    ],
    ["a principal without a document", { principal: `arn:aws:iam::${stranger}:role/r` }, [stranger]],
    ["everybody without a document", { principal: "*" }, ["*"]],
    ["a grant", { granteePrincipal: `arn:aws:iam::${stranger}:user/u` }, [stranger]],
    ["a list of accounts", { aWSAccountIds: [own, stranger] }, [stranger]],
    [
      "sorted, each once",
      document(allow({ AWS: [stranger, "123456789012", `arn:aws:iam::${stranger}:root`] })),
      ["123456789012", stranger],
    ],
    ["not the own one", document(allow({ AWS: `arn:aws:iam::${own}:role/r` })), undefined],
    ["not one that is denied", document({ Statement: [{ Effect: "Deny", Principal: { AWS: stranger } }] }), undefined],
    ["not a service", document(allow({ Service: "ec2.amazonaws.com" })), undefined],
    ["not a principal that is gone", document(allow({ AWS: "AIDACKCEVSQ6C2EXAMPLE" })), undefined],
    ["not an access identity of CloudFront", document(allow({ AWS: "arn:aws:iam::cloudfront:user/x" })), undefined],
    [
      "not the account of a resource or a condition",
      document({
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: own },
            Resource: `arn:aws:s3:::${stranger}`,
            Condition: { StringEquals: { "aws:SourceAccount": stranger } },
          },
        ],
      }),
      undefined,
    ],
    ["not 13 digits", document(allow({ AWS: `${stranger}7` })), undefined],
    [
      "not text that is no policy",
      { policy: "default", attributeValue: `"${stranger}"`, policyDocument: "7" },
      undefined,
    ],
    [
      "not what is of another type",
      { policy: 7, policyDocument: [null, [stranger]], attributes: "x", principal: { id: stranger } },
      undefined,
    ],
    ["nothing without parameters", {}, undefined],
  ])("%s", (_name, requestParameters, expected) => {
    expect(foreignAccounts({ recipientAccountId: own, requestParameters })).toEqual(expected);
  });

  test("the owner of the resource is no stranger, and without a recipient the caller's account is the own one", () => {
    const requestParameters = document(allow({ AWS: [own, stranger] }));
    const resources = [{ accountId: stranger, ARN: "arn:aws:s3:::b" }, null, "x", {}];
    expect(foreignAccounts({ recipientAccountId: own, requestParameters, resources })).toBeUndefined();
    expect(foreignAccounts({ userIdentity: { accountId: stranger }, requestParameters })).toEqual([own]);
    expect(foreignAccounts({ requestParameters })).toEqual([own, stranger]);
  });

  test("inherited keys are not read", () => {
    const requestParameters: JsonObject = JSON.parse(
      `{"__proto__":{"principal":"${stranger}"},"constructor":"${stranger}"}`,
    );
    expect(foreignAccounts({ requestParameters })).toBeUndefined();
  });

  test("nothing that a sender can write stops it", () => {
    const names = foreignAccountReads.flatMap((field) => field.match(/^requestParameters\.([^.]+)/)?.[1] ?? []);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.boolean(), (name, value, asText) => {
        const inside: JsonObject = { [name]: asText ? JSON.stringify(value) : (value as Json) };
        const found = foreignAccounts({ requestParameters: inside, resources: value as Json });
        for (const one of found ?? []) expect(one).toMatch(/^(?:\d{12}|\*)$/);
      }),
      { seed: 20_261_122, numRuns: 2000 },
    );
    const deep = "[".repeat(200_000);
    expect(foreignAccounts({ requestParameters: { policy: `{"Statement":${deep}` } })).toBeUndefined();
    const long = `{"Statement":[${`{"Effect":"Allow","Principal":{"AWS":"`.repeat(50_000)}`;
    expect(foreignAccounts({ requestParameters: { policy: long } })).toBeUndefined();
  });
});

function twoStatements(...accounts: readonly string[]): JsonObject {
  return {
    Statement: accounts.map((account) => ({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` } })),
  };
}
