import { STOP_CUT, STOP_DECLINED } from "./memory";
import { state } from "./state";

export function decline(): u32 {
  state.stop = STOP_DECLINED;
  return 0;
}

/** Where the text went wrong: what the window's end has cut off may be right. */
export function broken(at: u32): u32 {
  state.stop = at + 8 > state.windowEnd ? STOP_CUT : STOP_DECLINED;
  return 0;
}

/** Checks an object or a list with all that is in it; `depth` are around it. Behind it, or 0. */
export function skipNested(start: u32, depth: u32, maxDepth: u32): u32 {
  const outside = depth;
  let q = state.stringEnd;
  let at = start;
  let byte = <u32>load<u8>(at);
  // One bit for each open bracket: 1 is an object.
  let brackets: u64 = 0;
  while (true) {
    if (brackets & 1) {
      if (byte != 0x22) return broken(at);
      at = load<u32>(q) + 1;
      q += 4;
      if (load<u8>(at) != 0x3a) {
        at = skipSpace(at);
        if (load<u8>(at) != 0x3a) return broken(at);
      }
      byte = <u32>load<u8>(++at);
      if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
    }
    if (byte == 0x22) {
      at = load<u32>(q) + 1;
      q += 4;
    } else if ((byte | 0x20) == 0x7b) {
      if (++depth > maxDepth) return decline();
      brackets = (brackets << 1) | ((byte >> 5) & 1);
      byte = <u32>load<u8>(++at);
      if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
      if ((byte | 0x20) != 0x7d) continue;
    } else {
      const end = skipScalar(at);
      if (end == 0) return broken(at);
      at = end;
    }
    while (true) {
      byte = <u32>load<u8>(at);
      if (byte == 0x2c) {
        byte = <u32>load<u8>(++at);
        if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
        break;
      }
      if ((byte | 0x20) == 0x7d) {
        if (((byte >> 5) & 1) != <u32>(brackets & 1)) return decline();
        brackets >>= 1;
        at++;
        if (--depth == outside) {
          state.stringEnd = q;
          return at;
        }
        continue;
      }
      const next = skipSpace(at);
      if (next == at) return broken(at);
      at = next;
    }
  }
}

/** Behind a number, `true`, `false` or `null`; 0 when there is none. What follows it is the caller's question. */
export function skipScalar(start: u32): u32 {
  const word = load<u32>(start);
  if (word == 0x65757274 || word == 0x6c6c756e) return start + 4;
  if (word == 0x736c6166 && load<u8>(start, 4) == 0x65) return start + 5;
  let at = start;
  if (load<u8>(at) == 0x2d) at++;
  const digits = skipDigits(at);
  if (digits == at || (load<u8>(at) == 0x30 && digits != at + 1)) return 0;
  at = digits;
  if (load<u8>(at) == 0x2e) {
    const fraction = skipDigits(at + 1);
    if (fraction == at + 1) return 0;
    at = fraction;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    const sign = load<u8>(at, 1);
    const from = at + (sign == 0x2b || sign == 0x2d ? 2 : 1);
    const exponent = skipDigits(from);
    if (exponent == from) return 0;
    at = exponent;
  }
  return at;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function skipDigits(start: u32): u32 {
  let at = start;
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}

export function skipSpace(start: u32): u32 {
  let at = start;
  while (true) {
    const byte = <u32>load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return at;
    at++;
  }
}
