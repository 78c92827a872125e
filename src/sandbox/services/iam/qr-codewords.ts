/** Check codewords of a block, and number of blocks, by version; level L. Source: ISO/IEC 18004, table 9. */
const checkWords: readonly number[] = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30,
  30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const blockCounts: readonly number[] = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19,
  20, 21, 22, 24, 25,
];

/** The smallest version with room for so many bytes. Throws a RangeError when none has. */
export function qrVersion(length: number): number {
  for (let version = 1; version <= 40; version += 1) {
    if (4 + lengthBits(version) + length * 8 <= dataWords(version) * 8) return version;
  }
  throw new RangeError(`${length} bytes are too many for a QR code`);
}

/** All codewords of the symbol in the order in which they are drawn. */
export function qrCodewords(bytes: Uint8Array, version: number): Uint8Array {
  const data = dataOf(bytes, version);
  const [blocks, checks] = [blockCounts[version - 1] ?? 1, checkWords[version - 1] ?? 0];
  const shortLength = Math.floor(data.length / blocks);
  const shortBlocks = blocks - (data.length % blocks);
  const divisor = generator(checks);
  const parts: { readonly data: Uint8Array; readonly check: Uint8Array }[] = [];
  for (let index = 0, start = 0; index < blocks; index += 1) {
    const end = start + shortLength + (index < shortBlocks ? 0 : 1);
    const block = data.subarray(start, end);
    parts.push({ data: block, check: remainder(block, divisor) });
    start = end;
  }
  const all: number[] = [];
  for (let at = 0; at <= shortLength; at += 1) {
    for (const { data: block } of parts) if (at < block.length) all.push(block[at] ?? 0);
  }
  for (let at = 0; at < checks; at += 1) for (const { check } of parts) all.push(check[at] ?? 0);
  return Uint8Array.from(all);
}

function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function dataWords(version: number): number {
  return Math.floor(rawModules(version) / 8) - (checkWords[version - 1] ?? 0) * (blockCounts[version - 1] ?? 1);
}

/** Modules that are left when finders, timings, alignments, format and version are drawn. */
function rawModules(version: number): number {
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignments = version === 1 ? 0 : (25 * count - 10) * count - 55;
  return (16 * version + 128) * version + 64 - alignments - (version >= 7 ? 36 : 0);
}

/** Mode, length, bytes, an end, and filling. */
function dataOf(bytes: Uint8Array, version: number): Uint8Array {
  const bits: number[] = [];
  const push = (value: number, count: number): void => {
    for (let at = count - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  const words = dataWords(version);
  push(0, Math.min(4, words * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  const data = new Uint8Array(words);
  for (const [at, bit] of bits.entries()) data[at >> 3] = (data[at >> 3] ?? 0) | (bit << (7 - (at & 7)));
  for (let at = bits.length / 8, isFirst = true; at < words; at += 1, isFirst = !isFirst)
    data[at] = isFirst ? 0xec : 0x11;
  return data;
}

/** In GF(256) by the polynomial 0x11d. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if (((b >> bit) & 1) === 1) product ^= a;
  }
  return product;
}

/** Of Reed-Solomon, without its first coefficient, which is one. */
function generator(degree: number): Uint8Array {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = multiply(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: Uint8Array, divisor: Uint8Array): Uint8Array {
  const rest = new Uint8Array(divisor.length);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    for (const [at, coefficient] of divisor.entries()) rest[at] = (rest[at] ?? 0) ^ multiply(coefficient, factor);
  }
  return rest;
}
