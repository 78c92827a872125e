import { KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, LANES } from "./memory";

/**
 * Keyed hash of a text of one byte or more: every value has that many. Two secret multipliers a step: with one, a change
 * of the topmost bits of a word can be undone in the next word by whoever writes the text, without knowing the key.
 */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
export function hashText(start: u32, end: u32, key: u64): u64 {
  const length = end - start;
  const a = key + <u64>length * load<u64>(KEY_H);
  if (length > 16) return hashLong(start, end, a);
  const strangers: u64 = <u64>(8 - min<u32>(length, 8)) << 3;
  const first = step(a, load<u64>(start) << strangers, load<u64>(KEY_A), load<u64>(KEY_B));
  return finish(step(first, load<u64>(end - 8) >> strangers, load<u64>(KEY_C), load<u64>(KEY_D)));
}

function hashLong(start: u32, end: u32, key: u64): u64 {
  const k1 = load<u64>(KEY_A);
  const k2 = load<u64>(KEY_B);
  const k3 = load<u64>(KEY_C);
  const k4 = load<u64>(KEY_D);
  let a = key;
  let b = a ^ k3;
  const last = end - 16;
  let at = start;
  do {
    a = step(a, load<u64>(at), k1, k2);
    b = step(b, load<u64>(at, 8), k3, k4);
    at += 16;
  } while (at < last);
  a = step(a, load<u64>(last), k1, k2);
  b = step(b, load<u64>(last, 8), k3, k4);
  return finish(step(a, b, k3, k1));
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function step(state: u64, word: u64, k1: u64, k2: u64): u64 {
  return rotl((state ^ word) * k1, 32) * k2;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function finish(state: u64): u64 {
  return state ^ (state >> 32);
}

/**
 * Checksum of a text, keyed, which depends on each of its bytes. A long text is given in parts, each but the last a
 * multiple of 64 bytes; the last answer counts. `length` is that of the whole.
 */
export function checksum(start: u32, bytes: u32, length: u32, isFirst: u32): u32 {
  const timesA = v128.load(KEY_A);
  const timesB = v128.load(KEY_C);
  const lanes = isFirst ? KEY_A : LANES;
  let a = v128.load(lanes);
  let b = v128.load(lanes, 16);
  let c = v128.load(lanes, 32);
  let d = v128.load(lanes, 48);
  let at = start;
  const end = start + bytes;
  for (; at + 64 <= end; at += 64) {
    a = stir(a, v128.load(at), timesA);
    b = stir(b, v128.load(at, 16), timesB);
    c = stir(c, v128.load(at, 32), timesA);
    d = stir(d, v128.load(at, 48), timesB);
  }
  v128.store(LANES, a);
  v128.store(LANES, b, 16);
  v128.store(LANES, c, 32);
  v128.store(LANES, d, 48);
  for (; at + 16 <= end; at += 16) a = stir(a, v128.load(at), timesA);
  if (at < end) {
    const isText = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<u8>(end - at)));
    b = stir(b, v128.and(v128.load(at), isText), timesB);
  }
  a = stir(stir(a, b, timesB), v128.xor(c, i32x4.splat(length)), timesA);
  a = stir(stir(a, d, timesB), d, timesA);
  const v = i64x2.extract_lane(a, 0) * load<u64>(KEY_E) + rotl(i64x2.extract_lane(a, 1), 32) * load<u64>(KEY_F);
  return <u32>((rotl(v, 32) * load<u64>(KEY_G)) >> 32);
}

/**
 * The product mixes upwards in each word; then upper halves become lower ones. V8 has instructions for this shuffle.
 */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function stir(state: v128, text: v128, times: v128): v128 {
  const v = i32x4.mul(v128.xor(state, text), times);
  return v128.shuffle<u16>(v, v, 3, 0, 1, 2, 7, 4, 5, 6);
}
