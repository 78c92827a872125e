import { gunzipSync, gzipSync } from "node:zlib";
import { logFileKey, parseDigestFileKey, parseLogFileKey } from "../../integrity/index.ts";
import { deleteObject, putObject, readObject } from "../services/s3/object-store.ts";
import type { World } from "../world/world.ts";

export type Tampering = (typeof tamperKinds)[number];

/** What an intruder with access to the bucket's bytes may do to hide. */
export const tamperKinds = [
  /** A name in the first event is another one. */
  "modify-log",
  /** Half of the file is gone: it is no gzip any more. */
  "truncate-log",
  "delete-log",
  /** A second gzip member with a forged event: what reads one member sees nothing. */
  "append-member",
  /** A log file that no digest names. */
  "plant-log",
  "delete-digest",
  /** The digest's signature has another digit. */
  "break-signature",
] as const;

export interface Tampered {
  readonly kind: Tampering;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Changes what was delivered, past S3: no call, no record, no permission asked. `key`: of which file; undefined: the newest one
 * at which the change can be seen, a log file that a digest names or a digest that another one follows. Throws an Error where
 * there is none.
 */
export function tamper(world: World, kind: Tampering, bucket: string, key?: string): Tampered {
  const chosen = key ?? choose(world, kind, bucket);
  const changed = change(world, kind, bucket, chosen);
  world.store.commit();
  return { kind, bucket, key: changed };
}

function change(world: World, kind: Tampering, bucket: string, key: string): string {
  switch (kind) {
    case "delete-log":
    case "delete-digest":
      existing(world, bucket, key);
      deleteObject(world, bucket, key);
      return key;
    case "modify-log":
      return rewrite(world, bucket, key, (bytes) => forged(bytes, bucket, key));
    case "truncate-log":
      return rewrite(world, bucket, key, (bytes) => bytes.subarray(0, bytes.length >> 1));
    case "append-member":
      return rewrite(world, bucket, key, (bytes) => Buffer.concat([bytes, forged(bytes, bucket, key)]));
    case "plant-log":
      return plant(world, bucket, key);
    case "break-signature":
      return breakSignature(world, bucket, key);
  }
}

function rewrite(world: World, bucket: string, key: string, by: (bytes: Uint8Array) => Uint8Array): string {
  const { object, bytes } = existing(world, bucket, key);
  putObject(world, bucket, { ...object, bytes: by(bytes) });
  return key;
}

function plant(world: World, bucket: string, key: string): string {
  const { object, bytes } = existing(world, bucket, key);
  const name = parseLogFileKey(key);
  if (name === undefined) throw new Error(`${key} is no log file`);
  const planted = logFileKey({ ...name, unique: world.ids.fileSuffix() });
  putObject(world, bucket, { ...object, key: planted, bytes: forged(bytes, bucket, key) });
  return planted;
}

function breakSignature(world: World, bucket: string, key: string): string {
  const { object, bytes } = existing(world, bucket, key);
  const signature = object.metadata["signature"];
  if (signature === undefined) throw new Error(`${key} has no signature`);
  const digit = signature.startsWith("0") ? "1" : "0";
  putObject(world, bucket, {
    ...object,
    bytes,
    metadata: { ...object.metadata, signature: digit + signature.slice(1) },
  });
  return key;
}

/** A log file with the same events, the first of them under another name. */
function forged(file: Uint8Array, bucket: string, key: string): Uint8Array {
  const text = unpacked(file, bucket, key);
  return gzipSync(
    text.replace(/"eventName":"[^"]*"/, '"eventName":"GetCallerIdentity"').replace(/"eventID":"./, '"eventID":"0'),
  );
}

function unpacked(file: Uint8Array, bucket: string, key: string): string {
  try {
    return gunzipSync(file).toString();
  } catch {
    throw new Error(`s3://${bucket}/${key} is no whole gzip file any more: name another object with --key`);
  }
}

function existing(world: World, bucket: string, key: string): NonNullable<ReturnType<typeof readObject>> {
  const found = readObject(world, bucket, key);
  if (found === undefined) throw new Error(`s3://${bucket}/${key} is not there`);
  return found;
}

function choose(world: World, kind: Tampering, bucket: string): string {
  const digests = newestFirst(world, bucket, (key) => parseDigestFileKey(key) !== undefined);
  const logs = newestFirst(world, bucket, (key) => parseLogFileKey(key)?.kind === "CloudTrail");
  const [chosen] =
    kind === "break-signature"
      ? digests
      : kind === "delete-digest"
        ? [...digests.slice(1), ...digests]
        : [...sealedIn(world, bucket, digests, logs), ...logs];
  if (chosen === undefined) throw new Error(`s3://${bucket} has no such file`);
  return chosen;
}

/** Log files that the newest digest with log files names. */
function sealedIn(
  world: World,
  bucket: string,
  digests: readonly string[],
  logs: readonly string[],
): readonly string[] {
  for (const key of digests) {
    const text = unpacked(existing(world, bucket, key).bytes, bucket, key);
    const sealed = logs.filter((log) => text.includes(`"${log}"`));
    if (sealed.length > 0) return sealed;
  }
  return [];
}

function newestFirst(world: World, bucket: string, isWanted: (key: string) => boolean): readonly string[] {
  return [...world.objects(bucket).values()]
    .filter((object) => object.isLatest && !object.deleted && isWanted(object.key))
    .map(({ key }) => key)
    .sort((a, b) => (timeIn(a) < timeIn(b) ? 1 : -1));
}

function timeIn(key: string): string {
  return parseLogFileKey(key)?.time ?? parseDigestFileKey(key)?.time ?? "";
}
