import { type Digest, parseDigest } from "./digest.ts";
import { signsDigest } from "./signature.ts";

/** A digest as it was found. */
export interface DigestFile {
  readonly bucket: string;
  readonly key: string;
  /** Uncompressed. */
  readonly text: Uint8Array;
  /** Of the object's metadata `signature` (hex) and `signature-algorithm`. */
  readonly signature: string | undefined;
  readonly algorithm: string | undefined;
}

/** In the order in which they are looked for. */
export type DigestProblem =
  /** Not JSON, or not what a digest holds. */
  | "invalid-format"
  /** The metadata has no signature, or does not say of which kind it is. */
  | "no-signature"
  /** It names another bucket or key than where it lies. */
  | "moved"
  /** No public key has its fingerprint. */
  | "unknown-key"
  | "unreadable-key"
  /** It, or the signature, was changed. */
  | "wrong-signature";

export type CheckedDigest =
  | { readonly ok: true; readonly digest: Digest }
  | {
      readonly ok: false;
      readonly problem: DigestProblem;
      /** The digest where it could be read, though it is not to be believed. */
      readonly digest?: Digest;
      /** Of the key that it says to be signed with, as it stands there. */
      readonly fingerprint?: string;
    };

/**
 * Whether one digest is what CloudTrail signed, where it put it. Its log files and the one before are not looked at. Looks for
 * problems in the order of `aws cloudtrail validate-logs`, so that both name the same one; as there, the metadata must have a
 * `signature-algorithm`, and the only one that there is is used.
 */
export function checkDigest(file: DigestFile, publicKeys: ReadonlyMap<string, Uint8Array>): CheckedDigest {
  const text = decode(file.text);
  const members = text === undefined ? undefined : parseMembers(text);
  if (text === undefined || members === undefined) return { ok: false, problem: "invalid-format" };
  const problem = problemOf(file, members, publicKeys);
  const digest = parseDigest(text);
  if (problem === undefined && digest !== undefined) return { ok: true, digest };
  const fingerprint = members.get("digestPublicKeyFingerprint");
  return {
    ok: false,
    problem: problem ?? "invalid-format",
    ...(digest !== undefined && { digest }),
    ...(typeof fingerprint === "string" && { fingerprint }),
  };
}

function problemOf(
  { bucket, key, text, signature, algorithm }: DigestFile,
  members: ReadonlyMap<string, unknown>,
  publicKeys: ReadonlyMap<string, Uint8Array>,
): DigestProblem | undefined {
  if (signature === undefined || algorithm === undefined) return "no-signature";
  if (!requiredMembers.every((name) => members.has(name))) return "invalid-format";
  if (members.get("digestS3Bucket") !== bucket || members.get("digestS3Object") !== key) return "moved";
  const publicKey = publicKeys.get(String(members.get("digestPublicKeyFingerprint")));
  if (publicKey === undefined) return "unknown-key";
  const previous = members.get("previousDigestSignature");
  const signed = {
    digestEndTime: String(members.get("digestEndTime")),
    digestS3Bucket: bucket,
    digestS3Object: key,
    previousDigestSignature: previous === null ? null : String(previous),
  };
  try {
    return signsDigest(signature, signed, text, publicKey) ? undefined : "wrong-signature";
  } catch {
    return "unreadable-key";
  }
}

const requiredMembers = [
  "digestPublicKeyFingerprint",
  "digestS3Bucket",
  "digestS3Object",
  "previousDigestSignature",
  "digestEndTime",
  "digestStartTime",
];

/** A byte order mark is not left out: with it a digest is no JSON. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseMembers(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? new Map<string, unknown>(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
