/** The line that is read; blank ones and comments are passed over. */
export interface Cursor {
  readonly text: string;
  /** Where it begins, where its first character stands that is no space, and where it ends. */
  line: number;
  first: number;
  end: number;
  indent: number;
  /** `mark`: the line that divides documents. */
  kind: "line" | "mark" | "end";
  /** Of this document. */
  nodes: number;
}

/** The first line from `start` on, where a line begins, that is neither blank nor a comment. */
export function moveTo(cursor: Cursor, start: number): void {
  const { text } = cursor;
  for (let line = start; line < text.length; line = cursor.end + 1) {
    const newline = text.indexOf("\n", line);
    cursor.end = newline === -1 ? text.length : newline;
    let first = line;
    while (text.charCodeAt(first) === space) first += 1;
    if (first >= cursor.end || text.charCodeAt(first) === hash) continue;
    cursor.line = line;
    cursor.first = first;
    cursor.indent = first - line;
    cursor.kind = cursor.end - line === 3 && text.startsWith("---", line) ? "mark" : "line";
    return;
  }
  cursor.line = cursor.first = cursor.end = text.length;
  cursor.indent = 0;
  cursor.kind = "end";
}

const space = 0x20;
const hash = 0x23;
