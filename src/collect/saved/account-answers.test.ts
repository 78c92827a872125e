import { describe, expect, test } from "vitest";
import { Problem, type SourceName } from "../../model/index.ts";
import { savedParsers } from "../parts.ts";

/** What AWS CLI prints, by the examples of its reference, and what it means. */
const rows: readonly (readonly [what: string, source: SourceName, answer: object | string, value: unknown])[] = [
  ["no logging, for which AWS CLI prints nothing", "bucket-logging", "", "none"],
  [
    "logging",
    "bucket-logging",
    { LoggingEnabled: { TargetBucket: "access-logs", TargetPrefix: "trail/" } },
    { bucket: "access-logs", prefix: "trail/" },
  ],
  [
    "object lock with a default",
    "bucket-object-lock",
    {
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 400 } },
      },
    },
    { mode: "COMPLIANCE", days: 400 },
  ],
  [
    "no object lock",
    "bucket-object-lock",
    "An error occurred (ObjectLockConfigurationNotFoundError) when calling the GetObjectLockConfiguration operation: Object Lock configuration does not exist for this bucket",
    "none",
  ],
  [
    "encryption with a key",
    "bucket-encryption",
    {
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/logs" },
            BucketKeyEnabled: true,
          },
        ],
      },
    },
    { algorithm: "aws:kms", kmsKeyId: "alias/logs" },
  ],
  [
    "virtual MFA devices, root's and one that nobody has",
    "mfa-devices",
    {
      VirtualMFADevices: [
        {
          SerialNumber: "arn:aws:iam::111122223333:mfa/root-account-mfa-device",
          User: { Arn: "arn:aws:iam::111122223333:root", UserId: "111122223333" },
          EnableDate: "2026-01-01T00:00:00+00:00",
        },
        { SerialNumber: "arn:aws:iam::111122223333:mfa/spare" },
      ],
    },
    {
      kind: "virtual",
      devices: [
        {
          serialNumber: "arn:aws:iam::111122223333:mfa/root-account-mfa-device",
          kind: "virtual",
          userArn: "arn:aws:iam::111122223333:root",
          enabledAt: "2026-01-01T00:00:00Z",
        },
        { serialNumber: "arn:aws:iam::111122223333:mfa/spare", kind: "virtual" },
      ],
    },
  ],
  [
    "a security key of a user",
    "mfa-devices",
    { MFADevices: [{ UserName: "ana", SerialNumber: "arn:aws:iam::111122223333:u2f/user/ana/key-A", EnableDate: 0 }] },
    {
      kind: "user",
      devices: [
        {
          serialNumber: "arn:aws:iam::111122223333:u2f/user/ana/key-A",
          kind: "other",
          userName: "ana",
          enabledAt: "1970-01-01T00:00:00Z",
        },
      ],
    },
  ],
  [
    "an SSH key",
    "ssh-public-keys",
    { SSHPublicKeys: [{ UserName: "ana", SSHPublicKeyId: "APKA1", Status: "Inactive", UploadDate: 0 }] },
    [{ user: "ana", id: "APKA1", isActive: false, uploadedAt: "1970-01-01T00:00:00Z" }],
  ],
  [
    "a Bedrock API key that ends",
    "service-specific-credentials",
    {
      ServiceSpecificCredentials: [
        {
          UserName: "bedrock-user",
          Status: "Active",
          CreateDate: "2026-01-01T00:00:00+00:00",
          ExpirationDate: "2026-04-01T00:00:00+00:00",
          ServiceSpecificCredentialId: "ACCA1",
          ServiceName: "bedrock.amazonaws.com",
        },
      ],
    },
    [
      {
        user: "bedrock-user",
        id: "ACCA1",
        service: "bedrock.amazonaws.com",
        isActive: true,
        createdAt: "2026-01-01T00:00:00Z",
        expiresAt: "2026-04-01T00:00:00Z",
      },
    ],
  ],
  [
    "no organization",
    "organization",
    "An error occurred (AWSOrganizationsNotInUseException) when calling the DescribeOrganization operation: Your account is not a member of an organization.",
    { kind: "none" },
  ],
  [
    "accounts, by the older name of their state",
    "organization",
    { Accounts: [{ Id: "444455556666", Name: "Logs", Status: "SUSPENDED" }] },
    { kind: "accounts", members: [{ id: "444455556666", name: "Logs", status: "SUSPENDED" }] },
  ],
  [
    "a service control policy",
    "service-control-policies",
    {
      Policy: {
        PolicySummary: { Id: "p-1", Name: "no-leaving", Type: "SERVICE_CONTROL_POLICY", AwsManaged: false },
        Content: '{"Version":"2012-10-17","Statement":[]}',
      },
    },
    {
      kind: "document",
      policy: { id: "p-1", name: "no-leaving" },
      document: { Version: "2012-10-17", Statement: [] },
    },
  ],
  [
    "policies of other types are no service control policies",
    "service-control-policies",
    { Policies: [{ Id: "p-2", Name: "tags", Type: "TAG_POLICY" }] },
    { kind: "list", policies: [] },
  ],
  [
    "no central management of root",
    "organizations-features",
    "An error occurred (ServiceAccessNotEnabledException) when calling the ListOrganizationsFeatures operation: not enabled",
    [],
  ],
  [
    "no security contact",
    "security-contact",
    "An error occurred (ResourceNotFoundException) when calling the GetAlternateContact operation: No contact of the inputted alternate contact type found.",
    "none",
  ],
  [
    "findings of the first form, of which an archived one does not count",
    "analyzer-findings",
    {
      findings: [
        {
          id: "f-1",
          principal: { AWS: "444455556666" },
          action: ["sts:AssumeRole"],
          resource: "arn:aws:iam::111122223333:role/r",
          resourceType: "AWS::IAM::Role",
          isPublic: false,
          status: "ACTIVE",
        },
        { id: "f-0", resourceType: "AWS::S3::Bucket", status: "ARCHIVED" },
      ],
    },
    [
      {
        id: "f-1",
        resource: "arn:aws:iam::111122223333:role/r",
        resourceType: "AWS::IAM::Role",
        isPublic: false,
        principals: ["AWS: 444455556666"],
        actions: ["sts:AssumeRole"],
      },
    ],
  ],
  [
    "a finding of the second form does not tell who is let in",
    "analyzer-findings",
    {
      findings: [
        { id: "f-1", resource: "a", resourceType: "AWS::S3::Bucket", status: "ACTIVE", findingType: "ExternalAccess" },
      ],
    },
    [{ id: "f-1", resource: "a", resourceType: "AWS::S3::Bucket", principals: [], actions: [] }],
  ],
  [
    "its details do",
    "analyzer-findings",
    {
      id: "f-1",
      resource: "a",
      resourceType: "AWS::S3::Bucket",
      status: "ACTIVE",
      findingType: "ExternalAccess",
      findingDetails: [
        { externalAccessDetails: { action: ["s3:GetObject"], isPublic: true, principal: { AWS: "*" }, condition: {} } },
      ],
    },
    [
      {
        id: "f-1",
        resource: "a",
        resourceType: "AWS::S3::Bucket",
        isPublic: true,
        principals: ["AWS: *"],
        actions: ["s3:GetObject"],
      },
    ],
  ],
  [
    "a rule that gets all management events, and one that is off",
    "event-rules",
    {
      Rules: [
        {
          Name: "tell",
          Arn: "arn:aws:events:us-east-1:111122223333:rule/tell",
          EventPattern: '{"source":["aws.iam"]}',
          State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        },
        { Name: "off", Arn: "arn:aws:events:us-east-1:111122223333:rule/off", State: "DISABLED" },
      ],
    },
    {
      kind: "rules",
      rules: [
        {
          arn: "arn:aws:events:us-east-1:111122223333:rule/tell",
          name: "tell",
          region: "us-east-1",
          isEnabled: true,
          pattern: { source: ["aws.iam"] },
        },
        { arn: "arn:aws:events:us-east-1:111122223333:rule/off", name: "off", region: "us-east-1", isEnabled: false },
      ],
    },
  ],
  [
    "a key",
    "trail-keys",
    {
      KeyMetadata: {
        Arn: "arn:aws:kms:us-east-1:111122223333:key/1",
        KeyState: "PendingDeletion",
        KeyManager: "CUSTOMER",
      },
    },
    {
      kind: "key",
      key: { arn: "arn:aws:kms:us-east-1:111122223333:key/1", state: "PendingDeletion", manager: "CUSTOMER" },
    },
  ],
];

test.each(rows)("%s", (_what, source, answer, value) => {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  expect(savedParsers[source](text, "f.json")).toEqual({ value, problems: [], gaps: [] });
});

describe("an answer that is not the one that was asked for", () => {
  test.each<[string, SourceName, object, RegExp]>([
    [
      "another contact",
      "security-contact",
      { AlternateContact: { AlternateContactType: "BILLING", EmailAddress: "b@example.com" } },
      /is "BILLING", not SECURITY/,
    ],
    ["a bucket policy", "service-control-policies", { Policy: "{}" }, /not the answer of `aws organizations/],
    [
      "a key of nobody",
      "trail-keys",
      { KeyMetadata: { Arn: "a", KeyState: "Enabled", KeyManager: "ME" } },
      /"ME", not AWS or CUSTOMER/,
    ],
    ["regions that are text", "regions", { Regions: "us-east-1" }, /Regions is text, not a list/],
    ["a truth that is text", "trail-keys", { KeyRotationEnabled: "true" }, /is text, not true or false/],
  ])("%s is a Problem", (_what, source, answer, words) => {
    expect(() => savedParsers[source](JSON.stringify(answer), "f.json")).toThrow(words);
    expect(() => savedParsers[source](JSON.stringify(answer), "f.json")).toThrow(Problem);
  });

  test.each<[string, SourceName, object, string]>([
    ["a region without a name", "regions", { Regions: [{ RegionOptStatus: "ENABLED" }] }, "Regions[0]"],
    ["a rule of nowhere", "event-rules", { Rules: [{ Name: "x", Arn: "x", State: "ENABLED" }] }, "Rules[0]"],
    ["pages that follow", "server-certificates", { ServerCertificateMetadataList: [], Marker: "m" }, "more of"],
    [
      "a half read pattern",
      "event-rules",
      {
        Rules: [
          { Name: "x", Arn: "arn:aws:events:us-east-1:111122223333:rule/x", State: "ENABLED", EventPattern: "{" },
        ],
      },
      "Rules[0]",
    ],
  ])("%s is a gap, never silence", (_what, source, answer, words) => {
    const { gaps } = savedParsers[source](JSON.stringify(answer), "f.json");
    expect(gaps[0]?.what).toContain(words);
  });
});
