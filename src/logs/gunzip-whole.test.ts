import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gunzipWhole } from "./gunzip-whole.ts";

const maxBytes = 32 * 1024 * 1024;

describe("a small file unpacked in one go", () => {
  test("gives what Node gives, whatever came before it, or nothing", () => {
    const file = fc.record({
      text: fc.string({ maxLength: 2000 }),
      cut: fc.nat({ max: 30 }),
      wrongAt: fc.option(fc.nat({ max: 200 }), { freq: 2, nil: undefined }),
      more: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 12 }), (files) => {
        for (const { text, cut, wrongAt, more } of files) {
          const packed = Buffer.from(gzipSync(text));
          const stored = Buffer.concat([packed.subarray(0, packed.length - cut), more]);
          if (wrongAt !== undefined && wrongAt < stored.length) {
            stored.writeUInt8(stored.readUInt8(wrongAt) ^ 1, wrongAt);
          }
          const found = gunzipWhole(stored, maxBytes)?.toString("latin1");
          if (found !== undefined) expect(found).toBe(gunzipSync(stored).toString("latin1"));
          else expect(cut > 0 || wrongAt !== undefined || more.length > 0).toBe(true);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test("large and small ones in turn", () => {
    for (const length of [10, 3_000_000, 20, 12_000_000, 30, 9_000_000]) {
      const text = "0123456789".repeat(length / 10);
      expect(gunzipWhole(gzipSync(text), maxBytes)?.equals(Buffer.from(text))).toBe(true);
    }
  });

  test("what is stated to be too large is left to the stream", () => {
    expect(gunzipWhole(gzipSync("x".repeat(2000)), 1999)).toBeUndefined();
  });

  test("this Node lets one engine and one buffer do for all files", () => {
    const [first, second] = ["a", "b"].map((text) => gunzipWhole(gzipSync(text), maxBytes));
    expect(first?.buffer).toBe(second?.buffer);
  });
});
