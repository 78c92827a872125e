/** Where something stands in a text: lines and columns from 1. */
export interface TextPlace {
  readonly Line: number;
  readonly Column: number;
}

export interface StatementRange {
  readonly start: TextPlace;
  /** Behind the closing brace. */
  readonly end: TextPlace;
}

/** The statements of a policy document in order, by their places in its text. Takes a document that is known to be JSON. */
export function statementRanges(document: string): readonly StatementRange[] {
  const ranges: StatementRange[] = [];
  const open: number[] = [];
  let key = "";
  for (const { at, end } of tokens(document)) {
    const letter = document.charAt(at);
    if (letter === '"') {
      if (open.length === 1 && /^\s*:/.test(document.slice(end, end + 200))) key = document.slice(at + 1, end - 1);
    } else if (letter === "{" || letter === "[") {
      open.push(at);
    } else {
      const start = open.pop() ?? 0;
      if (key !== "Statement" || letter !== "}" || !isStatement(document, open)) continue;
      ranges.push({ start: placeOf(document, start), end: placeOf(document, at + 1) });
    }
  }
  return ranges;
}

/** Strings and braces, the only things that tell where one is. */
function* tokens(document: string): Generator<{ readonly at: number; readonly end: number }> {
  for (let at = 0; at < document.length; at += 1) {
    if (!'"{}[]'.includes(document.charAt(at))) continue;
    const end = document.charAt(at) === '"' ? endOfString(document, at) : at + 1;
    yield { at, end };
    at = end - 1;
  }
}

/** Statements stand in a list, or there is one by itself. */
function isStatement(document: string, open: readonly number[]): boolean {
  return open.length === (document.charAt(open[1] ?? -1) === "[" ? 2 : 1);
}

/** Behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}

function placeOf(text: string, at: number): TextPlace {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { Line: before.split("\n").length, Column: at - lineStart + 1 };
}
