import { crc32, deflateSync } from "node:zlib";
import { qrModules } from "./qr-modules.ts";

/** A PNG of a QR code, black on white, with the quiet zone around it, as authenticator apps scan it. */
export function qrCodePng(text: string): Uint8Array {
  const modules = qrModules(new TextEncoder().encode(text));
  const size = (modules.length + 2 * quietZone) * scale;
  const rows = Buffer.alloc(size * (size + 1), 255);
  for (let y = 0; y < size; y += 1) {
    const start = y * (size + 1);
    // Each row begins with its filter: none.
    rows[start] = 0;
    const line = modules[Math.floor(y / scale) - quietZone];
    for (let x = 0; x < size; x += 1) {
      if (line?.[Math.floor(x / scale) - quietZone] === true) rows[start + 1 + x] = 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits of grey; the standard compression, filters, and no interlacing.
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Pixels of a module. */
const scale = 4;
/** Modules. */
const quietZone = 4;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
