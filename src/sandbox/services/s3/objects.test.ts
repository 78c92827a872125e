import { beforeEach, describe, expect, test } from "vitest";
import type { Caller, Input } from "../../call.ts";
import { accountId } from "../../sandbox.fixture.ts";
import { bucket, createBench, type S3Bench, text } from "./s3.fixture.ts";

let sandbox: S3Bench["sandbox"];
let s3: S3Bench["s3"];
let refusal: S3Bench["refusal"];
let put: S3Bench["put"];

beforeEach(() => {
  ({ sandbox, s3, refusal, put } = createBench());
});

describe("objects", () => {
  test("come back as they were put", () => {
    put("a/b", "hello", {
      ContentType: "text/plain",
      Metadata: { Colour: "red", __proto__: "x" },
      CacheControl: "no-store",
      Tagging: "k=v&k2=",
      ChecksumAlgorithm: "CRC32",
    });
    const output = s3("GetObject", { Bucket: bucket, Key: "a/b", ChecksumMode: "ENABLED" });
    expect(text(output)).toBe("hello");
    expect(output).toMatchObject({
      // md5 of hello
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      ContentType: "text/plain",
      ContentLength: 5,
      Metadata: { colour: "red" },
      CacheControl: "no-store",
      TagCount: 2,
      // cksum of zlib for hello: 3610a686
      ChecksumCRC32: "NhCmhg==",
      ServerSideEncryption: "AES256",
    });
    expect(s3("HeadObject", { Bucket: bucket, Key: "a/b" })).not.toHaveProperty("Body");
  });

  test.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
    ["bytes=3-2", "0123456789", undefined],
    ["chars=1-2", "0123456789", undefined],
    ["bytes=0-1,3-4", "0123456789", undefined],
  ])("%s of ten bytes", (Range, body, ContentRange) => {
    put("ten", "0123456789");
    const output = s3("GetObject", { Bucket: bucket, Key: "ten", Range });
    expect([text(output), output["ContentRange"]]).toEqual([body, ContentRange]);
  });

  test("a range behind the end is InvalidRange", () => {
    put("ten", "0123456789");
    expect(refusal("GetObject", { Bucket: bucket, Key: "ten", Range: "bytes=10-" })).toBe("InvalidRange");
  });

  test.each<[Input, string]>([
    [{ IfMatch: '"other"' }, "PreconditionFailed"],
    [{ IfNoneMatch: '"5d41402abc4b2a76b9719d911017c592"' }, "NotModified"],
    [{ IfModifiedSince: new Date("2027-01-01") }, "NotModified"],
    [{ IfUnmodifiedSince: new Date("2020-01-01") }, "PreconditionFailed"],
    [{ VersionId: "a".repeat(32) }, "NoSuchVersion"],
    [{ VersionId: "nonsense" }, "InvalidArgument"],
    [{ Key: "missing" }, "NoSuchKey"],
  ])("with %j: %s", (more, code) => {
    put("a", "hello");
    expect(refusal("GetObject", { Bucket: bucket, Key: "a", ...more })).toBe(code);
  });

  test.each<[Input, string]>([
    [{ ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }, "BadDigest"],
    [{ ContentMD5: "xx" }, "InvalidDigest"],
    [{ ChecksumSHA256: "AAAA" }, "BadDigest"],
    [{ ACL: "public-read" }, "AccessControlListNotSupported"],
    [{ ACL: "nonsense" }, "InvalidArgument"],
    [{ Key: "k".repeat(1025) }, "KeyTooLongError"],
    [{ Metadata: { a: "x".repeat(2048) } }, "MetadataTooLarge"],
    [{ IfNoneMatch: "*" }, "PreconditionFailed"],
    [{ Tagging: "aws:x=1" }, "InvalidTag"],
    [{ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date("2030-01-01") }, "InvalidRequest"],
  ])("are not put with %j: %s", (more, code) => {
    put("a", "hello");
    expect(refusal("PutObject", { Bucket: bucket, Key: "a", Body: Buffer.from("x"), ...more })).toBe(code);
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }))).toBe("hello");
  });

  test("the checksums are those of the catalogue of CRCs for 123456789", () => {
    const expected = { ChecksumCRC32: "cbf43926", ChecksumCRC32C: "e3069283", ChecksumCRC64NVME: "ae8b14860a799888" };
    for (const [member, hex] of Object.entries(expected)) {
      const output = put("check", "123456789", { ChecksumAlgorithm: member.slice("Checksum".length) });
      expect(Buffer.from(String(output[member]), "base64").toString("hex")).toBe(hex);
    }
  });

  test("who may not list the bucket is not told whether a key is there", () => {
    const policy = (action: string): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
    sandbox.ask("iam", "CreateUser", { UserName: "reader" });
    const put = (action: string): unknown =>
      sandbox.ask("iam", "PutUserPolicy", { UserName: "reader", PolicyName: "p", PolicyDocument: policy(action) });
    const as: Caller = { kind: "user", account: accountId, name: "reader", accessKeyId: "AKIASANDBOXREADER000" };
    put("s3:GetObject");
    expect(refusal("GetObject", { Bucket: bucket, Key: "missing" }, as)).toBe("AccessDenied");
    put("s3:*");
    expect(refusal("GetObject", { Bucket: bucket, Key: "missing" }, as)).toBe("NoSuchKey");
  });
});

describe("DeleteObjects", () => {
  test("deletes what it may, and tells of each", () => {
    put("a");
    put("b");
    const Objects = [{ Key: "a" }, { Key: "missing" }, { Key: "b", VersionId: "nonsense" }];
    expect(s3("DeleteObjects", { Bucket: bucket, Delete: { Objects } })).toEqual({
      Deleted: [{ Key: "a" }, { Key: "missing" }],
      Errors: [{ Key: "b", VersionId: "nonsense", Code: "InvalidArgument", Message: "Invalid version id specified" }],
    });
    expect(refusal("DeleteObjects", { Bucket: bucket, Delete: { Objects: [] } })).toBe("MalformedXML");
  });
});

describe("copies", () => {
  test("take metadata along unless it is replaced", () => {
    put("a", "hello", { Metadata: { x: "1" }, ContentType: "text/plain", Tagging: "t=1" });
    s3("CopyObject", { Bucket: bucket, Key: "b", CopySource: `/${bucket}/a` });
    expect(s3("GetObject", { Bucket: bucket, Key: "b" })).toMatchObject({
      Metadata: { x: "1" },
      ContentType: "text/plain",
      TagCount: 1,
    });
    const replaced = { MetadataDirective: "REPLACE", Metadata: { y: "2" } };
    s3("CopyObject", { Bucket: bucket, Key: "a", CopySource: `${bucket}/a`, ...replaced });
    expect(s3("HeadObject", { Bucket: bucket, Key: "a" })).toMatchObject({ Metadata: { y: "2" }, ContentLength: 5 });
    expect(refusal("CopyObject", { Bucket: bucket, Key: "a", CopySource: `${bucket}/a` })).toBe("InvalidRequest");
    expect(refusal("CopyObject", { Bucket: bucket, Key: "a", CopySource: `${bucket}/none` })).toBe("NoSuchKey");
    expect(refusal("CopyObject", { Bucket: bucket, Key: "a", CopySource: "nonsense" })).toBe("InvalidArgument");
  });
});

describe("uploads in parts", () => {
  test("become one object, with an ETag of the parts", () => {
    const { UploadId } = s3("CreateMultipartUpload", { Bucket: bucket, Key: "big", ContentType: "a/b" });
    const at = { Bucket: bucket, Key: "big", UploadId };
    const bytes = Buffer.alloc(5 * 1024 * 1024, "a");
    const two = s3("UploadPart", { ...at, PartNumber: 2, Body: Buffer.from("end") })["ETag"];
    const one = s3("UploadPart", { ...at, PartNumber: 1, Body: bytes })["ETag"];
    expect(s3("ListParts", at)).toMatchObject({
      Parts: [
        { PartNumber: 1, ETag: one },
        { PartNumber: 2, ETag: two },
      ],
    });
    expect(s3("ListMultipartUploads", { Bucket: bucket })).toMatchObject({ Uploads: [{ UploadId, Key: "big" }] });
    const complete = (...Parts: readonly object[]): Input => ({ ...at, MultipartUpload: { Parts } });
    const parts = [
      { PartNumber: 1, ETag: one },
      { PartNumber: 2, ETag: two },
    ];
    expect(refusal("CompleteMultipartUpload", complete(...parts.toReversed()))).toBe("InvalidPartOrder");
    expect(refusal("CompleteMultipartUpload", complete({ PartNumber: 3, ETag: one }))).toBe("InvalidPart");
    const done = s3("CompleteMultipartUpload", complete(...parts));
    // md5 of the two md5s, by Python's hashlib.
    expect(done["ETag"]).toBe('"cc8f6f16b44b75adde6349ab98aee432-2"');
    expect(s3("HeadObject", { Bucket: bucket, Key: "big" })).toMatchObject({
      ContentLength: bytes.length + 3,
      ContentType: "a/b",
    });
    expect(text(s3("GetObject", { Bucket: bucket, Key: "big", PartNumber: 2 }))).toBe("end");
    expect(refusal("ListParts", at)).toBe("NoSuchUpload");
  });

  test("small parts are refused, and an aborted upload is gone", () => {
    const { UploadId } = s3("CreateMultipartUpload", { Bucket: bucket, Key: "k" });
    const at = { Bucket: bucket, Key: "k", UploadId };
    const etags = [1, 2].map((PartNumber) => s3("UploadPart", { ...at, PartNumber, Body: Buffer.from("x") })["ETag"]);
    const Parts = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    expect(refusal("CompleteMultipartUpload", { ...at, MultipartUpload: { Parts } })).toBe("EntityTooSmall");
    s3("AbortMultipartUpload", at);
    expect(refusal("UploadPart", { ...at, PartNumber: 1, Body: Buffer.from("x") })).toBe("NoSuchUpload");
  });
});
