/**
 * Reads compact tables: lines of `HEAD: WORD WORD ...`, of which indented lines continue the one above. Heads that come
 * again add to their words.
 */
export function readWordLines(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const line of text.replaceAll(/\n\s+/g, " ").split("\n")) {
    const [head = "", words = ""] = line.split(": ");
    if (words === "") continue;
    lines.set(head, [...(lines.get(head) ?? []), ...words.split(/\s+/)]);
  }
  return lines;
}
