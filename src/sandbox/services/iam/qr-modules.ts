import { qrCodewords, qrVersion } from "./qr-codewords.ts";

/**
 * The modules of a QR code, true for black, row by row: byte mode, error correction level L, the smallest version that has room.
 * Throws a RangeError of more than 2953 bytes. Source: ISO/IEC 18004.
 */
export function qrModules(bytes: Uint8Array): readonly (readonly boolean[])[] {
  const version = qrVersion(bytes.length);
  const size = version * 4 + 17;
  const grid: Grid = Array.from({ length: size }, () => Array.from<boolean | undefined>({ length: size }));
  drawFinders(grid);
  drawAlignments(grid, version);
  drawTimings(grid);
  drawFormat(grid);
  if (version >= 7) drawVersion(grid, version);
  drawData(grid, qrCodewords(bytes, version));
  return grid.map((row) => row.map((module) => module === true));
}

/** Undefined: still free. */
type Grid = (boolean | undefined)[][];

function set(grid: Grid, x: number, y: number, isBlack: boolean): void {
  const row = grid[y];
  if (row !== undefined && x >= 0 && x < row.length) row[x] = isBlack;
}

function drawFinders(grid: Grid): void {
  const last = grid.length - 4;
  for (const [centerX, centerY] of [[3, 3] as const, [last, 3] as const, [3, last] as const]) {
    for (let y = -4; y <= 4; y += 1) {
      for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        set(grid, centerX + x, centerY + y, ring !== 2 && ring !== 4);
      }
    }
  }
}

function drawAlignments(grid: Grid, version: number): void {
  const centers = alignmentCenters(version);
  const last = centers.at(-1) ?? 0;
  for (const y of centers) {
    for (const x of centers) {
      const isAtFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
      if (!isAtFinder) drawAlignment(grid, x, y);
    }
  }
}

function drawAlignment(grid: Grid, centerX: number, centerY: number): void {
  for (let y = -2; y <= 2; y += 1) {
    for (let x = -2; x <= 2; x += 1) {
      set(grid, centerX + x, centerY + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  }
}

/** From the last one backwards in even steps, and 6. */
function alignmentCenters(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = version * 4 + 10;
  // The standard's table has one step that the rule does not give.
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - (count - 2 - index) * step)];
}

function drawTimings(grid: Grid): void {
  for (let at = 8; at < grid.length - 8; at += 1) {
    set(grid, 6, at, at % 2 === 0);
    set(grid, at, 6, at % 2 === 0);
  }
}

/** Level L and mask 0, twice, with their check bits; and the module that is always black. */
function drawFormat(grid: Grid): void {
  const size = grid.length;
  const bits = 0b111011111000100;
  const bit = (at: number): boolean => ((bits >> at) & 1) === 1;
  for (let at = 0; at <= 5; at += 1) set(grid, 8, at, bit(at));
  set(grid, 8, 7, bit(6));
  set(grid, 8, 8, bit(7));
  set(grid, 7, 8, bit(8));
  for (let at = 9; at < 15; at += 1) set(grid, 14 - at, 8, bit(at));
  for (let at = 0; at < 8; at += 1) set(grid, size - 1 - at, 8, bit(at));
  for (let at = 8; at < 15; at += 1) set(grid, 8, size - 15 + at, bit(at));
  set(grid, 8, size - 8, true);
}

/** The version with the check bits of its BCH code, twice. */
function drawVersion(grid: Grid, version: number): void {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const isBlack = ((bits >> at) & 1) === 1;
    const [near, far] = [Math.floor(at / 3), grid.length - 11 + (at % 3)];
    set(grid, far, near, isBlack);
    set(grid, near, far, isBlack);
  }
}

/** In pairs of columns from the right, up and down in turns, past what is drawn; under mask 0. */
function drawData(grid: Grid, codewords: Uint8Array): void {
  const size = grid.length;
  let next = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUpwards ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y]?.[x] !== undefined) continue;
        const isSet = (((codewords[next >> 3] ?? 0) >> (7 - (next & 7))) & 1) === 1;
        set(grid, x, y, isSet !== ((x + y) % 2 === 0));
        next += 1;
      }
    }
  }
}
