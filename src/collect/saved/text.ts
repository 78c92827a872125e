import { isUtf8 } from "node:buffer";
import { Problem } from "../../model/index.ts";

/**
 * The text of a saved answer. A byte order mark is dropped; UTF-16 is what `>` writes in Windows PowerShell. Bytes
 * that are no UTF-8 are replaced and said once: one broken name must not hide the rest.
 */
export function decodeText(bytes: Uint8Array, file: string): { text: string; problems: readonly Problem[] } {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new Problem("input.unsupported", "The file is gzip-compressed.", {
      location: { file },
      hint: "Unpack it first: gunzip FILE.",
    });
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode("utf-16le", bytes), problems: [] };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decode("utf-16be", bytes), problems: [] };
  const text = decode("utf-8", bytes);
  if (isUtf8(bytes)) return { text, problems: [] };
  const problem = new Problem("input.malformed", "The file is not valid UTF-8; unreadable bytes were replaced.", {
    location: { file, line: lineOf(text, text.indexOf("\uFFFD")) },
  });
  return { text, problems: [problem] };
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes);
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
