import { describe, expect, it } from "vitest";
import {
  checkDigest,
  type Digest,
  parseDigest,
  parseDigestFileKey,
  parseLogFileKey,
  sha256Hex,
} from "../../integrity/index.ts";
import { readObject } from "../services/s3/object-store.ts";
import { signingKeys } from "../trails/signing-keys.ts";
import { setDeliveryOptions, tick } from "./index.ts";
import {
  bucketName,
  createTrailSandbox,
  deliveryPolicy,
  startTrail,
  type TrailSandbox,
  trailArn,
  trailName,
} from "./trail.fixture.ts";

const minute = 60_000;
const hour = 60 * minute;
const logFolder = "AWSLogs/111122223333/CloudTrail/";
const digestFolder = "AWSLogs/111122223333/CloudTrail-Digest/";

describe("log files", () => {
  it("come at the next multiple of five minutes, and are named by it", () => {
    const sandbox = createTrailSandbox("2026-11-21T20:01:00Z");
    startTrail(sandbox);
    sandbox.ask("iam", "CreateUser", { UserName: "alice" });
    tick(sandbox, 3 * minute);
    expect(sandbox.keys()).toEqual([]);
    tick(sandbox, minute);
    const [key = "", ...others] = sandbox.keys();
    expect(others).toEqual([]);
    expect(parseLogFileKey(key)).toMatchObject({
      time: "2026-11-21T20:05:00Z",
      region: "us-east-1",
      account: "111122223333",
    });
    expect(sandbox.records(logFolder).map(({ eventName }) => eventName)).toEqual(["StartLogging", "CreateUser"]);
  });

  it("hold JSON on one line, in gzip, and say so", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 5 * minute);
    const [key = ""] = sandbox.keys();
    expect(sandbox.text(key)).toMatch(/^\{"Records":\[\{"eventVersion":"1\.11",[^\n]*\]\}$/);
    const { object } = readObject(sandbox.world, bucketName, key) ?? {};
    expect(object).toMatchObject({ contentType: "application/json", contentEncoding: "gzip" });
  });

  it("are of each region on its own; a trail of one region has only its own", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("cloudtrail", "DescribeTrails", {}, { region: "eu-west-1" });
    tick(sandbox, 5 * minute);
    expect(
      sandbox
        .keys()
        .map((key) => parseLogFileKey(key)?.region)
        .sort(),
    ).toEqual(["eu-west-1", "us-east-1"]);

    const single = createTrailSandbox();
    startTrail(single, { IsMultiRegionTrail: false });
    single.ask("cloudtrail", "DescribeTrails", {}, { region: "eu-west-1" });
    tick(single, 5 * minute);
    expect(single.keys().map((key) => parseLogFileKey(key)?.region)).toEqual(["us-east-1"]);
  });

  it("have no global events where the trail leaves them out", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox, { IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false });
    sandbox.ask("iam", "CreateUser", { UserName: "alice" });
    tick(sandbox, 5 * minute);
    expect(sandbox.records(logFolder).map(({ eventName }) => eventName)).toEqual(["StartLogging"]);
  });

  it("have what selectors select at the time of the call", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("iam", "ListUsers");
    sandbox.ask("cloudtrail", "PutEventSelectors", {
      TrailName: trailName,
      EventSelectors: [{ ReadWriteType: "WriteOnly" }],
    });
    sandbox.ask("iam", "ListUsers");
    sandbox.ask("iam", "CreateUser", { UserName: "alice" });
    tick(sandbox, 5 * minute);
    const names = sandbox.records(logFolder).map(({ eventName }) => eventName);
    expect(names).toEqual(["StartLogging", "ListUsers", "PutEventSelectors", "CreateUser"]);
  });

  it("still tell that the trail was stopped, and nothing after it", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("cloudtrail", "StopLogging", { Name: trailName });
    sandbox.ask("iam", "CreateUser", { UserName: "unseen" });
    tick(sandbox, hour);
    expect(sandbox.records(logFolder).map(({ eventName }) => eventName)).toEqual(["StartLogging", "StopLogging"]);
  });

  it("have data events only where they are selected; then also CloudTrail's own", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("s3", "PutObject", { Bucket: bucketName, Key: "a", Body: Buffer.from("x") });
    sandbox.ask("cloudtrail", "PutEventSelectors", {
      TrailName: trailName,
      EventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }],
    });
    sandbox.ask("s3", "PutObject", { Bucket: bucketName, Key: "b", Body: Buffer.from("x") });
    tick(sandbox, 10 * minute);
    const puts = sandbox.records(logFolder).filter(({ eventName }) => eventName === "PutObject");
    expect(puts.map(({ managementEvent, userIdentity }) => [managementEvent, userIdentity])).toEqual([
      [false, expect.objectContaining({ type: "Root" })],
      [false, { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }],
    ]);
  });

  it("wait while the bucket denies, and come when it allows again", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("s3", "DeleteBucketPolicy", { Bucket: bucketName });
    tick(sandbox, 20 * minute);
    expect(sandbox.keys()).toEqual([]);
    const failed = sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName });
    expect(failed).toMatchObject({
      IsLogging: true,
      LatestDeliveryError: "AccessDenied",
      LatestDeliveryAttemptSucceeded: "",
    });
    expect(failed["LatestDeliveryTime"]).toBeUndefined();
    sandbox.ask("s3", "PutBucketPolicy", { Bucket: bucketName, Policy: deliveryPolicy() });
    tick(sandbox, 2 * hour);
    expect(sandbox.records(logFolder).map(({ eventName }) => eventName)).toEqual(
      expect.arrayContaining(["StartLogging", "DeleteBucketPolicy", "PutBucketPolicy"]),
    );
    const status = sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName });
    expect(status["LatestDeliveryError"]).toBeUndefined();
    expect(status["LatestDeliveryTime"]).toBeInstanceOf(Date);
  });

  it("say that the bucket is gone", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("s3", "DeleteBucket", { Bucket: bucketName });
    tick(sandbox, 2 * hour);
    expect(sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName })).toMatchObject({
      LatestDeliveryError: "NoSuchBucket",
      LatestDigestDeliveryError: "NoSuchBucket",
    });
  });

  it("come twice where duplicates are wanted, and in no order where disorder is", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    setDeliveryOptions(sandbox.world, { duplicates: true, disorder: true });
    const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    for (const UserName of names) sandbox.ask("iam", "CreateUser", { UserName });
    tick(sandbox, 5 * minute);
    const ids = sandbox.records(logFolder).map(({ eventID }) => eventID);
    expect(ids).toHaveLength(42);
    expect(new Set(ids).size).toBe(21);
    const asked = sandbox.records(sandbox.keys()[0] ?? "").map(({ requestParameters }) => requestParameters);
    expect(asked).not.toEqual([{ name: trailName }, ...names.map((userName) => ({ userName }))]);
  });

  it("of a deleted trail still come, with the deletion itself", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("cloudtrail", "DeleteTrail", { Name: trailName });
    tick(sandbox, 2 * hour);
    expect(sandbox.records(logFolder).map(({ eventName }) => eventName)).toEqual(["StartLogging", "DeleteTrail"]);
    expect(sandbox.keys().filter((key) => key.startsWith(digestFolder))).toHaveLength(1);
    const count = sandbox.keys().length;
    tick(sandbox, 5 * hour);
    expect(sandbox.keys()).toHaveLength(count);
  });

  it("lie under the prefix of the trail", () => {
    const sandbox = createTrailSandbox();
    sandbox.ask("s3", "PutBucketPolicy", { Bucket: bucketName, Policy: deliveryPolicy(trailArn, "audit/") });
    startTrail(sandbox, { S3KeyPrefix: "audit" });
    tick(sandbox, hour);
    expect(sandbox.keys().every((key) => key.startsWith("audit/AWSLogs/111122223333/CloudTrail"))).toBe(true);
  });
});

describe("digests", () => {
  it("come once an hour, each naming what was delivered and the one before, signed by a listed key", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 4 * hour);
    const chain = digests(sandbox);
    expect(chain).toHaveLength(4);
    const [first, second] = chain;
    expect(first).toMatchObject({ previousDigestS3Object: null, previousDigestSignature: null });
    expect(second?.logFiles).toEqual([]);
    expect(second).toMatchObject({ newestEventTime: null, oldestEventTime: null });
    for (const [index, digest] of chain.entries()) {
      const before = chain[index - 1];
      if (before === undefined) continue;
      expect(digest.digestStartTime).toBe(before.digestEndTime);
      expect(digest.previousDigestS3Object).toBe(before.digestS3Object);
      expect(digest.previousDigestHashValue).toBe(sha256Hex(sandbox.text(before.digestS3Object)));
    }
    const named = chain.flatMap(({ logFiles }) => logFiles);
    expect(named.map(({ s3Object }) => s3Object).sort()).toEqual(
      sandbox.keys().filter((key) => key.startsWith(logFolder)),
    );
    for (const { s3Object, hashValue } of named) expect(hashValue).toBe(sha256Hex(sandbox.text(s3Object)));
  });

  it("start a new chain after a stop, and after validation was off", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 2 * hour);
    sandbox.ask("cloudtrail", "StopLogging", { Name: trailName });
    tick(sandbox, 3 * hour);
    expect(digests(sandbox)).toHaveLength(3);
    sandbox.ask("cloudtrail", "StartLogging", { Name: trailName });
    tick(sandbox, hour);
    sandbox.ask("cloudtrail", "UpdateTrail", { Name: trailName, EnableLogFileValidation: false });
    tick(sandbox, 2 * hour);
    sandbox.ask("cloudtrail", "UpdateTrail", { Name: trailName, EnableLogFileValidation: true });
    tick(sandbox, 2 * hour);
    const starts = digests(sandbox).map(({ previousDigestSignature }) => previousDigestSignature === null);
    expect(starts).toEqual([true, false, false, true, true, false]);
  });

  it("start a new chain also when the stop was too short to be noticed", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, hour + minute);
    sandbox.ask("cloudtrail", "StopLogging", { Name: trailName });
    sandbox.ask("cloudtrail", "StartLogging", { Name: trailName });
    tick(sandbox, hour);
    expect(digests(sandbox).map(({ previousDigestSignature }) => previousDigestSignature)).toEqual([null, null]);
  });

  it("of a region begin with its first file", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 2 * hour);
    sandbox.ask("cloudtrail", "DescribeTrails", {}, { region: "eu-west-1" });
    tick(sandbox, 2 * hour);
    const regions = sandbox.keys().flatMap((key) => parseDigestFileKey(key)?.region ?? []);
    expect(regions.filter((region) => region === "eu-west-1")).toHaveLength(2);
    expect(regions.filter((region) => region === "us-east-1")).toHaveLength(4);
  });

  it("name in a backfill digest what was left out", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    setDeliveryOptions(sandbox.world, { backfill: true });
    tick(sandbox, 3 * hour);
    const backfills = digests(sandbox, true);
    expect(backfills).toHaveLength(1);
    const [log] = backfills[0]?.logFiles ?? [];
    const named = digests(sandbox).flatMap(({ logFiles }) => logFiles.map(({ s3Object }) => s3Object));
    expect(named).not.toContain(log?.s3Object);
    const { object } = readObject(sandbox.world, bucketName, backfills[0]?.digestS3Object ?? "") ?? {};
    expect(object?.metadata["backfill-generation-timestamp"]).toMatch(/^2026-11-21T2\d:\d\d:\d\dZ$/);
  });

  it("are signed with a new key after 30 days", { timeout: 120_000 }, () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 31 * 24 * hour);
    expect(signingKeys(sandbox.world, "us-east-1")).toHaveLength(2);
    expect(digests(sandbox)).toHaveLength(31 * 24);
  });
});

/** In order; each is checked on the way. */
function digests(sandbox: TrailSandbox, backfill = false, region = "us-east-1"): readonly Digest[] {
  const { world } = sandbox;
  const keys = new Map<string, Uint8Array>(
    signingKeys(world, region).map(({ fingerprint, publicKey }) => [fingerprint, Buffer.from(publicKey, "base64")]),
  );
  return sandbox
    .keys()
    .filter((key) => parseDigestFileKey(key)?.region === region && parseDigestFileKey(key)?.backfill === backfill)
    .flatMap((key) => {
      const { metadata } = readObject(world, bucketName, key)?.object ?? {};
      const text = Buffer.from(sandbox.text(key));
      const file = { bucket: bucketName, key, text, signature: metadata?.["signature"] };
      expect(checkDigest({ ...file, algorithm: metadata?.["signature-algorithm"] }, keys)).toMatchObject({ ok: true });
      return parseDigest(text.toString()) ?? [];
    });
}
