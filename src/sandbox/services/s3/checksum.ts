import type { Input } from "../../call.ts";
import { checksumAlgorithms, digest } from "../../checksum/algorithms.ts";
import { s3Error } from "./errors.ts";

export interface Checksum {
  /** `ChecksumCRC32`: its member in inputs and outputs. */
  readonly member: string;
  /** Base64. */
  readonly value: string;
}

/** By member. */
const algorithms: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map(
  [...checksumAlgorithms].map(([name, compute]) => [`Checksum${name.toUpperCase()}`, compute]),
);

/**
 * The checksum that came with the bytes, or that is wanted of them; undefined: none. Throws `BadDigest`, where one that came is
 * wrong, also of `ContentMD5`.
 */
export function checkedChecksum(input: Input, bytes: Uint8Array): Checksum | undefined {
  checkMd5(input["ContentMD5"], bytes);
  for (const [member, compute] of algorithms) {
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
  return algorithms.has(member) ? member : undefined;
}

export function checksumOf(member: string, bytes: Uint8Array): string {
  return algorithms.get(member)?.(bytes) ?? "";
}

/** The members of an output; empty without a checksum. */
export function checksumOutput(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  return checksum === undefined ? {} : { [checksum.member]: checksum.value, ChecksumType: checksumType(checksum) };
}

/** Of an object that was uploaded in parts it may be made of theirs. */
export function checksumType({ value }: Checksum): "COMPOSITE" | "FULL_OBJECT" {
  return value.includes("-") ? "COMPOSITE" : "FULL_OBJECT";
}

function checkMd5(given: unknown, bytes: Uint8Array): void {
  if (given === undefined) return;
  if (typeof given !== "string" || Buffer.from(given, "base64").length !== 16) throw s3Error("InvalidDigest");
  if (digest("md5", bytes) !== given) throw s3Error("BadDigest");
}
