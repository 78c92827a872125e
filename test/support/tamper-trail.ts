import { gunzipSync, gzipSync } from "node:zlib";
import type { MadeObject, MadePublicKeys, MadeTrail } from "./made-trail.ts";

/** One kind of tampering, and what must be found of it. */
export interface Tampering {
  readonly name: string;
  /** Changes `objects`. `pick` chooses one of so many. Undefined: this trail has nothing of that kind. */
  readonly apply: (trail: MadeTrail, pick: (count: number) => number) => Found | undefined;
  /** AWS CLI does not see it. */
  readonly isOurs?: true;
}

/** What is not valid, by key. */
export interface Found {
  readonly invalid: ReadonlyMap<string, string>;
  readonly unreferenced?: readonly string[];
  readonly unchecked?: readonly string[];
  /** Spans without a digest. */
  readonly gaps?: readonly { readonly from: number; readonly to: number }[];
  readonly publicKeys?: MadePublicKeys;
}

const hash = "INVALID: hash value doesn't match";
const absent = "INVALID: not found";
const format = "INVALID: invalid format";
const trailing = "INVALID: unexpected data after end of compressed stream";
const signature = "INVALID: signature verification failed";
const moved = "INVALID: has been moved from its original location";

export const tamperings: readonly Tampering[] = [
  onLog("a log file is changed", hash, (bytes) =>
    gzipSync(gunzipSync(bytes).toString().replace("eventTime", "eventTimf")),
  ),
  onLog("a log file is emptied", hash, () => gzipSync("")),
  onLog("a log file has no bytes", hash, () => Buffer.alloc(0)),
  onLog("a log file is cut off", hash, (bytes) => bytes.subarray(0, 40)),
  onLog("a log file is not gzip", format, () => Buffer.from("not gzip")),
  onLog("a log file's checksum is wrong", format, (bytes) => withByte(bytes, bytes.length - 6)),
  {
    ...onLog("a byte follows a log file", trailing, (bytes) => Buffer.concat([bytes, Buffer.from([0])])),
    isOurs: true,
  },
  {
    ...onLog("a second gzip member follows a log file", trailing, (bytes) => Buffer.concat([bytes, gzipSync("{}")])),
    isOurs: true,
  },
  onLog("a log file is deleted", absent, () => undefined),
  onDigest("a digest's signature is changed", signature, ({ bytes, metadata }) => ({
    bytes,
    metadata: { ...metadata, signature: flipped(metadata["signature"] ?? "") },
  })),
  onDigest("a digest loses its metadata", signature, ({ bytes }) => ({ bytes, metadata: {} })),
  onDigest("a digest is changed", signature, ({ bytes, metadata }) => ({
    bytes: gzipSync(gunzipSync(bytes).toString().replace('"oldestEventTime":"2', '"oldestEventTime":"1')),
    metadata,
  })),
  onDigest("a log file is struck from a digest", signature, ({ bytes, metadata }) => ({
    bytes: gzipSync(
      gunzipSync(bytes)
        .toString()
        .replace(/"logFiles":\[.*\]/, '"logFiles":[]'),
    ),
    metadata,
  })),
  onDigest("a digest is not gzip", format, ({ metadata }) => ({ bytes: Buffer.from("x"), metadata })),
  onDigest("a digest is cut off", format, ({ bytes, metadata }) => ({ bytes: bytes.subarray(0, -12), metadata })),
  onDigest("a digest is not JSON", format, ({ metadata }) => ({ bytes: gzipSync("[1"), metadata })),
  onDigest("a digest lacks members", format, ({ metadata }) => ({ bytes: gzipSync('{"logFiles":[]}'), metadata })),
  {
    ...onDigest("a byte follows a digest", trailing, ({ bytes, metadata }) => ({
      bytes: Buffer.concat([bytes, Buffer.from("x")]),
      metadata,
    })),
    isOurs: true,
  },
  {
    name: "a digest lies where another was",
    apply: ({ objects, digests }, pick) => {
      const own = digests.filter(({ isBackfill }) => !isBackfill);
      const [to, from] = [own[pick(own.length)], own[pick(own.length)]];
      const moving = objects.get(from?.key ?? "");
      if (to === undefined || from === undefined || moving === undefined || to === from) return undefined;
      objects.set(to.key, moving);
      return { invalid: new Map([[to.key, moved]]), unchecked: to.logs };
    },
  },
  {
    name: "a digest is deleted",
    apply: (trail, pick) => deleteDigests(trail, pick(trail.digests.length), 1),
  },
  {
    name: "several digests in a row are deleted",
    apply: (trail, pick) => deleteDigests(trail, pick(trail.digests.length), 2 + pick(3)),
  },
  {
    name: "a log file is planted",
    isOurs: true,
    apply: ({ objects, digests }, pick) => {
      const digest = digests[pick(digests.length)];
      const log = digest?.logs[0];
      const copied = objects.get(log ?? "");
      if (log === undefined || copied === undefined) return undefined;
      const planted = log.replace(/_[A-Za-z0-9]{16}\.json/, "_plantedplanted00.json");
      objects.set(planted, copied);
      return { invalid: new Map(), unreferenced: [planted] };
    },
  },
  {
    name: "a file with an odd name is planted among log files",
    isOurs: true,
    apply: ({ objects, digests }, pick) => {
      const digest = digests[pick(digests.length)];
      const log = digest?.logs[0];
      const copied = objects.get(log ?? "");
      if (log === undefined || copied === undefined) return undefined;
      const planted = log.replace(/[^/]+$/, "events.json.gz");
      objects.set(planted, copied);
      return { invalid: new Map(), unreferenced: [planted] };
    },
  },
  {
    name: "a digest is forged with another key",
    apply: (trail, pick) => {
      const digest = trail.digests[pick(trail.digests.length)];
      const object = trail.objects.get(digest?.key ?? "");
      if (digest === undefined || object === undefined) return undefined;
      const text = gunzipSync(object.bytes)
        .toString()
        .replace(/"digestPublicKeyFingerprint":"[^"]+"/, '"digestPublicKeyFingerprint":"00ff"');
      trail.objects.set(digest.key, { ...object, bytes: gzipSync(text) });
      const reason = "INVALID: public key not found in region us-east-1 for fingerprint 00ff";
      return { invalid: new Map([[digest.key, reason]]), unchecked: digest.logs };
    },
  },
  onKeys(
    "the public key is not there",
    (key) => ({ ...key, Fingerprint: "0".repeat(32) }),
    (fingerprint) => `INVALID: public key not found in region us-east-1 for fingerprint ${fingerprint}`,
  ),
  onKeys(
    "the public key is none",
    (key) => ({ ...key, Value: "bm8ga2V5" }),
    (fingerprint) => `INVALID: Unable to load PKCS #1 key with fingerprint ${fingerprint}`,
  ),
  {
    ...onKeys(
      "the public key was not valid at that time",
      (key) => ({ ...key, ValidityEndTime: "2026-11-02T00:00:00Z" }),
      (fingerprint) =>
        `INVALID: public key not found in region us-east-1 for fingerprint ${fingerprint} (the key of that fingerprint was not valid at that time)`,
    ),
    isOurs: true,
  },
];

/** A trail that is a copy, so that it can be tampered with. */
export function copyOf(trail: MadeTrail): MadeTrail {
  return { ...trail, objects: new Map(trail.objects) };
}

function onLog(name: string, reason: string, change: (bytes: Buffer) => Buffer | undefined): Tampering {
  return {
    name,
    apply: ({ objects, digests }, pick) => {
      const logs = digests.flatMap((digest) => digest.logs);
      const key = logs[pick(logs.length)];
      const object = objects.get(key ?? "");
      if (key === undefined || object === undefined) return undefined;
      const bytes = change(object.bytes);
      if (bytes === undefined) objects.delete(key);
      else objects.set(key, { ...object, bytes });
      return { invalid: new Map([[key, reason]]) };
    },
  };
}

function onDigest(
  name: string,
  reason: string,
  change: (object: MadeObject) => Pick<MadeObject, "bytes" | "metadata">,
): Tampering {
  return {
    name,
    apply: ({ objects, digests }, pick) => {
      const digest = digests[pick(digests.length)];
      const object = objects.get(digest?.key ?? "");
      if (digest === undefined || object === undefined) return undefined;
      const changed = change(object);
      if (changed.bytes.equals(object.bytes) && changed.metadata === object.metadata) return undefined;
      objects.set(digest.key, { ...object, ...changed });
      return { invalid: new Map([[digest.key, reason]]), unchecked: digest.logs };
    },
  };
}

type Key = MadePublicKeys["PublicKeyList"][number];

function onKeys(name: string, change: (key: Key) => Key, reason: (fingerprint: string) => string): Tampering {
  return {
    name,
    apply: ({ digests, publicKeys }) => {
      const [key] = publicKeys.PublicKeyList;
      if (key === undefined) return undefined;
      return {
        invalid: new Map(digests.map((digest) => [digest.key, reason(key.Fingerprint)])),
        unchecked: digests.flatMap(({ logs }) => logs),
        publicKeys: { PublicKeyList: [change(key)] },
      };
    },
  };
}

/** Of a run of deleted digests the next one names only the last. */
function deleteDigests({ objects, digests }: MadeTrail, at: number, count: number): Found | undefined {
  const own = digests.filter(({ isBackfill }) => !isBackfill);
  const gone = own.slice(at, at + count);
  const [first, last] = [gone[0], gone.at(-1)];
  if (first === undefined || last === undefined || gone.length === own.length) return undefined;
  for (const { key } of gone) objects.delete(key);
  return {
    invalid: last === own.at(-1) ? new Map() : new Map([[last.key, absent]]),
    unchecked: gone.flatMap(({ logs }) => logs),
    gaps: [{ from: first.from, to: last.to }],
  };
}

function flipped(hex: string): string {
  return `${hex.startsWith("0") ? "1" : "0"}${hex.slice(1)}`;
}

function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
  return changed;
}
