import { beforeEach, describe, expect, test } from "vitest";
import type { Output } from "../../call.ts";
import { bucket, createBench, other, type S3Bench } from "./s3.fixture.ts";

let sandbox: S3Bench["sandbox"];
let s3: S3Bench["s3"];
let refusal: S3Bench["refusal"];
let put: S3Bench["put"];

beforeEach(() => {
  ({ sandbox, s3, refusal, put } = createBench());
});

describe("buckets", () => {
  test.each([
    ["ab", "InvalidBucketName"],
    ["Upper-case", "InvalidBucketName"],
    ["a..b", "InvalidBucketName"],
    ["192.168.5.4", "InvalidBucketName"],
    ["xn--bucket", "InvalidBucketName"],
    ["name-s3alias", "InvalidBucketName"],
    ["__proto__", "InvalidBucketName"],
    ["iam-logs-demo", "BucketAlreadyExists"],
  ])("%j is refused: %s", (name, code) => {
    expect(refusal("CreateBucket", { Bucket: name })).toBe(code);
  });

  test.each([
    ["us-east-1", undefined, undefined],
    ["us-east-1", "us-east-1", "InvalidLocationConstraint"],
    ["us-east-1", "eu-west-1", undefined],
    ["us-east-1", "moon", "InvalidLocationConstraint"],
    ["eu-west-1", undefined, "IllegalLocationConstraintException"],
    ["eu-west-1", "eu-central-1", "IllegalLocationConstraintException"],
    ["eu-west-1", "eu-west-1", undefined],
    ["eu-west-1", "EU", undefined],
  ])("from %s with the constraint %s: %s", (region, constraint, code) => {
    const input = {
      Bucket: "another-bucket",
      ...(constraint && { CreateBucketConfiguration: { LocationConstraint: constraint } }),
    };
    if (code !== undefined) return expect(refusal("CreateBucket", input, undefined, region)).toBe(code);
    s3("CreateBucket", input, undefined, region);
    const where = constraint === "EU" ? "eu-west-1" : constraint;
    return expect(s3("GetBucketLocation", { Bucket: "another-bucket" })).toEqual(
      where === undefined ? {} : { LocationConstraint: where },
    );
  });

  test("one's own bucket again is fine in us-east-1 and nowhere else; somebody else's never is", () => {
    expect(s3("CreateBucket", { Bucket: bucket })).toMatchObject({ Location: `/${bucket}` });
    const elsewhere = { Bucket: "west-bucket", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } };
    s3("CreateBucket", elsewhere, undefined, "eu-west-1");
    expect(refusal("CreateBucket", elsewhere, undefined, "eu-west-1")).toBe("BucketAlreadyOwnedByYou");
    expect(refusal("CreateBucket", { Bucket: bucket }, other)).toBe("BucketAlreadyExists");
  });

  test("are listed by their owner, by name, in pages", () => {
    for (const name of ["zzz-bucket", "aaa-bucket"]) s3("CreateBucket", { Bucket: name });
    s3("CreateBucket", { Bucket: "others-bucket" }, other);
    const names = (output: Output): unknown => (output["Buckets"] as { Name: string }[]).map(({ Name }) => Name);
    expect(names(s3("ListBuckets"))).toEqual(["aaa-bucket", bucket, "zzz-bucket"]);
    const first = s3("ListBuckets", { MaxBuckets: 2 });
    expect(names(first)).toEqual(["aaa-bucket", bucket]);
    expect(names(s3("ListBuckets", { ContinuationToken: first["ContinuationToken"] }))).toEqual(["zzz-bucket"]);
  });

  test("must be empty to be deleted, of versions too", () => {
    s3("PutBucketVersioning", { Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } });
    const { VersionId } = put("a");
    const { VersionId: marker } = s3("DeleteObject", { Bucket: bucket, Key: "a" });
    expect(refusal("DeleteBucket", { Bucket: bucket })).toBe("BucketNotEmpty");
    for (const id of [VersionId, marker]) s3("DeleteObject", { Bucket: bucket, Key: "a", VersionId: id });
    s3("DeleteBucket", { Bucket: bucket });
    expect(refusal("HeadBucket", { Bucket: bucket })).toBe("NoSuchBucket");
  });

  test("new ones are private, owned by the account alone, and encrypted", () => {
    expect(s3("GetPublicAccessBlock", { Bucket: bucket })).toEqual({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(s3("GetBucketOwnershipControls", { Bucket: bucket })).toEqual({
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    });
    expect(s3("GetBucketEncryption", { Bucket: bucket })).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    });
  });

  test.each([
    ["GetBucketPolicy", "NoSuchBucketPolicy"],
    ["GetBucketPolicyStatus", "NoSuchBucketPolicy"],
    ["GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration"],
    ["GetBucketTagging", "NoSuchTagSet"],
    ["GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"],
    ["GetBucketCors", "NoSuchCORSConfiguration"],
    ["GetBucketWebsite", "NoSuchWebsiteConfiguration"],
    ["GetBucketReplication", "ReplicationConfigurationNotFoundError"],
  ])("%s of a new bucket is %s", (operation, code) => {
    expect(refusal(operation, { Bucket: bucket })).toBe(code);
    expect(refusal(operation, { Bucket: "no-such-bucket" })).toBe("NoSuchBucket");
    expect(refusal(operation, { Bucket: bucket, ExpectedBucketOwner: "444455556666" })).toBe("AccessDenied");
  });

  test("settings that are taken away are not found", () => {
    s3("DeletePublicAccessBlock", { Bucket: bucket });
    s3("DeleteBucketOwnershipControls", { Bucket: bucket });
    expect(refusal("GetPublicAccessBlock", { Bucket: bucket })).toBe("NoSuchPublicAccessBlockConfiguration");
    expect(refusal("GetBucketOwnershipControls", { Bucket: bucket })).toBe("OwnershipControlsNotFoundError");
  });
});

describe("object lock", () => {
  test("keeps what it must, past governance only for those who say so", () => {
    const locked = "locked-bucket";
    s3("CreateBucket", { Bucket: locked, ObjectLockEnabledForBucket: true });
    const rule = { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } };
    s3("PutObjectLockConfiguration", {
      Bucket: locked,
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: rule },
    });
    expect(s3("GetObjectLockConfiguration", { Bucket: locked })).toEqual({
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: rule },
    });
    const { VersionId } = s3("PutObject", { Bucket: locked, Key: "a", Body: Buffer.from("x") });
    const version = { Bucket: locked, Key: "a", VersionId };
    expect(refusal("DeleteObject", version)).toBe("AccessDenied");
    sandbox.world.clock.advance(86_400_000 - 1000);
    expect(refusal("DeleteObject", version)).toBe("AccessDenied");
    s3("DeleteObject", { ...version, BypassGovernanceRetention: true });
    expect(refusal("GetObject", version)).toBe("NoSuchVersion");
  });
});

describe("lifecycle", () => {
  test("rules come back with an id, and objects say when they expire", () => {
    const Rules = [{ Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 90 }, ID: "old" }];
    s3("PutBucketLifecycleConfiguration", { Bucket: bucket, LifecycleConfiguration: { Rules } });
    expect(s3("GetBucketLifecycleConfiguration", { Bucket: bucket })).toMatchObject({ Rules });
    expect(put("logs/1")["Expiration"]).toBe('expiry-date="Sat, 20 Feb 2027 00:00:00 GMT", rule-id="old"');
    expect(put("other")).not.toHaveProperty("Expiration");
    expect(
      refusal("PutBucketLifecycleConfiguration", {
        Bucket: bucket,
        LifecycleConfiguration: { Rules: [{ Status: "Enabled" }] },
      }),
    ).toBe("MalformedXML");
  });
});

describe("days go by", () => {
  const rules = (...Rules: readonly object[]): Output =>
    s3("PutBucketLifecycleConfiguration", { Bucket: bucket, LifecycleConfiguration: { Rules } });
  const rule = { Status: "Enabled", Filter: { Prefix: "logs/" } };
  const days = (count: number): void => sandbox.world.clock.advance(count * 86_400_000);

  test("objects expire at the midnight after their days", () => {
    rules({ ...rule, Expiration: { Days: 3 } });
    put("logs/a");
    put("other");
    days(3);
    expect(s3("ListObjectsV2", { Bucket: bucket })).toMatchObject({ KeyCount: 2 });
    days(0.2);
    expect(s3("ListObjectsV2", { Bucket: bucket })).toMatchObject({ KeyCount: 1, Contents: [{ Key: "other" }] });
  });

  test("old versions go, the newest gets a delete marker, and unfinished uploads end", () => {
    s3("PutBucketVersioning", { Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } });
    rules({
      ...rule,
      Expiration: { Days: 10 },
      NoncurrentVersionExpiration: { NoncurrentDays: 2 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
    put("logs/a", "one");
    put("logs/a", "two");
    s3("CreateMultipartUpload", { Bucket: bucket, Key: "logs/big" });
    days(4);
    expect(s3("ListObjectVersions", { Bucket: bucket })["Versions"]).toHaveLength(1);
    expect(s3("ListMultipartUploads", { Bucket: bucket })).not.toHaveProperty("Uploads");
    days(8);
    expect(s3("ListObjectVersions", { Bucket: bucket })).toMatchObject({
      Versions: [{ IsLatest: false }],
      DeleteMarkers: [{ IsLatest: true }],
    });
  });
});
