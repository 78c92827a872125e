import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { statOf, walk } from "../../logs/index.ts";
import type { ProblemRecord } from "../../model/index.ts";

/** The file itself, or the rule files below a directory. */
export function ruleFiles(path: string, problems: ProblemRecord[]): readonly string[] {
  const stat = statOf(path);
  if (stat === undefined) {
    problems.push(unreadable(path, "There is no such file or directory."));
    return [];
  }
  if (!stat.isDirectory()) return [path];
  const files = new Map<string, string>();
  const visit: Parameters<typeof walk>[1] = (file, found) => {
    if (found.isFile() && /\.ya?ml$/i.test(file)) files.set(resolve(file), file);
    return "descend";
  };
  walk(path, visit, (file, message) => problems.push(unreadable(file, message)));
  if (files.size === 0) {
    const message = "There is no rule file (.yml or .yaml) in this directory.";
    problems.push({ code: "input.nothing", message, location: { file: path } });
  }
  return [...files.values()];
}

/** A rule is a page of text; a file may hold thousands. */
const maxFileBytes = 32 * 1024 * 1024;

/**
 * The text of a rule file: UTF-8, or UTF-16 where a byte order mark says so, as PowerShell writes it. Undefined when it cannot
 * be read. Bytes that are no text are not replaced: the rule would ask for something else, and nobody would know.
 */
export function readRuleText(file: string, problems: ProblemRecord[]): string | undefined {
  const size = statOf(file)?.size ?? 0;
  if (size > maxFileBytes) {
    const message = `The file has ${size} bytes; rules of more than ${maxFileBytes} bytes are not read.`;
    problems.push({ code: "input.too-large", message, location: { file } });
    return undefined;
  }
  try {
    const bytes = readFileSync(file);
    const text = decoded(bytes);
    if (text === undefined) {
      const message = "The file is not UTF-8: here stand bytes that are no text.";
      problems.push({ code: "input.malformed", message, location: { file, line: lineOfFault(bytes) } });
    }
    return text;
  } catch (error) {
    problems.push(unreadable(file, `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`));
    return undefined;
  }
}

function decoded(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** A line ends with a byte that no character of several bytes has, so that each can be looked at on its own. */
function lineOfFault(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start) + 1 || bytes.length;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}

function unreadable(file: string, message: string): ProblemRecord {
  return { code: "input.unreadable", message, location: { file } };
}
