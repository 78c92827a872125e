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

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
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
  for (let at = start; at < end; at += 2) {
    const second = at + 1 < end ? <u32>load<u8>(at, 1) << 16 : 0;
    const pair = <u32>load<u8>(at) | second;
    a = (a ^ pair) * 0x01000193;
    a ^= a >> 15;
    b = (b + pair) * 0x5bd1e995;
    b ^= b >> 13;
  }
  storeId(row, a, b, end - start);
}

function hashFourIds(row: u32, rowBytes: u32): void {
  const one = BLOCK + load<u32>(row, ROW_ID_START);
  const two = BLOCK + load<u32>(row + rowBytes, ROW_ID_START);
  const three = BLOCK + load<u32>(row + 2 * rowBytes, ROW_ID_START);
  const four = BLOCK + load<u32>(row + 3 * rowBytes, ROW_ID_START);
  // The first two characters of all four, then the next two; of the last eight characters, four are not theirs.
  for (let at: u32 = 0; at < ID_LENGTH; at += 8) {
    const a = v128.load8x8_u(one + at);
    const b = v128.load8x8_u(two + at);
    const c = v128.load8x8_u(three + at);
    const d = v128.load8x8_u(four + at);
    const lowAb = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const lowCd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const highAb = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const highCd = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    const out = COLUMNS + 8 * at;
    v128.store(out, v128.shuffle<u64>(lowAb, lowCd, 0, 2));
    v128.store(out, v128.shuffle<u64>(lowAb, lowCd, 1, 3), 16);
    v128.store(out, v128.shuffle<u64>(highAb, highCd, 0, 2), 32);
    v128.store(out, v128.shuffle<u64>(highAb, highCd, 1, 3), 48);
  }
  const seed = load<u32>(ID_SEED_AT);
  let a = i32x4.splat(seed ^ 0x9e3779b9);
  let b = i32x4.splat(seed * 0x85ebca6b);
  const timesA = i32x4.splat(0x01000193);
  const timesB = i32x4.splat(0x5bd1e995);
  for (let at: u32 = COLUMNS; at < COLUMNS + 8 * ID_LENGTH; at += 16) {
    const pairs = v128.load(at);
    a = i32x4.mul(v128.xor(a, pairs), timesA);
    a = v128.xor(a, i32x4.shr_u(a, 15));
    b = i32x4.mul(i32x4.add(b, pairs), timesB);
    b = v128.xor(b, i32x4.shr_u(b, 13));
  }
  storeId(row, i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0), ID_LENGTH);
  storeId(row + rowBytes, i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1), ID_LENGTH);
  storeId(row + 2 * rowBytes, i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2), ID_LENGTH);
  storeId(row + 3 * rowBytes, i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3), ID_LENGTH);
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
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
