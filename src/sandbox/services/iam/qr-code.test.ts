import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { qrCodePng } from "./qr-code.ts";
import { qrModules } from "./qr-modules.ts";

const pattern = "otpauth://totp/Amazon?secret=ABC234&x%20";
const bytesOf = (length: number): Uint8Array =>
  new TextEncoder().encode(pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length));
const drawn = (length: number): string =>
  qrModules(bytesOf(length))
    .map((row) => row.map((on) => (on ? "#" : ".")).join(""))
    .join("\n");

// What these codes say was read back by jsQR, a decoder that has nothing to do with this encoder.
test.each([
  [1, 21, "c8d0e46c62bf30a2"],
  [100, 37, "c87bc4039dd79360"],
  [200, 53, "b0dc6b10bad6680b"],
  [520, 77, "dc98f24cb6a6722b"],
  [2000, 149, "07f57e6a53851579"],
  [2953, 177, "07288613e2f77c2f"],
])("%i bytes make a code of %i modules a side", (length, side, hash) => {
  expect(qrModules(bytesOf(length))).toHaveLength(side);
  expect(createHash("sha256").update(drawn(length)).digest("hex").slice(0, 16)).toBe(hash);
});

test("more than a QR code holds is refused", () => {
  expect(() => qrModules(new Uint8Array(2954))).toThrow(RangeError);
});

test("the picture is a PNG with a row of pixels for each line", () => {
  const png = Buffer.from(qrCodePng("a"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect([width, height]).toEqual([(21 + 8) * 4, (21 + 8) * 4]);
  const length = png.readUInt32BE(33);
  expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(height * (width + 1));
});
