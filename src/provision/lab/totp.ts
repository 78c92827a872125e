import { createHmac } from "node:crypto";

/** The code of a step. Source: RFC 6238 (TOTP) with HMAC-SHA-1, six digits, and RFC 4226. */
export function totpCode(seedBase32: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", base32(seedBase32)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

/** Steps of thirty seconds since 1970. */
export function totpStep(ms: number): number {
  return Math.floor(ms / totpStepMs);
}

export const totpStepMs = 30_000;

/** RFC 4648. Letters that are none of it are left out, as authenticator apps do with blanks. */
function base32(text: string): Buffer {
  const bits = [...text.toUpperCase()]
    .map((letter) => alphabet.indexOf(letter))
    .filter((value) => value >= 0)
    .map((value) => value.toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
