import type { ScalarNode } from "./source-node.ts";

/** A parenthesis, a `|`, or a run of anything else but blanks. */
export type Token = string;

const token = /[()|]|[^\s()|]+/g;

export function scanTokens(text: string): readonly Token[] {
  return text.match(token) ?? [];
}

/**
 * Where each token of a condition stands in the file, and behind them where the condition ends.
 *
 * YAML folds lines and takes off indentation, but it keeps the order of the words: the third word of the
 * value is the third word of the source.
 */
export function tokenOffsets({ style, offset, end }: ScalarNode, fileText: string): readonly number[] {
  const inner = style === "quoted" ? 1 : style === "block" ? fileText.indexOf("\n", offset) + 1 - offset : 0;
  const source = fileText.slice(offset + inner, style === "quoted" ? end - 1 : end);
  const starts: number[] = [];
  let last = offset + inner;
  for (const match of source.matchAll(token)) {
    starts.push(offset + inner + match.index);
    last = offset + inner + match.index + match[0].length;
  }
  return [...starts, last];
}
