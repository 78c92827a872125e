import { hashText } from "./hashes";
import {
  ENTRY_ALL,
  ENTRY_CHILD,
  ENTRY_DECLINE,
  ENTRY_DEPTH,
  ENTRY_FIELDS,
  ENTRY_KEY,
  ENTRY_LENGTH,
  ENTRY_NEXT,
  ENTRY_OWN,
  ENTRY_ROLE,
  ENTRY_SEEN,
  ENTRY_TAIL,
  KEY_F,
  KEY_G,
  MAX_DEPTH_AT,
  NODE_MIX,
  NODE_MIX_2,
  PARENTS,
  ROLES,
  ROOT_AT,
  ROW_FIELDS,
  ROW_ID_LOW,
} from "./memory";
import { broken, decline, skipNested, skipScalar, skipSpace } from "./nested";
import { state } from "./state";

/**
 * Reads a record key by key, down to the fields that are asked for. Everything else is only checked.
 * Strings are stepped over by the list of their ends: what stands between two strings has no quote, so that none is missed.
 */
export function readObject(start: u32, row: u32, rowBytes: u32, declined: u32): u32 {
  const mine = ++state.serial;
  const maxDepth = load<u32>(MAX_DEPTH_AT);
  if (maxDepth == 0) return decline();
  const none = i64x2.splat(0);
  for (let at = ROW_ID_LOW; at < rowBytes; at += 16) v128.store(row + at, none);
  v128.store(ROLES, none);
  v128.store(ROLES, none, 16);
  v128.store(ROLES, none, 32);
  v128.store(ROLES, none, 48);
  let q = state.stringEnd;
  let node = load<u32>(ROOT_AT);
  let parents = PARENTS;
  let at = start + 1;
  let byte = <u32>load<u8>(at);
  if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
  if (byte == 0x7d) return decline();
  while (true) {
    // A key.
    if (byte != 0x22) return broken(at);
    const keyStart = at + 1;
    const keyEnd = load<u32>(q);
    q += 4;
    at = keyEnd + 1;
    if (load<u8>(at) != 0x3a) {
      at = skipSpace(at);
      if (load<u8>(at) != 0x3a) return broken(at);
    }
    byte = <u32>load<u8>(++at);
    if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
    let entry = find(node, keyStart, keyEnd);
    if (entry == 0) {
      if (hasDotOrEscape(keyStart, keyEnd)) return decline();
    } else {
      if (load<u32>(entry, ENTRY_SEEN) == mine || (load<u32>(entry, ENTRY_DECLINE) & declined) != 0) return decline();
      store<u32>(entry, mine, ENTRY_SEEN);
    }
    // Its value.
    const valueStart = at;
    let fields: u32 = 0;
    if (byte == 0x22) {
      at = load<u32>(q) + 1;
      q += 4;
    } else if (byte == 0x7b || byte == 0x5b) {
      if (byte == 0x7b && entry != 0) {
        const child = load<u32>(entry, ENTRY_CHILD);
        if (child != 0) {
          if ((parents - PARENTS) / 16 + 2 > maxDepth) return decline();
          store<u32>(parents, node);
          store<u32>(parents, entry, 4);
          store<u32>(parents, valueStart, 8);
          parents += 16;
          node = child;
          byte = <u32>load<u8>(++at);
          if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
          if (byte != 0x7d) continue;
          // Empty: nothing of it is a field, and what follows closes it.
          entry = 0;
        }
      }
      if (byte != 0x7d) {
        state.stringEnd = q;
        at = skipNested(at, (parents - PARENTS) / 16 + 1, maxDepth);
        if (at == 0) return 0;
        q = state.stringEnd;
      }
    } else {
      at = skipScalar(at);
      if (at == 0) return broken(valueStart);
    }
    if (entry != 0) {
      store<u64>(ROLES + 8 * load<u32>(entry, ENTRY_ROLE), <u64>valueStart | (<u64>at << 32));
      fields = load<u32>(entry, ENTRY_ALL);
      if (fields != 0) storeField(entry, fields, valueStart, at, row);
    }
    // What follows it.
    while (true) {
      byte = <u32>load<u8>(at);
      if (byte == 0x2c) {
        byte = <u32>load<u8>(++at);
        if (byte <= 0x20) byte = <u32>load<u8>((at = skipSpace(at)));
        break;
      }
      if (byte == 0x7d) {
        at++;
        if (parents == PARENTS) {
          state.stringEnd = q;
          return at;
        }
        parents -= 16;
        node = load<u32>(parents);
        const closed = load<u32>(parents, 4);
        store<u64>(ROLES + 8 * load<u32>(closed, ENTRY_ROLE), <u64>load<u32>(parents, 8) | (<u64>at << 32));
        fields = load<u32>(closed, ENTRY_OWN);
        if (fields != 0) storeField(closed, fields, load<u32>(parents, 8), at, row);
        continue;
      }
      if (byte > 0x20) return broken(at);
      const next = skipSpace(at);
      if (next == at) return broken(at);
      at = next;
    }
  }
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function find(node: u32, start: u32, end: u32): u32 {
  const length = end - start;
  let head = load<u64>(start);
  if (length < 8) head &= (<u64>1 << (<u64>length << 3)) - 1;
  const slot = ((<u32>head * NODE_MIX) ^ (<u32>(head >> 32) * NODE_MIX_2)) >> 26;
  let entry = load<u32>(node + (slot << 2));
  while (entry != 0) {
    if (load<u64>(entry) == head && load<u32>(entry, ENTRY_LENGTH) == length) {
      if (length <= 8) return entry;
      if (load<u64>(end - 8) == load<u64>(entry, ENTRY_TAIL)) {
        if (length <= 16 || isSame(start, load<u32>(entry, ENTRY_KEY), length)) return entry;
      }
    }
    entry = load<u32>(entry, ENTRY_NEXT);
  }
  return 0;
}

function isSame(a: u32, b: u32, length: u32): bool {
  for (let at: u32 = 8; at + 8 < length; at += 8) {
    if (load<u64>(a + at) != load<u64>(b + at)) return false;
  }
  return true;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function hasDotOrEscape(start: u32, end: u32): bool {
  const length = end - start;
  if (length <= 16) return (oddBytes(start) & ((1 << length) - 1)) != 0;
  for (let at = start; at < end - 16; at += 16) if (oddBytes(at) != 0) return true;
  return oddBytes(end - 16) != 0;
}

/** One bit for each of 16 bytes that is a dot or a backslash. */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function oddBytes(at: u32): u32 {
  const text = v128.load(at);
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(text, i8x16.splat(0x2e)), i8x16.eq(text, i8x16.splat(0x5c))));
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function storeField(entry: u32, count: u32, start: u32, end: u32, row: u32): void {
  let hash = hashText(start, end, load<u64>(KEY_F) + <u64>load<u32>(entry, ENTRY_DEPTH) * load<u64>(KEY_G));
  if (hash == 0) hash = 1;
  let field = load<u32>(entry, ENTRY_FIELDS);
  const last = field + 4 * count;
  for (; field < last; field += 4) store<u64>(row + load<u32>(field), hash, ROW_FIELDS);
}
