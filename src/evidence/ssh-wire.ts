/** Reads the binary form of SSH's keys and signatures. All give undefined past the end. Source: RFC 4251, section 5. */
export interface WireReader {
  uint32(): number | undefined;
  /** A string of bytes with its length before it. */
  string(): Buffer | undefined;
  bytes(length: number): Buffer | undefined;
  isAtEnd(): boolean;
}

export function readWire(bytes: Uint8Array): WireReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Buffer | undefined => {
    if (at + length > buffer.length) return undefined;
    at += length;
    return buffer.subarray(at - length, at);
  };
  const uint32 = (): number | undefined => take(4)?.readUInt32BE();
  return {
    uint32,
    string: () => {
      const length = uint32();
      return length === undefined ? undefined : take(length);
    },
    bytes: take,
    isAtEnd: () => at === buffer.length,
  };
}

/** One string, with its length before it. */
export function wireString(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
