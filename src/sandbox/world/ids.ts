import { createHash, randomBytes } from "node:crypto";

/** Names that are never given twice. From a seed they are the same in each run. */
export interface Ids {
  /** `AIDA` and 17 characters more of A-Z and 2-7: 21 in all, as IAM makes them. */
  unique(prefix: "AIDA" | "AROA" | "AGPA" | "ANPA" | "AIPA"): string;
  /** `AKIASANDBOX...` or `ASIASANDBOX...`, 20 characters: nobody takes them for real ones. */
  accessKey(kind: "AKIA" | "ASIA"): string;
  /** 40 characters. */
  secret(): string;
  /** Base64. */
  sessionToken(): string;
  /** Version 4. */
  uuid(): string;
  /** 16 of A-Z, a-z and 0-9, as names of log files end. */
  fileSuffix(): string;
  bytes(count: number): Uint8Array;
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const secretAlphabet = `${alphanumeric}+/`;

/** With a seed, `bytes` is a chain of hashes; without, the system's random bytes. */
export function createIds(seed?: string): Ids {
  const bytes = seed === undefined ? (count: number): Uint8Array => randomBytes(count) : hashChain(seed);
  const text = (alphabet: string, count: number): string =>
    [...bytes(count)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return {
    bytes,
    unique: (prefix) => prefix + text(base32, 17),
    accessKey: (kind) => `${kind}SANDBOX${text(base32, 9)}`,
    secret: () => text(secretAlphabet, 40),
    sessionToken: () => Buffer.from(bytes(150)).toString("base64"),
    uuid: () => uuidOf(bytes(16)),
    fileSuffix: () => text(alphanumeric, 16),
  };
}

function hashChain(seed: string): (count: number) => Uint8Array {
  let calls = 0;
  return (count) => {
    const blocks: Buffer[] = [];
    for (let length = 0; length < count; length += 32) {
      blocks.push(createHash("sha256").update(`${seed}\n${calls++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, count);
  };
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  const variant = "89ab"[(bytes[8] ?? 0) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}
