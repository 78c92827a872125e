import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  checkDigest,
  type Digest,
  type DigestFile,
  digestFileKey,
  digestText,
  fingerprintOf,
  logFileKey,
  parseDigest,
  parseDigestFileKey,
  parseLogFileKey,
  sha256Hex,
  signDigest,
  stringToSign,
} from "./index.ts";

const samples = "../shared/data/cloudtrail-samples";

describe.skipIf(!existsSync(samples))("real data (../shared/data/cloudtrail-samples)", () => {
  // What is skipped is read all the same.
  const read = (name: string): string => (existsSync(samples) ? readFileSync(`${samples}/${name}`, "utf8") : "{}");
  const digest: Digest = JSON.parse(read("digest.real.json")).digest;
  const { keys = [] }: { keys?: { Value: string; Fingerprint: string }[] } = JSON.parse(
    read("list-public-keys.vectors.json"),
  );

  it("writes a real digest byte for byte, whatever the order of its members was", () => {
    const shuffled: Digest = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(digest).reverse())));
    expect(digestText(shuffled)).toBe(JSON.stringify(digest));
  });

  it("reads back what it writes", () => {
    expect(parseDigest(digestText(digest))).toEqual(digest);
  });

  it("names the real digest and its log files as CloudTrail did", () => {
    for (const key of [digest.digestS3Object, digest.previousDigestS3Object ?? ""]) {
      const name = parseDigestFileKey(key);
      expect(name).toMatchObject({ account: digest.awsAccountId, trail: "leh-ct-test", homeRegion: "us-west-2" });
      if (name !== undefined) expect(digestFileKey(name)).toBe(key);
    }
    for (const { s3Object } of digest.logFiles) {
      const name = parseLogFileKey(s3Object);
      expect(name).toMatchObject({ account: digest.awsAccountId, region: "us-west-2", kind: "CloudTrail" });
      if (name !== undefined) expect(logFileKey(name)).toBe(s3Object);
    }
  });

  it.each(keys)("finds the fingerprint $Fingerprint of a published key", ({ Value, Fingerprint }) => {
    expect(fingerprintOf(Buffer.from(Value, "base64"))).toBe(Fingerprint);
  });
});

const key =
  "logs/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/21/111122223333_CloudTrail-Digest_eu-west-1_a_b_us-east-1_20261121T203649Z.json.gz";
const digest: Digest = {
  awsAccountId: "111122223333",
  digestStartTime: "2026-11-21T19:36:49Z",
  digestEndTime: "2026-11-21T20:36:49Z",
  digestS3Bucket: "iam-logs",
  digestS3Object: key,
  digestPublicKeyFingerprint: "",
  digestSignatureAlgorithm: "SHA256withRSA",
  newestEventTime: null,
  oldestEventTime: null,
  previousDigestS3Bucket: null,
  previousDigestS3Object: null,
  previousDigestHashValue: null,
  previousDigestHashAlgorithm: null,
  previousDigestSignature: null,
  logFiles: [],
};

describe("names of files", () => {
  const log =
    "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/21/111122223333_CloudTrail_us-east-1_20261121T2005Z_abcdefghijklmnop.json.gz";

  it.each([
    log,
    `a/b/${log}`,
    log.replace("AWSLogs/", "AWSLogs/o-exampleorgid/"),
    log.replaceAll("CloudTrail", "CloudTrail-Insight"),
  ])("reads and makes %s", (text) => {
    const name = parseLogFileKey(text);
    expect(name).toMatchObject({ account: "111122223333", region: "us-east-1", time: "2026-11-21T20:05:00Z" });
    if (name !== undefined) expect(logFileKey(name)).toBe(text);
  });

  it.each([
    ["another day in the folder", log.replace("/21/", "/22/")],
    ["another account in the name", log.replace("/111122223333_", "/444455556666_")],
    ["another region in the name", log.replace("_us-east-1_", "_us-east-2_")],
    ["a short unique part", log.replace("mnop", "")],
    ["a day that does not exist", log.replaceAll("/21/", "/31/").replace("20261121", "20261131")],
    ["an unknown folder", log.replaceAll("CloudTrail", "CloudTrail-Digest")],
  ])("takes no file with %s", (_, text) => {
    expect(parseLogFileKey(text)).toBeUndefined();
  });

  it("finds the trail's name where it holds underscores, and backfills", () => {
    expect(parseDigestFileKey(key)).toEqual({
      prefix: "logs",
      account: "111122223333",
      region: "eu-west-1",
      trail: "a_b",
      homeRegion: "us-east-1",
      time: "2026-11-21T20:36:49Z",
      backfill: false,
    });
    expect(parseDigestFileKey(key.replace(".json", "_backfill.json"))?.backfill).toBe(true);
    expect(parseDigestFileKey(key.replace("/eu-west-1/", "/eu-west-2/"))).toBeUndefined();
  });
});

describe("a signed digest", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ format: "der", type: "pkcs1" });
  const fingerprint = fingerprintOf(der);
  const keys = new Map<string, Uint8Array>([[fingerprint, der]]);
  const own: Digest = { ...digest, digestPublicKeyFingerprint: fingerprint };
  const text = Buffer.from(digestText(own));
  const signature = signDigest(own, text, privateKey);
  const file: DigestFile = { bucket: "iam-logs", key, text, signature, algorithm: "SHA256withRSA" };

  it("is made over end, place, hash and the signature before", () => {
    expect(stringToSign(own, text)).toBe(`2026-11-21T20:36:49Z\niam-logs/${key}\n${sha256Hex(text)}\nnull`);
    expect(stringToSign({ ...own, previousDigestSignature: "ab" }, text).endsWith("\nab")).toBe(true);
  });

  it("is believed, by a key in either form", () => {
    expect(checkDigest(file, keys)).toEqual({ ok: true, digest: own });
    const spki = publicKey.export({ format: "der", type: "spki" });
    expect(checkDigest(file, new Map([[fingerprint, spki]])).ok).toBe(true);
  });

  it.each<[string, Partial<DigestFile>]>([
    ["invalid-format", { text: Buffer.from("{}") }],
    ["invalid-format", { text: Buffer.from("not JSON") }],
    ["invalid-format", { text: Buffer.from(`\ufeff${digestText(own)}`) }],
    ["invalid-format", { text: Buffer.from(digestText(own).replace('"digestStartTime"', '"other"')) }],
    ["wrong-signature", { text: Buffer.from(digestText(own).replace('"logFiles":[]', '"logFiles":[{}]')) }],
    ["no-signature", { signature: undefined }],
    ["no-signature", { algorithm: undefined }],
    ["moved", { bucket: "elsewhere" }],
    ["moved", { key: `${key}.bak` }],
    ["wrong-signature", { text: Buffer.from(digestText({ ...own, newestEventTime: "2026-11-21T20:00:00Z" })) }],
    ["wrong-signature", { signature: signature.replace(/^../, (first) => (first === "00" ? "01" : "00")) }],
    ["wrong-signature", { signature: "zz" }],
    ["wrong-signature", { signature: "" }],
  ])("is %s when %o", (problem, change) => {
    expect(checkDigest({ ...file, ...change }, keys)).toMatchObject({ ok: false, problem });
  });

  it("says when no key fits, or the key is none", () => {
    expect(checkDigest(file, new Map())).toMatchObject({ ok: false, problem: "unknown-key" });
    expect(checkDigest(file, new Map([[fingerprint, Buffer.from("x")]]))).toMatchObject({ problem: "unreadable-key" });
  });
});
