import { state } from "./state";

/** What is marked before `end` is an escape that JSON has, and no control character. */
export function escapesHold(end: u32): bool {
  let at = load<u32>(state.mark);
  while (at < end) {
    if (load<u8>(at) != 0x5c) return false;
    const letter = <u32>load<u8>(at, 1);
    if (letter == 0x75) {
      for (let i: u32 = 2; i < 6; i++) if (!isHex(<u32>load<u8>(at + i))) return false;
    } else if (
      letter != 0x22 &&
      letter != 0x5c &&
      letter != 0x2f &&
      letter != 0x6e &&
      letter != 0x74 &&
      letter != 0x72 &&
      letter != 0x62 &&
      letter != 0x66
    ) {
      return false;
    }
    state.mark += 4;
    at = load<u32>(state.mark);
  }
  return true;
}

function isHex(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

/** A string that is not empty, of ASCII without escapes. */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
export function isPlainText(start: u32, end: u32): bool {
  if (start == 0 || load<u8>(start) != 0x22 || end - start < 3) return false;
  const slashes = i8x16.splat(0x5c);
  for (let at = start; at < end; at += 16) {
    const text = v128.load(at);
    let odd = <u32>i8x16.bitmask(v128.or(text, i8x16.eq(text, slashes)));
    const left = end - at;
    if (left < 16) odd &= (1 << left) - 1;
    if (odd != 0) return false;
  }
  return true;
}

/** Seconds since 1970 of a string of the form "2026-11-21T20:02:11Z"; 0xffffffff for anything else. */
export function timeOf(start: u32, end: u32): u32 {
  if (end - start != 22 || load<u8>(start) != 0x22) return 0xffffffff;
  const text = v128.load(start, 1);
  const digits = v128.sub<u8>(text, i8x16.splat(0x30));
  const areDigits = i8x16.bitmask(i8x16.eq(i8x16.min_u(digits, i8x16.splat(9)), digits));
  const marks = i8x16.eq(text, i8x16(0, 0, 0, 0, 0x2d, 0, 0, 0x2d, 0, 0, 0x54, 0, 0, 0x3a, 0, 0));
  if ((areDigits & 0xdb6f) != 0xdb6f || i8x16.bitmask(marks) != 0x2490) return 0xffffffff;
  if (load<u8>(start, 17) != 0x3a || load<u8>(start, 20) != 0x5a) return 0xffffffff;
  const tens = <u32>load<u8>(start, 18) - 0x30;
  const ones = <u32>load<u8>(start, 19) - 0x30;
  if (tens > 5 || ones > 9) return 0xffffffff;
  const year = 100 * two(start, 1) + two(start, 3);
  const month = two(start, 6);
  const day = two(start, 9);
  const hour = two(start, 12);
  const minute = two(start, 15);
  if (year < 1970 || year > 2099 || month - 1 > 11 || hour > 23 || minute > 59) return 0xffffffff;
  if (day - 1 > 27 && (day == 0 || day > daysOf(month, year))) return 0xffffffff;
  const shifted = month <= 2 ? year - 1 : year;
  const leapDays = shifted / 4 - shifted / 100 + shifted / 400;
  const days = shifted * 365 + leapDays + (153 * ((month + 9) % 12) + 2) / 5 + day - 1 - 719468;
  return ((days * 24 + hour) * 60 + minute) * 60 + 10 * tens + ones;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function two(start: u32, at: u32): u32 {
  return 10 * <u32>load<u8>(start + at) + <u32>load<u8>(start + at + 1) - 528;
}

function daysOf(month: u32, year: u32): u32 {
  // Of the years from 1970 to 2099, the only one that begins a century is a leap year.
  if (month == 2) return year % 4 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
