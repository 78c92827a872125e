import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { Digest } from "./digest.ts";

/** Lower-case hex, as digests and file names of hashes have it. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * How CloudTrail names a public key: hex MD5 of its bytes as ListPublicKeys gives them (DER, PKCS#1). The guide does not say
 * so; it holds for all keys that it shows.
 */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash("md5").update(publicKey).digest("hex");
}

/**
 * What a digest's signature is made over. A starting digest has the four letters `null` in place of a signature.
 * Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity validation".
 */
export function stringToSign(digest: SignedMembers, text: Uint8Array | string): string {
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = digest;
  return [
    digestEndTime,
    `${digestS3Bucket}/${digestS3Object}`,
    sha256Hex(text),
    previousDigestSignature ?? "null",
  ].join("\n");
}

type SignedMembers = Pick<Digest, "digestEndTime" | "digestS3Bucket" | "digestS3Object" | "previousDigestSignature">;

/** Hex. `text`: the digest, uncompressed, as it will be stored. */
export function signDigest(digest: Digest, text: Uint8Array | string, privateKey: KeyObject | string): string {
  return sign("RSA-SHA256", Buffer.from(stringToSign(digest, text)), privateKey).toString("hex");
}

/** Whether the signature (hex) is by that key (DER, PKCS#1 or SPKI). A key that cannot be read is an Error. */
export function signsDigest(
  signature: string,
  digest: SignedMembers,
  text: Uint8Array | string,
  publicKey: Uint8Array,
): boolean {
  if (!/^(?:[0-9a-f]{2})+$/i.test(signature)) return false;
  const key = readPublicKey(publicKey);
  return verify("RSA-SHA256", Buffer.from(stringToSign(digest, text)), key, Buffer.from(signature, "hex"));
}

function readPublicKey(publicKey: Uint8Array): KeyObject {
  const key = Buffer.from(publicKey);
  try {
    return createPublicKey({ key, format: "der", type: "pkcs1" });
  } catch {
    // Keys of the first years were served in the other form.
    return createPublicKey({ key, format: "der", type: "spki" });
  }
}
