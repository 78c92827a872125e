import { createReadStream } from "node:fs";
import { Problem } from "../model/index.ts";

/**
 * The lines of a file, or of standard input for `-`, without their ends, as they are read: never the whole file in memory. A mark of byte
 * order at the start is no part of the first. Throws a Problem `input.unreadable`.
 */
export async function* readLines(file: string, stdin: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  try {
    for await (const chunk of file === "-" ? stdin : createReadStream(file)) {
      const lines = decoder.decode(chunk as Uint8Array, { stream: true }).split("\n");
      const last = lines.pop() ?? "";
      for (const line of lines) {
        yield rest.length === 0 ? line : rest.join("") + line;
        rest = [];
      }
      if (last !== "") rest.push(last);
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // Whatever a file system or pipe throws is an Error with a message that names the path.
    const { message } = cause as Error;
    throw new Problem("input.unreadable", `The file cannot be read: ${message}.`, { location: { file }, cause });
  }
  const end = rest.join("") + decoder.decode();
  if (end !== "") yield end;
}
