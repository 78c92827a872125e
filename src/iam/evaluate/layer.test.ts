import { expect, test } from "vitest";
import { allow, ana, deny, grant, policy, policyNamed, root, service, session } from "./evaluate.fixture.ts";
import { compileLayer, layerOutcome } from "./layer.ts";
import type { AccessRequest, RequestContext } from "./request.ts";
import { requestContext } from "./request-context.ts";

const tls = { Bool: { "aws:SecureTransport": "true" } };

function request(context: RequestContext = requestContext({}, { principal: ana })): AccessRequest {
  return { principal: ana, action: "s3:GetObject", resource: "arn:aws:s3:::logs/a", context };
}

test("a layer tells by itself what it allows and denies", () => {
  const layer = compileLayer(policy(allow({ Sid: "A" }), deny({ Action: "s3:Put*" })));
  expect(layerOutcome(layer, request(), "identity")).toMatchObject({ verdict: "allow", allows: "yes", denies: "no" });
  expect(layerOutcome(layer, { ...request(), action: "s3:PutObject" }, "identity")).toMatchObject({
    verdict: "explicitDeny",
    allows: "yes",
    denies: "yes",
    statements: [{ policy: "policy P", statement: "statement 2", effect: "Deny", applies: "yes" }],
  });
});

test("an open Deny makes a layer unknown even where nothing allows, since it may stand against other layers", () => {
  const layer = compileLayer(policy(deny({ Condition: tls })));
  expect(layerOutcome(layer, request(), "identity")).toEqual({
    layer: "identity",
    verdict: "unknown",
    allows: "no",
    denies: "unknown",
    statements: [{ policy: "policy P", statement: "statement 1", effect: "Deny", applies: "unknown" }],
    unknownKeys: ["aws:securetransport"],
  });
});

test("an open Allow beside a certain one names no keys", () => {
  const layer = compileLayer(policy(allow(), allow({ Condition: tls })));
  expect(layerOutcome(layer, request(), "identity")).toMatchObject({ verdict: "allow", unknownKeys: [] });
});

test("an empty layer allows nothing, except a resource control policy's", () => {
  expect(layerOutcome(compileLayer([]), request(), "boundary").verdict).toBe("implicitDeny");
  expect(layerOutcome(compileLayer([]), request(), "resourceControl").verdict).toBe("allow");
});

test("a statement of a resource's policy that names nobody may mean anybody", () => {
  expect(layerOutcome(compileLayer(policy(allow())), request(), "resource").verdict).toBe("unknown");
  expect(layerOutcome(compileLayer(policy(grant("*"))), request(), "resource").verdict).toBe("allow");
});

test("names such as __proto__ are names", () => {
  const document =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"${__proto__}","Condition":{"StringEquals":{"__proto__":"x","constructor":"y"}}}}';
  const layer = compileLayer([policyNamed("P", JSON.parse(document))]);
  expect(layerOutcome(layer, request(requestContext({}, { complete: true })), "identity").verdict).toBe("implicitDeny");
  const keys: Record<string, string> = JSON.parse('{"__proto__":"x","constructor":"y"}');
  const asked = { ...request(requestContext(keys, { complete: true })), resource: "x" };
  expect(layerOutcome(layer, asked, "identity").verdict).toBe("allow");
});

test("what AWS derives from the caller is in the context", () => {
  const values = (principal: typeof ana, key: string): readonly string[] | undefined =>
    requestContext({}, { principal }).keys.get(key);
  expect(values(ana, "aws:principalarn")).toEqual([ana.arn]);
  expect(values(ana, "aws:username")).toEqual(["ana"]);
  expect(values(session, "aws:principalarn"), "the role of a session").toEqual([session.roleArn]);
  expect(values(session, "aws:username"), "certainly absent").toEqual([]);
  expect(values(session, "aws:principaltype")).toEqual(["AssumedRole"]);
  expect(values(root, "aws:principaltype")).toEqual(["Account"]);
  expect(values(service("ec2"), "aws:principalservicename")).toEqual(["ec2.amazonaws.com"]);
  expect(values(service("ec2"), "aws:principalarn")).toEqual([]);
  expect(
    requestContext({ "AWS:UserName": "kim" }, { principal: ana }).keys.get("aws:username"),
    "given keys stand",
  ).toEqual(["kim"]);
});
