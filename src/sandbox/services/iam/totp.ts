import { createHmac } from "node:crypto";
import { validationError } from "./errors.ts";

/** A code of six digits for every thirty seconds. Source: RFC 6238 (TOTP) with HMAC-SHA-1, and RFC 4226. */
export function totpCode(seedBase32: string, atMs: number): string {
  return codeOf(base32Decode(seedBase32), Math.floor(atMs / stepMs));
}

/** Whether a code is of this time; clocks may be a few steps apart, as IAM allows. */
export function totpMatches(seedBase32: string, code: string, atMs: number): boolean {
  return stepOf(base32Decode(seedBase32), code, Math.floor(atMs / stepMs), 1) !== undefined;
}

/**
 * Whether two codes follow each other, as devices are enabled with. Clocks may be further apart here: that is what the two
 * codes settle.
 */
export function totpPairMatches(seedBase32: string, first: string, second: string, atMs: number): boolean {
  const key = base32Decode(seedBase32);
  const now = Math.floor(atMs / stepMs);
  for (let step = now - maxDrift; step <= now + maxDrift; step += 1) {
    if (codeOf(key, step) === first && codeOf(key, step + 1) === second) return true;
  }
  return false;
}

/** RFC 4648, without padding. */
export function base32Encode(bytes: Uint8Array): string {
  let [text, bits, held] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= 31;
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}

const stepMs = 30_000;
/** Two minutes to either side. */
const maxDrift = 4;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function stepOf(key: Buffer, code: string, now: number, drift: number): number | undefined {
  for (let step = now - drift; step <= now + drift; step += 1) if (codeOf(key, step) === code) return step;
  return undefined;
}

function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.max(step, 0)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, "0");
}

function base32Decode(text: string): Buffer {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text.toUpperCase().replace(/=+$/, "")) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw validationError("The seed is not base32.");
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
