const blockSize = 512;

/**
 * What stands before a file's bytes in a tar archive. Owner, mode and time are always the same, so that the same files give the
 * same archive. Names that do not fit have a record of their own before them. Source: POSIX.1-2017, pax, "ustar Interchange
 * Format" and "pax Header Block".
 */
export function tarHeader(path: string, size: number): Buffer {
  const name = Buffer.from(path);
  const fits = name.length <= 100 && /^[\x20-\x7e]+$/.test(path) && size < 8 ** 11;
  if (fits) return header(name, size, "0");
  const records = Buffer.concat([
    paxRecord("path", path),
    ...(size < 8 ** 11 ? [] : [paxRecord("size", String(size))]),
  ]);
  const short = Buffer.from("PaxHeader");
  return Buffer.concat([
    header(short, records.length, "x"),
    records,
    tarPadding(records.length),
    header(Buffer.from("long-name"), size < 8 ** 11 ? size : 0, "0"),
  ]);
}

/** Zeros up to the next block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** What ends an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockSize);

function header(name: Buffer, size: number, kind: "0" | "x"): Buffer {
  const block = Buffer.alloc(blockSize);
  name.copy(block, 0, 0, 100);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write("        ", 148);
  block.write(kind, 156);
  block.write("ustar\0" + "00", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** Its length counts itself. */
function paxRecord(name: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${name}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${name}=${value}\n`);
}
