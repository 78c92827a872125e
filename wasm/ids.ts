import { BLOCK, COLUMNS, ID_SEED_AT, ROWS, ROW_ID_END, ROW_ID_HIGH, ROW_ID_LOW, ROW_ID_START } from "./memory";

/** Of all rows; four at a time where four have the usual length, since each step of one waits for the step before. */
export function hashIds(count: u32, rowBytes: u32): void {
  let row = ROWS;
  const end = ROWS + count * rowBytes;
  for (; row + 4 * rowBytes <= end; row += 4 * rowBytes) {
    if (isUsualId(row) && isUsualId(row + rowBytes) && isUsualId(row + 2 * rowBytes) && isUsualId(row + 3 * rowBytes)) {
      hashFourIds(row, rowBytes);
    } else {
      for (let i: u32 = 0; i < 4; i++) hashId(row + i * rowBytes);
    }
  }
  for (; row < end; row += rowBytes) hashId(row);
}

const ID_LENGTH: u32 = 36;

// @ts-ignore: decorator
@inline
function isUsualId(row: u32): bool {
  return load<u32>(row, ROW_ID_END) - load<u32>(row, ROW_ID_START) == ID_LENGTH;
}

/** As `hashId` of `src/detect/id-hash.ts`. */
function hashId(row: u32): void {
  const start = BLOCK + load<u32>(row, ROW_ID_START);
  const end = BLOCK + load<u32>(row, ROW_ID_END);
  if (start == end) return;
  const seed = load<u32>(ID_SEED_AT);
  let a = seed ^ 0x9e3779b9;
  let b = seed * 0x85ebca6b;
  for (let at = start; at < end; at++) {
    const code = <u32>load<u8>(at);
    a = (a ^ code) * 0x01000193;
    a ^= a >> 15;
    b = (b + code) * 0x5bd1e995;
    b ^= b >> 13;
  }
  storeId(row, a, b, end - start);
}

function hashFourIds(row: u32, rowBytes: u32): void {
  const one = BLOCK + load<u32>(row, ROW_ID_START);
  const two = BLOCK + load<u32>(row + rowBytes, ROW_ID_START);
  const three = BLOCK + load<u32>(row + 2 * rowBytes, ROW_ID_START);
  const four = BLOCK + load<u32>(row + 3 * rowBytes, ROW_ID_START);
  // The first characters of all four, then the second ones.
  for (let at: u32 = 0; at < ID_LENGTH; at += 16) {
    const a = v128.load(one + at);
    const b = v128.load(two + at);
    const c = v128.load(three + at);
    const d = v128.load(four + at);
    const lowAb = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const lowCd = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const highAb = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const highCd = v128.shuffle<u8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const out = COLUMNS + 4 * at;
    v128.store(out, v128.shuffle<u16>(lowAb, lowCd, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(out, v128.shuffle<u16>(lowAb, lowCd, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(out, v128.shuffle<u16>(highAb, highCd, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(out, v128.shuffle<u16>(highAb, highCd, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
  const seed = load<u32>(ID_SEED_AT);
  let a = i32x4.splat(seed ^ 0x9e3779b9);
  let b = i32x4.splat(seed * 0x85ebca6b);
  const timesA = i32x4.splat(0x01000193);
  const timesB = i32x4.splat(0x5bd1e995);
  for (let at: u32 = COLUMNS; at < COLUMNS + 4 * ID_LENGTH; at += 4) {
    const codes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
    a = i32x4.mul(v128.xor(a, codes), timesA);
    a = v128.xor(a, i32x4.shr_u(a, 15));
    b = i32x4.mul(i32x4.add(b, codes), timesB);
    b = v128.xor(b, i32x4.shr_u(b, 13));
  }
  storeId(row, i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0), ID_LENGTH);
  storeId(row + rowBytes, i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1), ID_LENGTH);
  storeId(row + 2 * rowBytes, i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2), ID_LENGTH);
  storeId(row + 3 * rowBytes, i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3), ID_LENGTH);
}

// @ts-ignore: decorator
@inline
function storeId(row: u32, a: u32, b: u32, length: u32): void {
  store<u32>(row, mix(a ^ length), ROW_ID_LOW);
  store<u32>(row, mix(b + a * 0x297a2d39), ROW_ID_HIGH);
}

function mix(value: u32): u32 {
  let v = value;
  v = (v ^ (v >> 16)) * 0x85ebca6b;
  v = (v ^ (v >> 13)) * 0xc2b2ae35;
  return v ^ (v >> 16);
}
