/** Packs a UUID in lower case, as CloudTrail writes event ids, into four words; false for any other text. */
export function packUuid(text: string, words: Uint32Array, at: number): boolean {
  // What is not ASCII takes more bytes, none of which is a digit.
  return text.length === uuidLength && packUuidBytes(typed, 0, typed.write(text), words, at);
}

/** The same of text as bytes. */
export function packUuidBytes(bytes: Uint8Array, start: number, end: number, words: Uint32Array, at: number): boolean {
  if (end - start !== uuidLength || !hasHyphens(bytes, start)) return false;
  const a = hex4(bytes, start);
  const b = hex4(bytes, start + 4);
  const c = hex4(bytes, start + 9);
  const d = hex4(bytes, start + 14);
  const e = hex4(bytes, start + 19);
  const f = hex4(bytes, start + 24);
  const g = hex4(bytes, start + 28);
  const h = hex4(bytes, start + 32);
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
const uuidLength = 36;
const scratch: Buffer = Buffer.alloc(uuidLength, "-");
const typed: Buffer = Buffer.alloc(uuidLength);

function hasHyphens(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 8] === hyphen && bytes[at + 13] === hyphen && bytes[at + 18] === hyphen && bytes[at + 23] === hyphen
  );
}

const hyphen = 0x2d;

/** Four digits; more than 0xffff when one of them is none. */
function hex4(bytes: Uint8Array, at: number): number {
  return (digit(bytes[at]) << 12) | (digit(bytes[at + 1]) << 8) | (digit(bytes[at + 2]) << 4) | digit(bytes[at + 3]);
}

function digit(code: number | undefined): number {
  return digits[code ?? 0] ?? noDigit;
}

const noDigit = 0x10000;
const digits: Uint32Array = Uint32Array.from({ length: 256 }, (_, code) => {
  const value = digitCodes.indexOf(code);
  return value < 0 ? noDigit : value;
});
