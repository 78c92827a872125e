import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json, JsonObject } from "../../model/index.ts";
import { valuesOf } from "../../sigma/index.ts";
import { createDeriver, derivedFieldNames, derivedReads, type GeoLookup, needsGeo } from "./derived.ts";

const account = "111122223333";
const ssoRole = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef`;

const user = {
  type: "IAMUser",
  arn: `arn:aws:iam::${account}:user/ana`,
  accountId: account,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
};
const session = {
  type: "AssumedRole",
  arn: `arn:aws:sts::${account}:assumed-role/deploy/run-1`,
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/ci/deploy` } },
};
const person = {
  type: "AssumedRole",
  arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ana@example.com`,
  sessionContext: { sessionIssuer: { type: "Role", arn: ssoRole } },
};

describe("derived fields", () => {
  test.each<[string, JsonObject, string, string | undefined]>([
    ["a user is their ARN", { userIdentity: user }, "principal", user.arn],
    ["a session is its role", { userIdentity: session }, "principal", `arn:aws:iam::${account}:role/ci/deploy`],
    ["an Identity Center session is a person", { userIdentity: person }, "principal", `${ssoRole}/ana@example.com`],
    [
      "an Identity Center session without its issuer too",
      { userIdentity: { type: "AssumedRole", arn: person.arn } },
      "principal",
      `arn:aws:iam::${account}:role/AWSReservedSSO_Admin_0123456789abcdef/ana@example.com`,
    ],
    [
      "root is the account",
      { userIdentity: { type: "Root", accountId: account } },
      "principal",
      `arn:aws:iam::${account}:root`,
    ],
    [
      "a service is nobody",
      { userIdentity: { type: "AWSService", invokedBy: "rds.amazonaws.com" } },
      "principal",
      undefined,
    ],
    [
      "a service for a user is nobody",
      { userIdentity: { ...user, invokedBy: "rds.amazonaws.com" } },
      "principal",
      undefined,
    ],
    [
      "a service in China as well",
      { userIdentity: { ...user, invokedBy: "ec2.amazonaws.com.cn" } },
      "principal",
      undefined,
    ],
    [
      "the sign-in service stands for a person",
      { userIdentity: { ...user, invokedBy: "signin.amazonaws.com" } },
      "principal",
      user.arn,
    ],
    [
      "AWS Internal stands for a person",
      { userIdentity: { ...user, invokedBy: "AWS Internal" } },
      "principal",
      user.arn,
    ],
    ["nobody is nobody", {}, "principal", undefined],
    ["a list is nobody", { userIdentity: [user] }, "principal", undefined],
    ["a key is a credential", { userIdentity: user }, "credential", "AKIAIOSFODNN7EXAMPLE"],
    ["a key of a session too", { userIdentity: session }, "credential", "ASIAIOSFODNN7EXAMPLE"],
    [
      "a key of the console is none",
      { userIdentity: session, sessionCredentialFromConsole: "true" },
      "credential",
      undefined,
    ],
    ["as a boolean as well", { userIdentity: session, sessionCredentialFromConsole: true }, "credential", undefined],
    [
      "in old records as well",
      { userIdentity: { ...session, invokedBy: "signin.amazonaws.com" } },
      "credential",
      undefined,
    ],
    [
      "false is no console",
      { userIdentity: session, sessionCredentialFromConsole: "false" },
      "credential",
      "ASIAIOSFODNN7EXAMPLE",
    ],
    [
      "a service has no credential",
      { userIdentity: { ...session, invokedBy: "ec2.amazonaws.com" } },
      "credential",
      undefined,
    ],
    ["failed sign-ins have an empty key", { userIdentity: { ...user, accessKeyId: "" } }, "credential", undefined],
    ["an address", { sourceIPAddress: "203.0.113.7" }, "address", "203.0.113.7"],
    ["an address of IPv6, however it is written", { sourceIPAddress: "2001:DB8:0::7" }, "address", "2001:db8::7"],
    ["a service is no address", { sourceIPAddress: "cloudtrail.amazonaws.com" }, "address", undefined],
    ["AWS Internal is no address", { sourceIPAddress: "AWS Internal" }, "address", undefined],
    ["a number is no address", { sourceIPAddress: 7 }, "address", undefined],
    ["a network", { sourceIPAddress: "203.0.113.7" }, "network", "203.0.113.0/24"],
    ["no country without a database", { sourceIPAddress: "203.0.113.7" }, "country", undefined],
    ["a tool", { userAgent: "Boto3/1.26" }, "agent", "boto3"],
  ])("%s", (_name, event, field, value) => {
    expect(derive(event, [`derived.${field}`])).toEqual(value === undefined ? {} : { [field]: value });
  });

  const geo: GeoLookup = {
    country: (address) => (address === "192.0.2.1" ? "BR" : undefined),
    asn: (address) => (address === "192.0.2.1" ? "64500" : undefined),
    location: (address) => (address === "192.0.2.1" ? "-23.5,-46.6" : undefined),
  };

  test("databases tell the place, and networks by their AS", () => {
    const asked = ["derived.network", "derived.country", "derived.asn", "derived.location"];
    expect(derive({ sourceIPAddress: "192.0.2.1" }, asked, geo)).toEqual({
      network: "AS64500",
      country: "BR",
      asn: "64500",
      location: "-23.5,-46.6",
    });
    expect(derive({ sourceIPAddress: "192.0.3.1" }, asked, geo)).toEqual({ network: "192.0.3.0/24" });
  });

  test("only what is asked is added, in place of what the event says, and the event stays as it is", () => {
    const event: CloudTrailEvent = JSON.parse(
      '{"sourceIPAddress":"192.0.2.1","userAgent":"curl/8","derived":{"agent":"forged","country":"XX"},"__proto__":{"a":1}}',
    );
    const before = JSON.stringify(event);
    const derived = createDeriver(["eventName", "derived.agent", "derived.agent"])?.(event) ?? {};
    expect(JSON.stringify(derived)).toBe(before.replace('{"agent":"forged","country":"XX"}', '{"agent":"curl"}'));
    expect(JSON.stringify(event)).toBe(before);
    expect(Object.getPrototypeOf(derived)).toBe(Object.prototype);
  });

  test("without a derived field there is nothing to do; one that nobody knows is never the event's own", () => {
    expect(createDeriver(["eventName", "userIdentity.arn", "derivedx"])).toBeUndefined();
    expect(derive({ derived: { other: "forged" } }, ["derived.other"])).toEqual({});
    expect(
      Object.keys(derive({ userIdentity: user, userAgent: "curl/8", sourceIPAddress: "192.0.2.1" }, ["derived"])),
    ).toEqual(["principal", "credential", "address", "network", "agent"]);
  });

  test("places need a database, networks only get better by one", () => {
    expect(derivedFieldNames.filter((name) => needsGeo([name]))).toEqual([
      "derived.country",
      "derived.asn",
      "derived.location",
    ]);
    expect(needsGeo(["eventName", "derived.network"])).toBe(false);
  });

  test("what is derived depends on the fields that are named, and on no others", () => {
    const events: readonly CloudTrailEvent[] = [
      {
        userIdentity: user,
        sourceIPAddress: "192.0.2.1",
        userAgent: "curl/8",
        eventName: "A",
        eventType: "AwsApiCall",
      },
      { userIdentity: person, sourceIPAddress: "192.0.2.1", sessionCredentialFromConsole: "true", userAgent: "x/1" },
      {
        userIdentity: { ...session, invokedBy: "signin.amazonaws.com", principalId: "AROA:x" },
        recipientAccountId: account,
      },
      { userIdentity: { type: "IAMUser", accountId: account, userName: "ana" } },
      { userIdentity: { type: "Root", accountId: account } },
      {
        recipientAccountId: account,
        resources: [{ accountId: account, ARN: "arn:aws:sqs:eu-west-1:111122223333:q", type: "AWS::SQS::Queue" }],
        requestParameters: {
          attributes: {
            Policy: '{"Statement":{"Effect":"Allow","Principal":{"AWS":["444455556666","111122223333"]}}}',
          },
          queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
        },
      },
    ];
    for (const event of events) {
      for (const [name, reads] of derivedReads) {
        expect(derive(projected(event, reads), [name], geo)).toEqual(derive(event, [name], geo));
      }
    }
    const shared = derive(events.at(-1) ?? {}, ["derived.foreignAccounts"]);
    expect(shared).toEqual({ foreignAccounts: ["444455556666"] });
  });
});

function derive(event: CloudTrailEvent, asked: readonly string[], geo?: GeoLookup): JsonObject {
  const { derived } = createDeriver(asked, geo)?.(event) ?? {};
  return typeof derived === "object" && derived !== null && !Array.isArray(derived) ? (derived as JsonObject) : {};
}

/** Only these fields of an event. */
function projected(event: CloudTrailEvent, fields: readonly string[]): CloudTrailEvent {
  const result: Record<string, Json> = {};
  for (const field of fields) {
    const [value] = valuesOf(event, field);
    if (value === undefined) continue;
    let at: Record<string, Json> = result;
    const steps = field.split(".");
    for (const step of steps.slice(0, -1)) {
      at[step] ??= {};
      // Made just now.
      at = at[step] as Record<string, Json>;
    }
    at[steps.at(-1) ?? ""] = value;
  }
  return result;
}
