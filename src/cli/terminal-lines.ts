import { sanitizeTerminal } from "../report/index.ts";

/** Lines of text that may hold what strangers wrote, each made harmless. */
export function sanitizeTerminalLines(lines: readonly string[]): string {
  return lines.map((line) => `${sanitizeTerminal(line)}\n`).join("");
}
