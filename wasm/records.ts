import { readObject } from "./fields";
import { checksum, hashText } from "./hashes";
import { hashIds } from "./ids";
import {
  BLOCK,
  KEY_E,
  MAX_RECORD_AT,
  MAX_SPACE_AT,
  ROLES,
  ROLE_ERROR_CODE,
  ROLE_ERROR_MESSAGE,
  ROLE_ID,
  ROLE_NAME,
  ROLE_SOURCE,
  ROLE_TIME,
  ROWS,
  ROWS_BYTES,
  ROW_BYTES_AT,
  ROW_CHECKSUM,
  ROW_END,
  ROW_ERROR,
  ROW_ID_END,
  ROW_ID_START,
  ROW_PAIR,
  ROW_START,
  ROW_TIME,
  STOP_FULL,
  STOP_MISLED,
  STOP_OTHER,
} from "./memory";
import { decline, skipSpace } from "./nested";
import { hideBehind, isInString, showBehind } from "./quotes";
import { state } from "./state";
import { escapesHold, isPlainText, timeOf } from "./texts";

/**
 * Takes records from offset `from` of the block on, `separator` (a comma, or 0 for white space only) between them, and
 * gives the number of rows written. At `from` an object begins that is not inside a string. `loose`: 1 where an object
 * may be something else than a record.
 */
export function scan(from: u32, separator: u32, loose: u32): u32 {
  const end = state.windowEnd;
  hideBehind(end);
  const count = takeRecords(from, separator, loose);
  showBehind(end);
  hashIds(count, load<u32>(ROW_BYTES_AT));
  return count;
}

function takeRecords(from: u32, separator: u32, loose: u32): u32 {
  let at = BLOCK + from;
  state.takenTo = from;
  state.stoppedAt = from;
  while (state.stringEnd < state.endsEnd && load<u32>(state.stringEnd) < at) state.stringEnd += 4;
  while (load<u32>(state.mark) < at) state.mark += 4;
  if (isInString(at)) {
    state.stop = STOP_MISLED;
    return 0;
  }
  const rowBytes = load<u32>(ROW_BYTES_AT);
  const lastRow = ROWS + ROWS_BYTES - rowBytes - 16;
  const maxSpace = load<u32>(MAX_SPACE_AT);
  let row = ROWS;
  let count: u32 = 0;
  while (true) {
    if (row > lastRow) {
      state.stop = STOP_FULL;
      return count;
    }
    state.stoppedAt = at - BLOCK;
    const endBefore = state.stringEnd;
    const end = readRecord(at, row, rowBytes, 1 | (loose << 1));
    if (end == 0) {
      // The parser may go on at a place inside this record. Marks that were passed hold wherever it does.
      state.stringEnd = endBefore;
      return count;
    }
    state.takenTo = end - BLOCK;
    row += rowBytes;
    count++;
    at = end;
    if (separator != 0) {
      if (load<u8>(at) != separator) {
        at = skipSpace(at);
        if (load<u8>(at) != separator || at - end > maxSpace) {
          state.stop = STOP_OTHER;
          return count;
        }
      }
      at++;
    }
    if (load<u8>(at) != 0x7b) {
      const gap = at;
      at = skipSpace(at);
      if (load<u8>(at) != 0x7b || at - gap > maxSpace) {
        state.stop = STOP_OTHER;
        return count;
      }
    }
  }
}

/** Behind the record's last bracket, with its row written; 0 with `stop` set. */
function readRecord(start: u32, row: u32, rowBytes: u32, declined: u32): u32 {
  const end = readObject(start, row, rowBytes, declined);
  if (end == 0) return 0;
  if (load<u32>(state.mark) < end && !escapesHold(end)) return decline();
  if (end - start > load<u32>(MAX_RECORD_AT)) return decline();
  const time = load<u64>(ROLES + 8 * ROLE_TIME);
  const seconds = timeOf(<u32>time, <u32>(time >> 32));
  if (seconds == 0xffffffff) return decline();
  const source = load<u64>(ROLES + 8 * ROLE_SOURCE);
  const name = load<u64>(ROLES + 8 * ROLE_NAME);
  if (!isPlainText(<u32>source, <u32>(source >> 32)) || !isPlainText(<u32>name, <u32>(name >> 32))) return decline();
  const id = load<u64>(ROLES + 8 * ROLE_ID);
  if (id != 0) {
    const idStart = <u32>id + 1;
    const idEnd = <u32>(id >> 32) - 1;
    if (!isPlainText(<u32>id, <u32>(id >> 32))) return decline();
    store<u32>(row, idStart - BLOCK, ROW_ID_START);
    store<u32>(row, idEnd - BLOCK, ROW_ID_END);
  }
  const code = load<u64>(ROLES + 8 * ROLE_ERROR_CODE);
  const error = isNothing(code) ? load<u64>(ROLES + 8 * ROLE_ERROR_MESSAGE) : code;
  store<u32>(row, start - BLOCK, ROW_START);
  store<u32>(row, end - BLOCK, ROW_END);
  store<u32>(row, seconds, ROW_TIME);
  store<u32>(row, isNothing(error) || isEmptyText(error) ? 0 : 1, ROW_ERROR);
  store<u32>(row, checksum(start, end - start, end - start, 1), ROW_CHECKSUM);
  const sourceHash = hashText(<u32>source, <u32>(source >> 32), load<u64>(KEY_E));
  store<u64>(row, hashText(<u32>name, <u32>(name >> 32), sourceHash), ROW_PAIR);
  return end;
}

/** Absent or null. */
// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function isNothing(value: u64): bool {
  return value == 0 || load<u8>(<u32>value) == 0x6e;
}

// @ts-ignore: AssemblyScript has decorators of functions, TypeScript has not.
@inline
function isEmptyText(value: u64): bool {
  return load<u16>(<u32>value) == 0x2222;
}
