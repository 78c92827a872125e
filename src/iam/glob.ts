/**
 * Text with IAM's wildcards: `*` is any run of characters, also none, and `?` exactly one.
 * Compiled once, asked often.
 */
export interface Glob {
  readonly source: string;
  /** UTF-16 units; {@link one} and {@link many} are below zero. Never two `many` in a row, and `?` stands before `*`. */
  readonly tokens: readonly number[];
  /** The text before the first wildcard. */
  readonly prefix: string;
  /** `literal`: no wildcard; `prefix`: the prefix, then one `*`; `any`: `*` alone. */
  readonly shape: "literal" | "prefix" | "any" | "mixed";
}

/** A token for `?`. */
export const one = -1;
/** A token for `*`. */
export const many = -2;

export function compileGlob(source: string): Glob {
  return source.includes("*") || source.includes("?") ? globOf(source, tokensOf(source)) : new LiteralGlob(source);
}

/** Text without wildcards is asked far more often than taken apart: its tokens are made when somebody wants them. */
class LiteralGlob implements Glob {
  readonly source: string;
  readonly shape = "literal";

  constructor(source: string) {
    this.source = source;
  }

  get prefix(): string {
    return this.source;
  }

  get tokens(): readonly number[] {
    return tokensOf(this.source);
  }
}

/** For text in which some wildcards were escaped: the caller made the tokens. */
export function globOf(source: string, tokens: readonly number[]): Glob {
  const tidy = tidied(tokens);
  const firstWild = tidy.findIndex((token) => token < 0);
  const literal = firstWild === -1 ? tidy : tidy.slice(0, firstWild);
  const prefix = literal.map((unit) => String.fromCharCode(unit)).join("");
  return { source, tokens: tidy, prefix, shape: shape() };

  function shape(): Glob["shape"] {
    if (firstWild === -1) return "literal";
    if (firstWild !== tidy.length - 1 || tidy[firstWild] !== many) return "mixed";
    return firstWild === 0 ? "any" : "prefix";
  }
}

/** Tokens of text whose wildcards all count. */
export function tokensOf(text: string): number[] {
  const tokens: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    tokens.push(unit === 0x2a ? many : unit === 0x3f ? one : unit);
  }
  return tokens;
}

/** Does the pattern match the whole text? */
export function globMatches(glob: Glob, text: string): boolean {
  if (glob.shape === "any") return true;
  if (glob.shape === "literal") return glob.prefix === text;
  if (!text.startsWith(glob.prefix)) return false;
  if (glob.shape === "prefix") return true;
  const { tokens } = glob;
  let at = glob.prefix.length;
  let token = at;
  // Where to resume when the text after the newest `*` does not fit: it takes one character more.
  let resumeToken = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === many) {
      resumeToken = token + 1;
      resumeAt = at;
      token += 1;
    } else if (wanted === one || wanted === text.charCodeAt(at)) {
      token += 1;
      at += 1;
    } else if (resumeToken !== -1) {
      resumeAt += 1;
      token = resumeToken;
      at = resumeAt;
    } else {
      return false;
    }
  }
  return token === tokens.length || (token === tokens.length - 1 && tokens[token] === many);
}

/** Is there any text that both patterns match? */
export function globsIntersect(a: Glob, b: Glob): boolean {
  if (a.shape === "any" || b.shape === "any") return true;
  if (a.shape === "literal") return globMatches(b, a.prefix);
  if (b.shape === "literal") return globMatches(a, b.prefix);
  if (!a.prefix.startsWith(b.prefix) && !b.prefix.startsWith(a.prefix)) return false;
  if (a.shape === "prefix" && b.shape === "prefix") return true;
  return tokensIntersect(a.tokens, b.tokens);
}

/** Row by row: can the first i tokens of `a` and the first j tokens of `b` match a common text? */
function tokensIntersect(a: readonly number[], b: readonly number[]): boolean {
  let above = new Uint8Array(b.length + 1);
  let row = new Uint8Array(b.length + 1);
  above[0] = 1;
  for (const [j, token] of b.entries()) above[j + 1] = token === many ? at(above, j) : 0;
  for (const wanted of a) {
    row[0] = wanted === many ? at(above, 0) : 0;
    for (const [j, other] of b.entries()) {
      const isOpen = wanted === many || other === many;
      const step = agree(wanted, other) ? at(above, j) : 0;
      row[j + 1] = isOpen ? at(above, j + 1) | at(row, j) : step;
    }
    [above, row] = [row, above];
  }
  return at(above, b.length) === 1;
}

function at(cells: Uint8Array, index: number): number {
  return cells[index] ?? 0;
}

function agree(a: number, b: number): boolean {
  return a === b || a === one || b === one;
}

function tidied(tokens: readonly number[]): readonly number[] {
  const tidy: number[] = [];
  let pendingMany = false;
  for (const token of tokens) {
    if (token === many) {
      pendingMany = true;
    } else {
      // `*?` and `?*` mean the same; the second form lets `*` runs collapse.
      if (pendingMany && token !== one) {
        tidy.push(many);
        pendingMany = false;
      }
      tidy.push(token);
    }
  }
  if (pendingMany) tidy.push(many);
  return tidy;
}
