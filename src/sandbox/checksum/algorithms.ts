import { createHash } from "node:crypto";
import { crcs } from "./crc.ts";

/**
 * Checksums that S3 takes, in Base64, by their name in headers: `x-amz-checksum-crc32`. Others that the model has (XXHASH) cannot
 * be checked here.
 */
export const checksumAlgorithms: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map([
  ...Object.entries(crcs),
  ...["sha1", "sha256", "sha512", "md5"].map((name) => [name, (bytes: Uint8Array) => digest(name, bytes)] as const),
]);

/** In Base64. */
export function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("base64");
}
