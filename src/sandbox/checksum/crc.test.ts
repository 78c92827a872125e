import { expect, it } from "vitest";
import { crcs } from "./crc.ts";

/** Check values of the catalogue of parametrised CRC algorithms, for the bytes `123456789`. */
const checks = [
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
] as const;
it.each(checks)("%s of 123456789 is %s", (name, hex) => {
  expect(Buffer.from(crcs[name](Buffer.from("123456789")), "base64").toString("hex")).toBe(hex);
});
