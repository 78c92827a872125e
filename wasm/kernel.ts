/**
 * Reads CloudTrail records from bytes without parsing them: checks completely that each is JSON, and writes one row of
 * numbers for it. Whatever it is not sure about it declines. AssemblyScript; `scripts/build-kernel.mjs` compiles it.
 *
 * Two steps over a window of the block of bytes. `index` finds all strings (as simdjson does: Langdale and Lemire, "Parsing Gigabytes
 * of JSON per Second", 2019) and the bytes in strings that need a look. `scan` walks what stands between the strings.
 */
import { BLOCK, BLOCK_BYTES, PLAN, PLAN_BYTES, ROWS, SCRATCH, SCRATCH_BYTES, WINDOW_BYTES } from "./memory";
import { state } from "./state";

export { checksum } from "./hashes";
export { index } from "./quotes";
export { scan } from "./records";

export const planAt: u32 = PLAN;
export const planBytes: u32 = PLAN_BYTES;
export const scratchAt: u32 = SCRATCH;
export const scratchBytes: u32 = SCRATCH_BYTES;
export const blockAt: u32 = BLOCK;
export const blockBytes: u32 = BLOCK_BYTES;
export const windowBytes: u32 = WINDOW_BYTES;
export const rowsAt: u32 = ROWS;

export function stop(): u32 {
  return state.stop;
}

export function takenTo(): u32 {
  return state.takenTo;
}

export function stoppedAt(): u32 {
  return state.stoppedAt;
}

export function beyondAscii(): u32 {
  return state.beyondAscii;
}
