import { expect, test } from "vitest";
import type { AccessAnalyzerFinding } from "../model/index.ts";
import { auditSnapshot } from "./audit.ts";
import { defaultAuditSettings } from "./check.ts";
import * as example from "./examples/example-builders.ts";

test("findings of one resource make one answer, of two resources two; unused access makes none", () => {
  const analyzerFindings = [
    finding({ id: "1", principals: ["AWS: 444455556666"] }),
    finding({ id: "2", isPublic: true, principals: ["AWS: *"] }),
    finding({ id: "3", resource: "arn:aws:kms:us-east-1:111122223333:key/k", resourceType: "AWS::KMS::Key" }),
    finding({ id: "4", resource: "arn:aws:iam::111122223333:role/r", findingType: "UnusedIAMRole" }),
  ];
  const findings = auditSnapshot(example.snapshot({ analyzerFindings }), defaultAuditSettings, () => []);
  expect(
    findings
      .filter(({ source }) => source.id === "ORG-04")
      .map(({ status, severity, region, resource, evidence }) => [
        status,
        severity,
        region,
        resource.type,
        resource.name,
        evidence.length,
      ]),
  ).toEqual([
    ["FAIL", "medium", "us-east-1", "kms.key", "k", 1],
    ["FAIL", "high", "us-east-1", "s3.bucket", "plans", 2],
  ]);
});

test("no finding at all is an answer, no list of findings is not", () => {
  const statusOf = (analyzerFindings: readonly AccessAnalyzerFinding[] | undefined) =>
    auditSnapshot(
      example.snapshot(analyzerFindings === undefined ? {} : { analyzerFindings }),
      defaultAuditSettings,
      () => [],
    ).find(({ source }) => source.id === "ORG-04")?.status;
  expect(statusOf([])).toBe("NOT_APPLICABLE");
  expect(statusOf(undefined)).toBe("UNKNOWN");
});

function finding(parts: Partial<AccessAnalyzerFinding>): AccessAnalyzerFinding {
  return {
    analyzer: "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/a",
    id: "1",
    region: "us-east-1",
    resource: "arn:aws:s3:::plans",
    resourceType: "AWS::S3::Bucket",
    isPublic: false,
    principals: ["AWS: 444455556666"],
    actions: ["s3:GetObject"],
    ...parts,
  };
}
