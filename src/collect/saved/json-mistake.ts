/**
 * Offset of the first character of `text` that JSON (RFC 8259) does not allow; its length when it ends too early.
 * JSON.parse does not always say. Keeps its own stack, so that deep nesting cannot overflow ours.
 */
export function jsonMistake(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const token = readToken(text, at);
    const next = follow(expected, token.kind, open);
    if (next === undefined) return at;
    if (token.mistake !== undefined) return token.mistake;
    expected = next;
    at = token.end;
  }
  return text.length;
}

type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma" | "nothing";

type TokenKind = "text" | "scalar" | "{" | "}" | "[" | "]" | ":" | ",";

interface Token {
  /** What it is, or was going to be. */
  readonly kind: TokenKind;
  readonly end: number;
  /** Where it goes wrong, if it does. */
  readonly mistake?: number;
}

function follow(expected: Expected, kind: TokenKind, open: string[]): Expected | undefined {
  switch (kind) {
    case "text":
      return expected === "key" || expected === "key-or-end" ? "colon" : value(expected, open);
    case "scalar":
      return value(expected, open);
    case ":":
      return expected === "colon" ? "value" : undefined;
    case ",":
      return expected === "comma" ? afterComma(open) : undefined;
    case "{":
    case "[":
      if (value(expected, open) === undefined) return undefined;
      open.push(kind);
      return kind === "{" ? "key-or-end" : "value-or-end";
    case "}":
      return close("{", expected === "comma" || expected === "key-or-end", open);
    case "]":
      return close("[", expected === "comma" || expected === "value-or-end", open);
  }
}

function value(expected: Expected, open: readonly string[]): Expected | undefined {
  return expected === "value" || expected === "value-or-end" ? afterValue(open) : undefined;
}

function afterComma(open: readonly string[]): Expected {
  return open.at(-1) === "{" ? "key" : "value";
}

function close(opener: string, allowed: boolean, open: string[]): Expected | undefined {
  if (!allowed || open.at(-1) !== opener) return undefined;
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? "nothing" : "comma";
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readToken(text: string, at: number): Token {
  const first = text[at] ?? "";
  switch (first) {
    case "{":
    case "}":
    case "[":
    case "]":
    case ":":
    case ",":
      return { kind: first, end: at + 1 };
    case '"':
      return readString(text, at);
  }
  for (const word of ["true", "false", "null"]) {
    if (text.startsWith(word, at)) return { kind: "scalar", end: at + word.length };
    if (first === word[0] && word.startsWith(text.slice(at))) return scalar(text.length);
  }
  number.lastIndex = at;
  if (number.test(text)) return { kind: "scalar", end: number.lastIndex };
  return scalar(first === "-" && at + 1 === text.length ? text.length : at);

  function scalar(mistake: number): Token {
    return { kind: "scalar", end: mistake, mistake };
  }
}

function readString(text: string, start: number): Token {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { kind: "text", end: at + 1 };
    if (code < 0x20) return cut(at);
    if (code !== 0x5c) continue;
    const escaped = /^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(text.slice(at + 1, at + 6));
    if (escaped === null) {
      const isCut = at + 1 === text.length || /^u[\da-fA-F]{0,3}$/.test(text.slice(at + 1));
      return cut(isCut ? text.length : at);
    }
    at += escaped[0].length;
  }
  return cut(text.length);

  function cut(mistake: number): Token {
    return { kind: "text", end: mistake, mistake };
  }
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (" \t\n\r".includes(text[at] ?? "x")) at += 1;
  return at;
}
