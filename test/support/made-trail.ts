import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Digest, digestText, fingerprintOf, sha256Hex, signDigest } from "../../src/integrity/index.ts";

/** What a trail delivered to a bucket, made up: every object with its metadata, and the key it was signed with. */
export interface MadeTrail {
  readonly bucket: string;
  readonly objects: Map<string, MadeObject>;
  /** Of `aws cloudtrail list-public-keys`. */
  readonly publicKeys: MadePublicKeys;
  /** Oldest first. */
  readonly digests: readonly MadeDigest[];
}

export interface MadeObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storedAt: number;
}

export interface MadeDigest {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly logs: readonly string[];
  readonly isBackfill: boolean;
}

export interface MadePublicKeys {
  readonly PublicKeyList: readonly {
    readonly Value: string;
    readonly ValidityStartTime: string | number;
    readonly ValidityEndTime: string | number;
    readonly Fingerprint: string;
  }[];
}

export interface MadeTrailOptions {
  readonly hours?: number;
  readonly logsPerHour?: number;
  /** ISO 8601, of the first digest's window. */
  readonly start?: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly organization?: string;
  readonly account?: string;
  readonly region?: string;
  readonly trail?: string;
  readonly homeRegion?: string;
  /** After these hours (counted from 0) the chain starts anew, after so many hours without a digest. */
  readonly restarts?: Readonly<Record<number, number>>;
  /** After these hours a backfill digest is made, of one log file that the digest of that hour leaves out. */
  readonly backfills?: readonly number[];
  /** Bytes of random text in each log file. */
  readonly logBytes?: number;
  /** When the keys begin to be valid, as AWS writes it. */
  readonly keysFrom?: string;
  /** The hours, by their numbers, in which log files were delivered; else all. */
  readonly logsOf?: (hour: number) => boolean;
  /** Events of the log files, by the number of the hour and of the file in it; else one that means nothing. */
  readonly records?: (hour: number, file: number, time: number) => readonly object[];
}

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const der = pair.publicKey.export({ format: "der", type: "pkcs1" });
export const madeFingerprint: string = fingerprintOf(der);
const hour = 3_600_000;

/** Makes a chain as CloudTrail does: an hour a digest, log files of five minutes, all signed with one key. */
export function makeTrail(options: MadeTrailOptions = {}): MadeTrail {
  const { hours = 4, logsPerHour = 3, start = "2026-11-20T10:00:00Z", bucket = "iam-logs-demo" } = options;
  const { account = "111122223333", region = "us-east-1", trail = "lab-trail", homeRegion = "us-east-1" } = options;
  const top = [options.prefix, "AWSLogs", options.organization, account].filter((part) => part !== undefined).join("/");
  const objects = new Map<string, MadeObject>();
  const digests: MadeDigest[] = [];
  let previous: { digest: Digest; text: string; signature: string } | undefined;
  let previousBackfill: typeof previous;
  let from = Date.parse(start);

  for (let index = 0; index < hours; index += 1) {
    const to = from + hour;
    const logs = Array.from({ length: options.logsOf?.(index) === false ? 0 : logsPerHour }, (_, at) =>
      addLog(from + (at + 1) * Math.floor(hour / (logsPerHour + 1)), index * 1000 + at),
    );
    const isSplit = options.backfills?.includes(index) === true;
    previous = addDigest(from, to, isSplit ? logs.slice(1) : logs, previous, false);
    if (isSplit) previousBackfill = addDigest(from, to, logs.slice(0, 1), previousBackfill, true);
    const pause = options.restarts?.[index];
    if (pause !== undefined) previous = undefined;
    from = to + (pause ?? 0) * hour;
  }
  const { keysFrom = "2026-11-01T00:00:00+00:00" } = options;
  const validity = { ValidityStartTime: keysFrom, ValidityEndTime: "2026-12-01T00:00:00+00:00" };
  const publicKeys = { PublicKeyList: [{ Value: der.toString("base64"), ...validity, Fingerprint: madeFingerprint }] };
  return { bucket, objects, publicKeys, digests };

  function addLog(time: number, seed: number): string {
    const stamp = compact(time - (time % 300_000)).slice(0, 13);
    const unique = createHash("sha256")
      .update(`${region} ${trail} ${seed}`)
      .digest("base64")
      .replaceAll(/[^A-Za-z0-9]/g, "")
      .slice(0, 16);
    const key = `${top}/CloudTrail/${region}/${day(time)}/${account}_CloudTrail_${region}_${stamp}Z_${unique}.json.gz`;
    const padding = createHash("sha256")
      .update(`${seed}`)
      .digest("hex")
      .repeat(Math.ceil((options.logBytes ?? 64) / 64));
    const records = options.records?.(Math.floor(seed / 1000), seed % 1000, time) ?? [
      { eventID: `${region}-${seed}`, eventTime: iso(time), padding },
    ];
    const text = JSON.stringify({ Records: records });
    objects.set(key, { bytes: gzipSync(text), metadata: {}, storedAt: time });
    return key;
  }

  function addDigest(
    start: number,
    end: number,
    logs: readonly string[],
    before: typeof previous,
    isBackfill: boolean,
  ): typeof previous {
    const name = `${account}_CloudTrail-Digest_${region}_${trail}_${homeRegion}_${compact(end)}Z${isBackfill ? "_backfill" : ""}.json.gz`;
    const key = `${top}/CloudTrail-Digest/${region}/${day(end)}/${name}`;
    const digest: Digest = {
      awsAccountId: account,
      digestStartTime: iso(start),
      digestEndTime: iso(end),
      digestS3Bucket: bucket,
      digestS3Object: key,
      digestPublicKeyFingerprint: madeFingerprint,
      digestSignatureAlgorithm: "SHA256withRSA",
      newestEventTime: iso(end),
      oldestEventTime: iso(start),
      previousDigestS3Bucket: before === undefined ? null : bucket,
      previousDigestS3Object: before?.digest.digestS3Object ?? null,
      previousDigestHashValue: before === undefined ? null : sha256Hex(before.text),
      previousDigestHashAlgorithm: before === undefined ? null : "SHA-256",
      previousDigestSignature: before?.signature ?? null,
      logFiles: logs.map((log) => ({
        s3Bucket: bucket,
        s3Object: log,
        hashValue: sha256Hex(unpack(objects.get(log)?.bytes)),
        hashAlgorithm: "SHA-256",
        newestEventTime: iso(end),
        oldestEventTime: iso(start),
      })),
    };
    const stored = storeDigest(objects, digest, pair.privateKey, isBackfill ? end + 2 * hour : undefined);
    digests.push({ key, from: start, to: end, logs, isBackfill });
    return { digest, ...stored };
  }
}

/** Signs a digest and puts it where it says. */
export function storeDigest(
  objects: Map<string, MadeObject>,
  digest: Digest,
  privateKey: KeyObject = pair.privateKey,
  madeAt?: number,
): { readonly text: string; readonly signature: string } {
  const text = digestText(digest);
  const signature = signDigest(digest, text, privateKey);
  const metadata = {
    signature,
    "signature-algorithm": "SHA256withRSA",
    ...(madeAt !== undefined && { "backfill-generation-timestamp": iso(madeAt) }),
  };
  objects.set(digest.digestS3Object, {
    bytes: gzipSync(text),
    metadata,
    storedAt: Date.parse(digest.digestEndTime) + 60_000,
  });
  return { text, signature };
}

/** Writes objects and sidecars below a folder, and the keys beside them. Gives the keys' file. */
export function writeTrail(folder: string, trails: readonly MadeTrail[]): string {
  for (const { objects } of trails) {
    for (const [key, { bytes, metadata }] of objects) {
      const path = join(folder, "bucket", key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      if (Object.keys(metadata).length > 0) writeFileSync(`${path}.metadata.json`, JSON.stringify(metadata));
    }
  }
  const keys = join(folder, "keys.json");
  writeFileSync(keys, JSON.stringify(trails[0]?.publicKeys));
  return keys;
}

/** `2026-11-20T10:00:00Z` */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/[.]\d{3}Z$/, "Z");
}

function unpack(bytes: Buffer | undefined): Buffer {
  return bytes === undefined ? Buffer.alloc(0) : gunzipSync(bytes);
}

function compact(ms: number): string {
  return iso(ms).replaceAll(/[-:]/g, "").replace("Z", "");
}

function day(ms: number): string {
  return iso(ms).slice(0, 10).replaceAll("-", "/");
}
