import { describe, expect, it } from "vitest";
import { accountId, root } from "../sandbox.fixture.ts";
import { tick } from "./index.ts";
import { bucketName, createTrailSandbox, startTrail, type TrailSandbox, trailArn, trailName } from "./trail.fixture.ts";

const member = "444455556666";
const organizationId = "o-exampleorgid";
const asMember = { as: { ...root, account: member } };

/** The account manages an organization with one member, and its trail is the organization's. */
function organizationTrail(): TrailSandbox {
  const sandbox = createTrailSandbox();
  const { world } = sandbox;
  world.addAccount(member);
  const joinedAt = "2026-01-01T00:00:00Z";
  world.organization.put("organization", {
    id: organizationId,
    managementAccount: accountId,
    createdAt: joinedAt,
    rootId: "r-abcd",
    members: [accountId, member].map((account) => ({ account, name: account, email: "", parent: "r-abcd", joinedAt })),
    units: [],
    policies: [],
    trustedServices: ["cloudtrail.amazonaws.com"],
    delegatedAdministrators: [],
  });
  const statement = (Action: string, resource: string): object => ({
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action,
    Resource: `arn:aws:s3:::${bucketName}${resource}`,
    Condition: { StringEquals: { "aws:SourceArn": trailArn } },
  });
  const Statement = [
    statement("s3:GetBucketAcl", ""),
    statement("s3:PutObject", `/AWSLogs/${accountId}/*`),
    statement("s3:PutObject", `/AWSLogs/${organizationId}/*`),
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  sandbox.ask("s3", "PutBucketPolicy", { Bucket: bucketName, Policy });
  startTrail(sandbox, { IsOrganizationTrail: true });
  return sandbox;
}

describe("an organization trail", () => {
  it("delivers and digests the events of each account under the organization's id", () => {
    const sandbox = organizationTrail();
    sandbox.ask("iam", "CreateUser", { UserName: "theirs" }, asMember);
    sandbox.ask("iam", "CreateUser", { UserName: "ours" });
    tick(sandbox, 3_600_000);
    const folder = (account: string): string => `AWSLogs/${organizationId}/${account}/`;
    const users = (account: string): unknown =>
      sandbox
        .records(`${folder(account)}CloudTrail/`)
        .filter(({ eventName }) => eventName === "CreateUser")
        .map(({ requestParameters, recipientAccountId }) => [requestParameters, recipientAccountId]);
    expect(users(accountId)).toEqual([[{ userName: "ours" }, accountId]]);
    expect(users(member)).toEqual([[{ userName: "theirs" }, member]]);
    for (const account of [accountId, member]) {
      const [digest = ""] = sandbox.keys().filter((key) => key.startsWith(`${folder(account)}CloudTrail-Digest/`));
      expect(JSON.parse(sandbox.text(digest))).toMatchObject({ awsAccountId: account, digestS3Object: digest });
    }
  });

  it("is seen by its members, who cannot change it", () => {
    const sandbox = organizationTrail();
    const { trailList } = sandbox.ask("cloudtrail", "DescribeTrails", {}, asMember);
    expect(trailList).toEqual([expect.objectContaining({ TrailARN: trailArn, IsOrganizationTrail: true })]);
    expect(sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailArn }, asMember)).toMatchObject({
      IsLogging: true,
    });
    const { shape } = sandbox.refusal("cloudtrail", "StopLogging", { Name: trailArn }, asMember);
    expect(shape).toBe("NotOrganizationMasterAccountException");
    expect(sandbox.refusal("cloudtrail", "StopLogging", { Name: trailName }, asMember).shape).toBe(
      "TrailNotFoundException",
    );
  });
});
