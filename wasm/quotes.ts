import { BLOCK, ENDS, HIDDEN, HIDDEN_BYTES, MARKS, STRINGS } from "./memory";
import { state } from "./state";

/** Finds the strings in `length` bytes from offset `from` of the block on, of which the first stands in no string. */
export function index(from: u32, length: u32): void {
  const start = BLOCK + from;
  const end = start + length;
  hideBehind(end);
  let out = ENDS;
  let marks = MARKS;
  let strings = STRINGS;
  let escaped: u64 = 0;
  /** All bits: the string before goes on. */
  let inside: u64 = 0;
  let all = i64x2.splat(0);
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  const spaces = i8x16.splat(0x20);
  for (let at = start; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let found = mask64(i8x16.eq(a, quotes), i8x16.eq(b, quotes), i8x16.eq(c, quotes), i8x16.eq(d, quotes));
    const slashA = i8x16.eq(a, backslashes);
    const slashB = i8x16.eq(b, backslashes);
    const slashC = i8x16.eq(c, backslashes);
    const slashD = i8x16.eq(d, backslashes);
    const slash = v128.or(v128.or(slashA, slashB), v128.or(slashC, slashD));
    // As signed numbers, control characters are low, and what is not ASCII is lower.
    const low = i8x16.lt_s(i8x16.min_s(i8x16.min_s(a, b), i8x16.min_s(c, d)), spaces);
    if (v128.any_true(v128.or(slash, low)) || escaped != 0) {
      all = v128.or(all, v128.or(v128.or(a, b), v128.or(c, d)));
      const slashes = mask64(slashA, slashB, slashC, slashD);
      // The byte behind a backslash that is not escaped itself is escaped.
      const escapes = escapedBytes(slashes & ~escaped, escaped);
      const starts = slashes & ~escapes;
      escaped = starts >> 63;
      found &= ~escapes;
      let marked =
        (mask64(isControl(a), isControl(b), isControl(c), isControl(d)) & (prefixXor(found) ^ inside)) | starts;
      while (marked != 0) {
        store<u32>(marks, at + <u32>ctz(marked));
        marks += 4;
        marked &= marked - 1;
      }
    }
    const isString = prefixXor(found) ^ inside;
    inside = <u64>(<i64>isString >> 63);
    store<u64>(strings, isString);
    strings += 8;
    out = flatten(found & ~isString, at, out);
  }
  // A string that does not end seems to end where the zeros begin, which no rule allows.
  store<u32>(out, end);
  store<u32>(marks, 0xffffffff);
  state.beyondAscii = i8x16.bitmask(all) != 0 ? 1 : 0;
  state.windowStart = start;
  state.windowEnd = end;
  state.endsEnd = out;
  state.stringEnd = ENDS;
  state.mark = MARKS;
  showBehind(end);
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function isControl(text: v128): v128 {
  return i8x16.eq(i8x16.min_u(text, i8x16.splat(0x1f)), text);
}

/** Of an address in the window. */
export function isInString(at: u32): bool {
  const offset = at - state.windowStart;
  return ((load<u64>(STRINGS + ((offset >> 6) << 3)) >> <u64>(offset & 63)) & 1) != 0;
}

/** Zeros behind the window, so that reading past its end finds nothing. */
export function hideBehind(end: u32): void {
  memory.copy(HIDDEN, end, HIDDEN_BYTES);
  memory.fill(end, 0, HIDDEN_BYTES);
}

export function showBehind(end: u32): void {
  memory.copy(end, HIDDEN, HIDDEN_BYTES);
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16))) |
    ((<u64>(<u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16))) << 32)
  );
}

/** Bits behind each run of an odd number of backslashes, and every second one inside the runs. */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function escapedBytes(slashes: u64, carried: u64): u64 {
  const even: u64 = 0x5555555555555555;
  const follows = (slashes << 1) | carried;
  const oddStarts = slashes & ~even & ~follows;
  const evenEnds = oddStarts + slashes;
  return (even ^ (evenEnds << 1)) & follows;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function prefixXor(bits: u64): u64 {
  let v = bits;
  v ^= v << 1;
  v ^= v << 2;
  v ^= v << 4;
  v ^= v << 8;
  v ^= v << 16;
  return v ^ (v << 32);
}

/**
 * Writes the addresses of the bits, five at a time: a loop that ends at their number would be guessed wrong too often.
 */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function flatten(bits: u64, base: u32, out: u32): u32 {
  const count = <u32>popcnt(bits);
  let rest = five(bits, base, out);
  if (count > 5) {
    let at = out + 20;
    do {
      rest = five(rest, base, at);
      at += 20;
    } while (rest != 0);
  }
  return out + (count << 2);
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function five(bits: u64, base: u32, out: u32): u64 {
  let rest = bits;
  store<u32>(out, base + <u32>ctz(rest));
  rest &= rest - 1;
  store<u32>(out, base + <u32>ctz(rest), 4);
  rest &= rest - 1;
  store<u32>(out, base + <u32>ctz(rest), 8);
  rest &= rest - 1;
  store<u32>(out, base + <u32>ctz(rest), 12);
  rest &= rest - 1;
  store<u32>(out, base + <u32>ctz(rest), 16);
  return rest & (rest - 1);
}
