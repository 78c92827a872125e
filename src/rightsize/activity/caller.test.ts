import { expect, test } from "vitest";
import type { CloudTrailEvent } from "../../model/index.ts";
import { callerOf } from "./caller.ts";
import { account, call, roleArn, session, userArn } from "./events.fixture.ts";
import { contextOf } from "./request-context.ts";

function by(userIdentity: CloudTrailEvent): CloudTrailEvent {
  return call("ec2", "StopInstances", null, { userIdentity });
}

test("16: a session is its role, with the path that its own ARN has lost, and with the role's id", () => {
  expect(callerOf(by(session))).toEqual({ arn: roleArn, id: "AROABUILDEREXAMPLE", type: "AssumedRole" });
});

test("16: without an issuer the role is the one that the session names, and the id still tells it from others", () => {
  expect(callerOf(by({ ...session, sessionContext: {} }))).toEqual({
    arn: `arn:aws:iam::${account}:role/builder`,
    id: "AROABUILDEREXAMPLE",
    type: "AssumedRole",
  });
});

test("17: in a chain of roles the last one calls", () => {
  const second = `arn:aws:iam::${account}:role/second`;
  const chained = {
    ...session,
    principalId: "AROASECONDEXAMPLE:builder-session",
    arn: `arn:aws:sts::${account}:assumed-role/second/builder-session`,
    sessionContext: { sessionIssuer: { type: "Role", principalId: "AROASECONDEXAMPLE", arn: second } },
  };
  expect(callerOf(by(chained))).toMatchObject({ arn: second, id: "AROASECONDEXAMPLE" });
});

test("18: a forward access session stays with its principal and names the service", () => {
  const event = call("kms", "Decrypt", null, {
    userIdentity: { ...session, invokedBy: "secretsmanager.amazonaws.com" },
    sourceIPAddress: "secretsmanager.amazonaws.com",
    vpcEndpointId: "vpce-0123456789abcdef0",
  });
  expect(callerOf(event)).toMatchObject({ arn: roleArn });
  expect(contextOf(event)).toEqual({
    "aws:multifactorauthpresent": "false",
    "aws:principaltype": "AssumedRole",
    "aws:requestedregion": "eu-west-1",
    "aws:viaawsservice": "true",
    "kms:viaservice": "secretsmanager.eu-west-1.amazonaws.com",
  });
});

test("18: `AWS Internal` names no service, so nothing is said", () => {
  const event = call("kms", "Decrypt", null, { userIdentity: { ...session, invokedBy: "AWS Internal" } });
  expect(Object.keys(contextOf(event))).not.toContain("aws:viaawsservice");
  expect(Object.keys(contextOf(event))).not.toContain("aws:sourceip");
});

test("18: CloudFormation says itself in aws:calledvia", () => {
  const event = call("s3", "CreateBucket", null, {
    userIdentity: { ...session, invokedBy: "cloudformation.amazonaws.com" },
  });
  expect(contextOf(event)).toMatchObject({
    "aws:calledvia": "cloudformation.amazonaws.com",
    "aws:viaawsservice": "true",
  });
});

test("19, 20: service-linked and Identity Center roles keep the path that tells them", () => {
  for (const role of [
    "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
  ]) {
    const arn = `arn:aws:iam::${account}:role/${role}`;
    expect(
      callerOf(by({ ...session, sessionContext: { sessionIssuer: { arn, principalId: "AROAOTHEREXAMPLE" } } })),
    ).toMatchObject({ arn });
  }
});

test("21: root is a principal of its own and has no id", () => {
  expect(
    callerOf(by({ type: "Root", principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account })),
  ).toEqual({
    arn: `arn:aws:iam::${account}:root`,
    type: "Root",
  });
});

test("a federated user is the user who asked for the session", () => {
  const federated = {
    type: "FederatedUser",
    arn: `arn:aws:sts::${account}:federated-user/guest`,
    sessionContext: { sessionIssuer: { type: "IAMUser", arn: userArn, principalId: "AIDAANAEXAMPLE" } },
  };
  expect(callerOf(by(federated))).toMatchObject({ arn: userArn, id: "AIDAANAEXAMPLE" });
});

test("AWS services and callers without a user or role are nobody", () => {
  expect(callerOf(by({ type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }))).toBe("aws-service");
  expect(callerOf(by({ type: "AWSAccount", principalId: "AROAOTHEREXAMPLE:x", accountId: "444455556666" }))).toBe(
    "no-principal",
  );
  expect(callerOf(by({ type: "AssumedRole", arn: "arn:aws:sts::x:assumed-role/a/b" }))).toBe("no-principal");
  expect(callerOf(call("ec2", "StopInstances", null, { userIdentity: null }))).toBe("no-principal");
});

test("the context holds what is certain: the endpoint takes the place of the address", () => {
  const direct = call(
    "s3",
    "ListObjectsV2",
    { bucketName: "b", prefix: "logs/" },
    { tlsDetails: { tlsVersion: "TLSv1.3" } },
  );
  expect(contextOf(direct)).toEqual({
    "aws:principaltype": "User",
    "aws:requestedregion": "eu-west-1",
    "aws:securetransport": "true",
    "aws:sourceip": "192.0.2.7",
    "aws:userid": "AIDAANAEXAMPLE",
    "aws:username": "ana",
    "s3:prefix": "logs/",
  });
  const inside = contextOf({ ...direct, vpcEndpointId: "vpce-0123456789abcdef0" });
  expect(inside).toMatchObject({ "aws:sourcevpce": "vpce-0123456789abcdef0", "aws:vpcsourceip": "192.0.2.7" });
  expect(inside).not.toHaveProperty("aws:sourceip");
});

test("condition keys that the trail records are taken, in lower case and in order", () => {
  const event = call("ec2", "StopInstances", null, {
    eventContext: {
      requestContext: { "aws:SourceVpc": "vpc-0123", "aws:PrincipalOrgID": "o-example", __proto__x: "no colon" },
    },
  });
  const keys = Object.keys(contextOf(event));
  expect(contextOf(event)).toMatchObject({ "aws:sourcevpc": "vpc-0123", "aws:principalorgid": "o-example" });
  expect(keys).toEqual([...keys].sort());
  expect(keys.every((key) => key.includes(":"))).toBe(true);
});
