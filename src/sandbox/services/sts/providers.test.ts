import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { accountId, addRole, allow, policy, sessionCaller } from "../../authorize/authorize.fixture.ts";
import type { Caller, Input } from "../../call.ts";
import { readEvents } from "../../record/index.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const nobody: Caller = { kind: "anonymous" };
const now = Date.parse("2026-11-21T20:00:00Z") / 1000;
const issuer = "token.actions.example.com";
const oidcArn = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
const samlArn = `arn:aws:iam::${accountId}:saml-provider/Office`;
const RoleArn = `arn:aws:iam::${accountId}:role/duty`;

const claims = { iss: `https://${issuer}`, aud: "sts.amazonaws.com", sub: "repo:a/b", iat: now, exp: now + 600 };

function jwt(content: object, header: object = { alg: "none" }): string {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url");
  return `${part(header)}.${part(content)}.`;
}

function withOidc(
  condition: object = { [`${issuer}:sub`]: "repo:a/b", [`${issuer}:aud`]: "sts.amazonaws.com" },
): TestSandbox {
  const sandbox = createTestSandbox();
  sandbox.ask("iam", "CreateOpenIDConnectProvider", {
    Url: `https://${issuer}`,
    ClientIDList: ["sts.amazonaws.com"],
    ThumbprintList: ["a".repeat(40)],
  });
  addRole(
    sandbox,
    "duty",
    policy({
      Effect: "Allow",
      Principal: { Federated: oidcArn },
      Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
      Condition: { StringEquals: condition },
    }),
    policy(allow("cloudtrail:*")),
  );
  return sandbox;
}

const web = (WebIdentityToken: string): Input => ({ RoleArn, RoleSessionName: "build", WebIdentityToken });

describe("AssumeRoleWithWebIdentity", () => {
  it("gives the role to whom the token names", () => {
    const sandbox = withOidc();
    const output = sandbox.ask("sts", "AssumeRoleWithWebIdentity", web(jwt(claims)), { as: nobody });
    expect(output).toMatchObject({
      SubjectFromWebIdentityToken: "repo:a/b",
      Audience: "sts.amazonaws.com",
      Provider: oidcArn,
      AssumedRoleUser: { Arn: `arn:aws:sts::${accountId}:assumed-role/duty/build` },
    });
    expect(sandbox.ask("cloudtrail", "DescribeTrails", {}, { as: sessionCaller(sandbox, output) })).toBeDefined();
    expect(lastEvent(sandbox, 1).userIdentity).toEqual({
      type: "WebIdentityUser",
      principalId: `${oidcArn}:sts.amazonaws.com:repo:a/b`,
      userName: "repo:a/b",
      identityProvider: oidcArn,
    });
  });

  it.each([
    ["no token", "abcd", "InvalidIdentityTokenException", "The ID Token provided is not a valid JWT."],
    [
      "another issuer",
      jwt({ ...claims, iss: "https://other.example.com" }),
      "InvalidIdentityTokenException",
      "No OpenIDConnect provider found in your account for https://other.example.com",
    ],
    ["another audience", jwt({ ...claims, aud: "me" }), "InvalidIdentityTokenException", "Incorrect token audience"],
    [
      "no subject",
      jwt({ ...claims, sub: undefined }),
      "InvalidIdentityTokenException",
      "Missing a required claim: sub",
    ],
    [
      "over",
      jwt({ ...claims, exp: now }),
      "ExpiredTokenException",
      `Token expired: current date/time ${now} must be before the expiration date/time ${now}`,
    ],
    [
      "another subject",
      jwt({ ...claims, sub: "repo:a/c" }),
      "AccessDenied",
      "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ],
  ])("refuses a token: %s", (_name, token, shape, message) => {
    const sandbox = withOidc();
    const refusal = sandbox.refusal("sts", "AssumeRoleWithWebIdentity", web(token), { as: nobody });
    expect(refusal.shape).toBe(shape);
    expect(refusal.message).toContain(message);
  });

  it("records a refusal without the token", () => {
    const sandbox = withOidc();
    const token = jwt({ ...claims, aud: "me" });
    sandbox.refusal("sts", "AssumeRoleWithWebIdentity", web(token), { as: nobody });
    expect(lastEvent(sandbox)).toMatchObject({
      errorCode: "InvalidIdentityTokenException",
      userIdentity: { type: "WebIdentityUser" },
    });
    expect(JSON.stringify(lastEvent(sandbox))).not.toContain(token);
  });

  it("passes tags and a source identity", () => {
    const sandbox = withOidc();
    const tags = { principal_tags: { Team: ["blue"] }, transitive_tag_keys: ["Team"] };
    const token = jwt({
      ...claims,
      "https://aws.amazon.com/tags": tags,
      "https://aws.amazon.com/source_identity": "bob",
    });
    const output = sandbox.ask("sts", "AssumeRoleWithWebIdentity", web(token), { as: nobody });
    expect(sessionCaller(sandbox, output)).toMatchObject({
      session: { tags: [{ Key: "Team", Value: "blue" }], transitiveTags: ["Team"], sourceIdentity: "bob" },
    });
  });
});

const metadata =
  `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>MIIC</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>`.padEnd(
    1200,
  );

function assertion({
  until = "2026-11-21T20:05:00Z",
  by = "https://idp.example.com/saml",
  name = "anna@example.com",
  role = RoleArn,
} = {}): string {
  const attribute = (title: string, value: string): string =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${title}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
  const xml = `<samlp:Response xmlns:samlp="p" xmlns:saml="a"><saml:Issuer>ignored</saml:Issuer><!-- > --><saml:Assertion ID="_a1" Version="2.0"><saml:Issuer>${by}</saml:Issuer>
    <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">Anna &amp; Co</saml:NameID></saml:Subject>
    <saml:Conditions NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>https://signin.aws.amazon.com/saml</saml:Audience></saml:AudienceRestriction></saml:Conditions>
    <saml:AttributeStatement>${attribute("Role", `${role},${samlArn}`)}${attribute("RoleSessionName", name)}${attribute("SessionDuration", "1800")}</saml:AttributeStatement>
  </saml:Assertion></samlp:Response>`;
  return Buffer.from(xml).toString("base64");
}

function withSaml(): TestSandbox {
  const sandbox = createTestSandbox();
  sandbox.ask("iam", "CreateSAMLProvider", { Name: "Office", SAMLMetadataDocument: metadata });
  addRole(
    sandbox,
    "duty",
    policy({
      Effect: "Allow",
      Principal: { Federated: samlArn },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
  );
  return sandbox;
}

const saml = (SAMLAssertion: string): Input => ({ RoleArn, PrincipalArn: samlArn, SAMLAssertion });

describe("AssumeRoleWithSAML", () => {
  it("gives the role that the assertion names, for as long as it says", () => {
    const sandbox = withSaml();
    expect(sandbox.ask("sts", "AssumeRoleWithSAML", saml(assertion()), { as: nobody })).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${accountId}:assumed-role/duty/anna@example.com` },
      Credentials: { Expiration: new Date("2026-11-21T20:30:00Z") },
      Subject: "Anna & Co",
      SubjectType: "transient",
      Issuer: "https://idp.example.com/saml",
      Audience: "https://signin.aws.amazon.com/saml",
    });
  });

  it.each([
    ["no assertion", Buffer.from("<a>").toString("base64"), "InvalidIdentityTokenException"],
    [
      "with entities",
      Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a/>').toString("base64"),
      "InvalidIdentityTokenException",
    ],
    ["over", assertion({ until: "2026-11-21T20:00:00Z" }), "ExpiredTokenException"],
    ["another issuer", assertion({ by: "https://evil.example.com" }), "InvalidIdentityTokenException"],
    ["another role", assertion({ role: `${RoleArn}2` }), "AccessDenied"],
    ["a bad name", assertion({ name: "a b" }), "InvalidIdentityTokenException"],
  ])("refuses one: %s", (_name, text, shape) => {
    expect(withSaml().refusal("sts", "AssumeRoleWithSAML", saml(text), { as: nobody }).shape).toBe(shape);
  });
});

const folder = "../shared/data/cloudtrail-samples";
describe.skipIf(!existsSync(folder))("records (needs the documented ones beside the project)", () => {
  it.each([
    [
      "AssumeRoleWithWebIdentity",
      () => withOidc(),
      web(jwt({ ...claims, "https://aws.amazon.com/source_identity": "bob" })),
    ],
    ["AssumeRoleWithSAML", () => withSaml(), saml(assertion())],
  ])("%s has no other keys than the documented one", (operation, make, input) => {
    const sandbox = make();
    sandbox.ask("sts", operation, input, { as: nobody });
    const { event: real } = JSON.parse(readFileSync(`${folder}/${operation}.json`, "utf8"));
    const ours = lastEvent(sandbox);
    for (const part of ["userIdentity", "requestParameters", "responseElements"]) {
      const known = Object.keys(real[part]);
      expect(known, part).toEqual(expect.arrayContaining(Object.keys(ours[part])));
    }
    expect(ours.resources.map((resource: { type: string }) => resource.type)).toEqual(
      real.resources.map((resource: { type: string }) => resource.type),
    );
    expect(Object.keys(ours.userIdentity)).toEqual(Object.keys(real.userIdentity));
  });
});

function lastEvent({ world }: TestSandbox, before = 0): ReturnType<typeof JSON.parse> {
  const events = readEvents(world.store, "events", { account: accountId, region: "us-east-1" }, 0, 1000);
  return JSON.parse(events.at(-1 - before)?.text ?? "{}");
}
