import { describe, expect, test } from "vitest";
import type { LastAccessed } from "../../model/index.ts";
import { auditSnapshot } from "../audit.ts";
import { defaultAuditSettings } from "../check.ts";
import * as example from "../examples/example-builders.ts";
import { usageCells } from "./usage-cells.ts";
import { usageSubjects } from "./usage-subjects.ts";

const s3 = { namespace: "s3", name: "Amazon S3" };
const ec2 = { namespace: "ec2", name: "Amazon EC2" };
const ana = "arn:aws:iam::111122223333:user/ana";

describe("usageSubjects", () => {
  const rows: readonly (readonly [string, readonly LastAccessed[], readonly object[]])[] = [
    [
      "pages of one job are one answer",
      [example.lastAccessed({ services: [s3], isTruncated: true }), example.lastAccessed({ services: [ec2] })],
      [{ arn: ana, isTruncated: false, services: [s3, ec2] }],
    ],
    [
      "a job of which only truncated pages are there stays truncated",
      [example.lastAccessed({ services: [s3], isTruncated: true })],
      [{ isTruncated: true }],
    ],
    [
      "of two jobs for one principal the one with actions counts",
      [
        example.lastAccessed({ level: "service", services: [s3], completedAt: example.daysAgo(0) }),
        example.lastAccessed(),
      ],
      [{ level: "action" }],
    ],
    [
      "a finished job counts before a failed one",
      [example.lastAccessed({ jobStatus: "FAILED" }), example.lastAccessed({ level: "service" })],
      [{ jobStatus: "COMPLETED" }],
    ],
    [
      "of two alike jobs the newer one counts",
      [
        example.lastAccessed({ completedAt: example.daysAgo(9) }),
        example.lastAccessed({ completedAt: example.daysAgo(2) }),
      ],
      [{ completedAt: example.daysAgo(2) }],
    ],
    [
      "the only entity that used something names the principal",
      [unnamed([{ ...s3, lastAuthenticated: example.daysAgo(1), lastAuthenticatedEntity: ana }, ec2])],
      [{ arn: ana }],
    ],
  ];
  test.each(rows)("%s", (_name, lastAccessed, expected) => {
    expect(usageSubjects(example.snapshot({ lastAccessed }))).toMatchObject(expected);
  });

  test("a finding is about the principal of the answer", () => {
    const lastAccessed = [example.lastAccessed(), example.lastAccessed({ arn: example.role().arn })];
    const findings = auditSnapshot(example.snapshot({ lastAccessed }), defaultAuditSettings, () => []);
    expect(findings.filter(({ source }) => source.id === "USE-06").map(({ resource }) => resource)).toEqual([
      { type: "iam.role", arn: example.role().arn, name: "deploy" },
      { type: "iam.user", arn: ana, name: "ana" },
    ]);
  });

  test("an answer about nobody is UNKNOWN for the account and asks for the ARN", () => {
    const two = [
      { ...s3, lastAuthenticated: example.daysAgo(1), lastAuthenticatedEntity: ana },
      { ...ec2, lastAuthenticated: example.daysAgo(1), lastAuthenticatedEntity: `${ana}2` },
    ];
    const snapshot = example.snapshot({ lastAccessed: [unnamed(two), unnamed([])] });
    const findings = auditSnapshot(snapshot, defaultAuditSettings, () => []).filter(({ source }) =>
      /^USE-0[3-6]/.test(source.id),
    );
    expect(findings).toHaveLength(4);
    for (const finding of findings) {
      expect(finding).toMatchObject({ status: "UNKNOWN", resource: { type: "aws.account" } });
      expect(finding.reason).toContain("ARN=FILE");
    }
  });
});

test("usageCells gives a cell for each granted service of finished jobs, and none for dates without age", () => {
  const lastAccessed = [
    example.lastAccessed({
      services: [
        { ...s3, lastAuthenticated: example.daysAgo(3) },
        ec2,
        { ...s3, namespace: "sqs", lastAuthenticated: example.daysAgo(-1) },
      ],
    }),
    example.lastAccessed({ arn: `${ana}2`, jobStatus: "FAILED", services: [s3] }),
  ];
  expect(usageCells(example.snapshot({ lastAccessed }))).toEqual([
    { principal: ana, service: "s3", lastUsedDays: 3 },
    { principal: ana, service: "ec2" },
  ]);
});

function unnamed(services: LastAccessed["services"]): LastAccessed {
  const { arn: _, ...rest } = example.lastAccessed({ services });
  return rest;
}
