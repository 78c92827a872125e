/** Packs a UUID in lower case, as CloudTrail writes event ids, into four words; false for any other text. */
export function packUuid(text: string, words: Uint32Array, at: number): boolean {
  if (text.length !== 36 || !hasHyphens(text)) return false;
  const a = hex4(text, 0);
  const b = hex4(text, 4);
  const c = hex4(text, 9);
  const d = hex4(text, 14);
  const e = hex4(text, 19);
  const f = hex4(text, 24);
  const g = hex4(text, 28);
  const h = hex4(text, 32);
  if ((a | b | c | d | e | f | g | h) > 0xffff) return false;
  words[at] = a * 0x10000 + b;
  words[at + 1] = c * 0x10000 + d;
  words[at + 2] = e * 0x10000 + f;
  words[at + 3] = g * 0x10000 + h;
  return true;
}

export function unpackUuid(words: Uint32Array, at: number): string {
  let to = 0;
  for (let word = 0; word < 4; word += 1) {
    const value = words[at + word] ?? 0;
    for (let shift = 28; shift >= 0; shift -= 4) {
      if (to === 8 || to === 13 || to === 18 || to === 23) to += 1;
      scratch[to] = digitCodes[(value >>> shift) & 15] ?? 0;
      to += 1;
    }
  }
  return scratch.toString("latin1");
}

const digitCodes = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const scratch: Buffer = Buffer.alloc(36, "-");

function hasHyphens(text: string): boolean {
  return (
    text.charCodeAt(8) === hyphen &&
    text.charCodeAt(13) === hyphen &&
    text.charCodeAt(18) === hyphen &&
    text.charCodeAt(23) === hyphen
  );
}

const hyphen = 0x2d;

/** Four digits; more than 0xffff when one of them is none. */
function hex4(text: string, at: number): number {
  return (
    (digit(text.charCodeAt(at)) << 12) |
    (digit(text.charCodeAt(at + 1)) << 8) |
    (digit(text.charCodeAt(at + 2)) << 4) |
    digit(text.charCodeAt(at + 3))
  );
}

function digit(code: number): number {
  return digits[code] ?? noDigit;
}

const noDigit = 0x10000;
const digits: Uint32Array = Uint32Array.from({ length: 128 }, (_, code) => {
  const value = digitCodes.indexOf(code);
  return value < 0 ? noDigit : value;
});
