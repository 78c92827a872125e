// Memory, in bytes from 0. There is no static data and nothing grows.
export const PAGE: u32 = 65536;
/** What stands behind the window, while zeros stand in its place. */
export const HIDDEN: u32 = PAGE - 128;
export const HIDDEN_BYTES: u32 = 128;
/** What `scan` is asked for; `src/logs/kernel-plan.ts` writes it. */
export const PLAN: u32 = PAGE;
export const PLAN_BYTES: u32 = 7 * PAGE;
/** Piece by piece, texts of which only the checksum is asked for. */
export const SCRATCH: u32 = PLAN + PLAN_BYTES;
export const SCRATCH_BYTES: u32 = PAGE;
/** The text. Nearly every file fits, so that it can be unpacked to where it is read. */
export const BLOCK: u32 = SCRATCH + SCRATCH_BYTES;
export const BLOCK_BYTES: u32 = 128 * PAGE;
/** So much of the block is read at a time. */
export const WINDOW_BYTES: u32 = 4 * PAGE;
/** Addresses of the quotes that end strings: at most every second byte, and what is written in advance. */
export const ENDS: u32 = BLOCK + BLOCK_BYTES + PAGE;
export const ENDS_BYTES: u32 = 2 * WINDOW_BYTES + PAGE;
/** Addresses of backslashes that begin an escape, and of control characters in strings: at most every byte. */
export const MARKS: u32 = ENDS + ENDS_BYTES;
export const MARKS_BYTES: u32 = 4 * WINDOW_BYTES + PAGE;
/** One bit for each byte: 1 where it is in a string, with the quote before it. */
export const STRINGS: u32 = MARKS + MARKS_BYTES;
export const ROWS: u32 = STRINGS + PAGE;
/** Few, so that they stay in the processor's cache until somebody looks at them. */
export const ROWS_BYTES: u32 = 2 * PAGE;

// The plan's head: eight 64-bit keys, limits, then places that belong to the kernel.
export const KEY_A: u32 = PLAN;
export const KEY_B: u32 = PLAN + 8;
export const KEY_C: u32 = PLAN + 16;
export const KEY_D: u32 = PLAN + 24;
export const KEY_E: u32 = PLAN + 32;
export const KEY_F: u32 = PLAN + 40;
export const KEY_G: u32 = PLAN + 48;
export const KEY_H: u32 = PLAN + 56;
export const MAX_RECORD_AT: u32 = PLAN + 64;
export const MAX_DEPTH_AT: u32 = PLAN + 68;
export const MAX_SPACE_AT: u32 = PLAN + 72;
export const ROW_BYTES_AT: u32 = PLAN + 76;
export const ID_SEED_AT: u32 = PLAN + 80;
export const ROOT_AT: u32 = PLAN + 84;
/** Start and end of the values of the record's own fields, one for each `ROLE_`. */
export const ROLES: u32 = PLAN + 128;
/** A checksum in the making. */
export const LANES: u32 = PLAN + 192;
/**
 * The objects around the current one, on the way to wanted fields, 16 bytes each: node, entry, start of the value. Behind
 * them stand the nodes.
 */
export const PARENTS: u32 = PLAN + 256;
/** Four ids, two characters of each after the other. */
export const COLUMNS: u32 = 512;

export const ROLE_ID: u32 = 1;
export const ROLE_TIME: u32 = 2;
export const ROLE_SOURCE: u32 = 3;
export const ROLE_NAME: u32 = 4;
export const ROLE_ERROR_CODE: u32 = 5;
export const ROLE_ERROR_MESSAGE: u32 = 6;

// A node is 64 addresses of entries, by a hash of the key's first bytes. An entry is a key that is asked for.
export const NODE_MIX: u32 = 0x9e3779b1;
export const NODE_MIX_2: u32 = 0x85ebca77;
export const ENTRY_HEAD: u32 = 0;
export const ENTRY_TAIL: u32 = 8;
export const ENTRY_LENGTH: u32 = 16;
export const ENTRY_NEXT: u32 = 20;
export const ENTRY_KEY: u32 = 24;
export const ENTRY_ROLE: u32 = 28;
export const ENTRY_CHILD: u32 = 32;
export const ENTRY_SEEN: u32 = 36;
export const ENTRY_DEPTH: u32 = 40;
export const ENTRY_FIELDS: u32 = 44;
export const ENTRY_OWN: u32 = 48;
export const ENTRY_ALL: u32 = 52;
export const ENTRY_DECLINE: u32 = 56;

/** Row words, in bytes, as `rowWord` of `src/logs/record-rows.ts` counts them. */
export const ROW_START: u32 = 0;
export const ROW_END: u32 = 4;
export const ROW_TIME: u32 = 8;
export const ROW_ERROR: u32 = 12;
export const ROW_ID_LOW: u32 = 16;
export const ROW_ID_HIGH: u32 = 20;
export const ROW_ID_START: u32 = 24;
export const ROW_ID_END: u32 = 28;
export const ROW_CHECKSUM: u32 = 32;
export const ROW_PAIR: u32 = 36;
export const ROW_FIELDS: u32 = 44;

export const STOP_CUT: u32 = 0;
export const STOP_DECLINED: u32 = 1;
export const STOP_FULL: u32 = 2;
export const STOP_OTHER: u32 = 3;
export const STOP_MISLED: u32 = 4;
