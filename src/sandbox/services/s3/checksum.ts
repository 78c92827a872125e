import { createHash } from "node:crypto";
import type { Input } from "../../call.ts";
import { crcs } from "../../server/crc.ts";
import { s3Error } from "./errors.ts";

export interface Checksum {
  /** `ChecksumCRC32`: its member in inputs and outputs. */
  readonly member: string;
  /** Base64. */
  readonly value: string;
}

/** By member. Others that the model has (XXHASH) cannot be checked here. */
const algorithms: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  ChecksumCRC32: crcs.crc32,
  ChecksumCRC32C: crcs.crc32c,
  ChecksumCRC64NVME: crcs.crc64nvme,
  ChecksumSHA1: (bytes) => createHash("sha1").update(bytes).digest("base64"),
  ChecksumSHA256: (bytes) => createHash("sha256").update(bytes).digest("base64"),
  ChecksumSHA512: (bytes) => createHash("sha512").update(bytes).digest("base64"),
  ChecksumMD5: (bytes) => createHash("md5").update(bytes).digest("base64"),
};

/**
 * The checksum that came with the bytes, or that is wanted of them; undefined: none. Throws `BadDigest`, where one that came is
 * wrong, also of `ContentMD5`.
 */
export function checkedChecksum(input: Input, bytes: Uint8Array): Checksum | undefined {
  checkMd5(input["ContentMD5"], bytes);
  for (const [member, compute] of Object.entries(algorithms)) {
    const given = input[member];
    if (given === undefined) continue;
    const value = compute(bytes);
    if (given !== value) {
      throw s3Error(
        "BadDigest",
        `The ${member.slice("Checksum".length)} you specified did not match the calculated checksum.`,
      );
    }
    return { member, value };
  }
  const wanted = checksumMember(input);
  return wanted === undefined ? undefined : { member: wanted, value: checksumOf(wanted, bytes) };
}

/** The member for `ChecksumAlgorithm`; undefined: none is asked for, or one that is not known here. */
export function checksumMember({ ChecksumAlgorithm }: Input): string | undefined {
  const member = `Checksum${ChecksumAlgorithm}`;
  return Object.hasOwn(algorithms, member) ? member : undefined;
}

export function checksumOf(member: string, bytes: Uint8Array): string {
  return algorithms[member]?.(bytes) ?? "";
}

/** The members of an output; empty without a checksum. */
export function checksumOutput(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  return checksum === undefined
    ? {}
    : { [checksum.member]: checksum.value, ChecksumType: checksum.value.includes("-") ? "COMPOSITE" : "FULL_OBJECT" };
}

function checkMd5(given: unknown, bytes: Uint8Array): void {
  if (given === undefined) return;
  if (typeof given !== "string" || Buffer.from(given, "base64").length !== 16) throw s3Error("InvalidDigest");
  if (createHash("md5").update(bytes).digest("base64") !== given) throw s3Error("BadDigest");
}
