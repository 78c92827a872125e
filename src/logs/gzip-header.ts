/** Reads a member's header byte by byte, since it may lie across chunks. `more`, `done`, or what is wrong with it. */
export interface GzipHeader {
  push(byte: number): HeaderState;
}

export type HeaderState = "more" | "done" | "no gzip magic" | "unknown compression method" | "reserved flags";

/** Source: RFC 1952, section 2.3. */
export function createGzipHeader(): GzipHeader {
  let count = 0;
  /** The optional parts that are still to come, in order. */
  let parts: readonly HeaderPart[] = [];

  return {
    push(byte) {
      count += 1;
      if (count <= 10) {
        const wrong = wrongWith(count, byte);
        if (wrong !== undefined) return wrong;
        if (count === 4) parts = optionalParts.filter(({ flag }) => byte & flag).map(({ make }) => make());
        return count === 10 && parts.length === 0 ? "done" : "more";
      }
      if (parts[0]?.(byte)) parts = parts.slice(1);
      return parts.length === 0 ? "done" : "more";
    },
  };
}

/** Takes a byte; true when it was the last of this part. */
type HeaderPart = (byte: number) => boolean;

const optionalParts: readonly { readonly flag: number; readonly make: () => HeaderPart }[] = [
  { flag: 4, make: extraField },
  // A file name, then a comment, each up to a zero.
  { flag: 8, make: () => (byte) => byte === 0 },
  { flag: 16, make: () => (byte) => byte === 0 },
  { flag: 2, make: headerChecksum },
];

function extraField(): HeaderPart {
  let count = 0;
  let length = 0;
  return (byte) => {
    count += 1;
    if (count === 1) length = byte;
    if (count === 2) length += byte << 8;
    return count >= 2 && count - 2 === length;
  };
}

function headerChecksum(): HeaderPart {
  let count = 0;
  return () => {
    count += 1;
    return count === 2;
  };
}

function wrongWith(count: number, byte: number): HeaderState | undefined {
  if ((count === 1 && byte !== 0x1f) || (count === 2 && byte !== 0x8b)) return "no gzip magic";
  if (count === 3 && byte !== 8) return "unknown compression method";
  if (count === 4 && byte & 0xe0) return "reserved flags";
  return undefined;
}
