import { describe, expect, it } from "vitest";
import { accountId, createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const analyzerArn = `arn:aws:access-analyzer:us-east-1:${accountId}:analyzer/outside`;
const active = { status: { eq: ["ACTIVE"] } };

interface Found {
  readonly resource: string;
  readonly resourceType: string;
  readonly principal: object;
  readonly action: readonly string[];
  readonly isPublic: boolean;
  readonly condition: object;
  readonly id: string;
}

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function watched(): TestSandbox {
  const sandbox = createTestSandbox();
  sandbox.ask("access-analyzer", "CreateAnalyzer", { analyzerName: "outside", type: "ACCOUNT" });
  return sandbox;
}

function findings({ ask }: TestSandbox): readonly Found[] {
  return Object(ask("access-analyzer", "ListFindings", { analyzerArn, filter: active })["findings"]);
}

function addRole({ ask }: TestSandbox, RoleName: string, ...principals: readonly object[]): void {
  const statements = principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }));
  ask("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: policy(...statements) });
}

describe("an analyzer", () => {
  it("finds nothing where only the account and services of AWS are let in", () => {
    const sandbox = watched();
    addRole(sandbox, "own", { AWS: `arn:aws:iam::${accountId}:root` }, { Service: "ec2.amazonaws.com" });
    sandbox.ask("kms", "CreateKey");
    sandbox.ask("sns", "CreateTopic", { Name: "news" });
    expect(findings(sandbox)).toEqual([]);
  });

  it("names those from outside, one finding for each of them", () => {
    const sandbox = watched();
    addRole(sandbox, "partner", { AWS: ["arn:aws:iam::444455556666:root", "arn:aws:iam::444455556666:root"] });
    sandbox.ask("s3", "CreateBucket", { Bucket: "open-to-all" });
    sandbox.ask("s3", "DeletePublicAccessBlock", { Bucket: "open-to-all" });
    const Resource = "arn:aws:s3:::open-to-all/*";
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource };
    sandbox.ask("s3", "PutBucketPolicy", { Bucket: "open-to-all", Policy: policy(open) });
    expect(findings(sandbox)).toMatchObject([
      {
        resource: "arn:aws:s3:::open-to-all",
        resourceType: "AWS::S3::Bucket",
        principal: { AWS: "*" },
        action: ["s3:GetObject"],
        isPublic: true,
      },
      {
        resource: `arn:aws:iam::${accountId}:role/partner`,
        resourceType: "AWS::IAM::Role",
        principal: { AWS: "444455556666" },
        action: ["sts:AssumeRole"],
        isPublic: false,
      },
    ]);
    sandbox.ask("s3", "DeleteBucketPolicy", { Bucket: "open-to-all" });
    expect(findings(sandbox)).toHaveLength(1);
  });

  it("tells the same finding again by its id, in the newer form without who is let in", () => {
    const sandbox = watched();
    addRole(sandbox, "partner", { AWS: "arn:aws:iam::444455556666:root" });
    const [finding] = findings(sandbox);
    const listed = Object(sandbox.ask("access-analyzer", "ListFindingsV2", { analyzerArn })["findings"])[0];
    expect(listed).toMatchObject({ id: finding?.id, findingType: "ExternalAccess" });
    expect(listed).not.toHaveProperty("principal");
    expect(sandbox.ask("access-analyzer", "GetFindingV2", { analyzerArn, id: finding?.id })).toMatchObject({
      findingDetails: [{ externalAccessDetails: { principal: { AWS: "444455556666" } } }],
    });
  });

  it("is of one region, one of a type, and known by its own ARN", () => {
    const { ask, refusal } = watched();
    const again = { analyzerName: "second", type: "ACCOUNT" };
    expect(refusal("access-analyzer", "CreateAnalyzer", again).shape).toBe("ServiceQuotaExceededException");
    expect(refusal("access-analyzer", "CreateAnalyzer", { ...again, type: "ACCOUNT_UNUSED_ACCESS" }).shape).toBe(
      "NotImplemented",
    );
    const away = { region: "eu-west-1" };
    expect(ask("access-analyzer", "ListAnalyzers", {}, away)).toEqual({ analyzers: [] });
    expect(refusal("access-analyzer", "ListFindings", { analyzerArn }, away).shape).toBe("ResourceNotFoundException");
    expect(refusal("access-analyzer", "ListFindings", { analyzerArn, filter: { error: {} } }).shape).toBe(
      "NotImplemented",
    );
    ask("access-analyzer", "DeleteAnalyzer", { analyzerName: "outside" });
    expect(ask("access-analyzer", "ListAnalyzers")).toEqual({ analyzers: [] });
  });
});
