import { Problem } from "../../model/index.ts";
import { joinGlob, plainText } from "../glob.ts";
import { type Draft, misused, toGlobTest } from "./draft.ts";

export type Utf16 = "le" | "be" | "bom";

/** UTF-16 with the low or the high byte first, or with a byte order mark and the low byte first. */
export function toUtf16(draft: Draft, modifier: string, order: Utf16): Draft {
  const text = textOf(draft, modifier);
  const bytes = Uint8Array.from(order === "bom" ? [0xff, 0xfe] : []);
  const units = Uint8Array.from(
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) =>
      order === "be" ? [unit >> 8, unit & 0xff] : [unit & 0xff, unit >> 8],
    ),
  );
  return { kind: "bytes", bytes: Uint8Array.from([...bytes, ...units]) };
}

export function toBase64(draft: Draft, modifier: string): Draft {
  return { kind: "glob", glob: joinGlob([encode(bytesOf(draft, modifier))]), cased: false };
}

/**
 * The three ways in which a value may look inside a longer Base64 text: shifted by 0, 1 or 2 bytes,
 * without the characters that also depend on its neighbours.
 */
export function toBase64Offsets(draft: Draft, modifier: string): readonly Draft[] {
  const bytes = bytesOf(draft, modifier);
  return [0, 1, 2].map((shift) => {
    const shifted = encode(Uint8Array.from([...new Uint8Array(shift), ...bytes]));
    const from = [0, 2, 3][shift];
    const tail = [0, 3, 2][(bytes.length + shift) % 3] ?? 0;
    return { kind: "glob", glob: joinGlob([shifted.slice(from, shifted.length - tail)]), cased: false };
  });
}

function bytesOf(draft: Draft, modifier: string): Uint8Array {
  return draft.kind === "bytes" ? draft.bytes : new TextEncoder().encode(textOf(draft, modifier));
}

function textOf(draft: Draft, modifier: string): string {
  if (draft.kind === "bytes") throw misused(modifier, "needs text", draft);
  const text = plainText(toGlobTest(draft, modifier).glob);
  if (text === undefined) {
    throw new Problem("rule.syntax", `'${modifier}' cannot encode a value with wildcards.`, {
      hint: "Escape a plain * or ? with a backslash, and write 'contains' after the encoding.",
    });
  }
  return text;
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
