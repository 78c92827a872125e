import { crc32 } from "node:zlib";

/** Checksums of S3 that Node's crypto does not have, in Base64, highest byte first. */
export const crcs: Readonly<Record<"crc32" | "crc32c" | "crc64nvme", (bytes: Uint8Array) => string>> = {
  crc32: base64Crc32,
  crc32c: base64Crc32c,
  crc64nvme: base64Crc64Nvme,
};

function base64Crc32(bytes: Uint8Array): string {
  return base64Of(crc32(bytes));
}

function base64Crc32c(bytes: Uint8Array): string {
  castagnoli ??= makeTable32(0x82f63b78);
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (castagnoli[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return base64Of((crc ^ 0xffffffff) >>> 0);
}

/** In two halves of 32 bits: BigInt is too slow here. */
function base64Crc64Nvme(bytes: Uint8Array): string {
  nvme ??= makeTable64(0x9a6c9329, 0xac4bc9b5);
  const { high, low } = nvme;
  let upper = 0xffffffff;
  let lower = 0xffffffff;
  for (const byte of bytes) {
    const index = (lower ^ byte) & 0xff;
    lower = ((lower >>> 8) | (upper << 24)) ^ (low[index] ?? 0);
    upper = (upper >>> 8) ^ (high[index] ?? 0);
  }
  const buffer = Buffer.alloc(8);
  buffer.writeUInt32BE((upper ^ 0xffffffff) >>> 0, 0);
  buffer.writeUInt32BE((lower ^ 0xffffffff) >>> 0, 4);
  return buffer.toString("base64");
}

let castagnoli: Int32Array | undefined;
let nvme: { readonly high: Int32Array; readonly low: Int32Array } | undefined;

function makeTable32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

function makeTable64(polynomialHigh: number, polynomialLow: number): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let upper = 0;
    let lower = index;
    for (let bit = 0; bit < 8; bit++) {
      const odd = lower & 1;
      lower = (lower >>> 1) | (upper << 31);
      upper >>>= 1;
      if (odd) {
        lower ^= polynomialLow;
        upper ^= polynomialHigh;
      }
    }
    high[index] = upper;
    low[index] = lower;
  }
  return { high, low };
}

function base64Of(crc: number): string {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(crc);
  return buffer.toString("base64");
}
