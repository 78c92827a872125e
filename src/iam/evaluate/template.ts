import { type Glob, globOf, tokensOf } from "../glob.ts";
import { keyState } from "./context-key.ts";
import type { RequestContext } from "./request.ts";

/**
 * Text of a policy with policy variables, taken apart once.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export interface Template {
  readonly source: string;
  readonly parts: readonly (Piece | Variable)[];
}

/** `wild`: its `*` and `?` are wildcards; not so what a variable stands for. */
export interface Piece {
  readonly text: string;
  readonly wild: boolean;
}

interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback?: string;
}

/** Undefined when there is nothing to fill in, or the document is of a version in which variables are plain text. */
export function compileTemplate(source: string, version: string): Template | undefined {
  if (version !== "2012-10-17" || !source.includes("${")) return undefined;
  const parts: (Piece | Variable)[] = [];
  let rest = 0;
  for (const match of source.matchAll(/\$\{([^{}]*)\}/g)) {
    parts.push({ text: source.slice(rest, match.index), wild: true }, variable(match[1] ?? ""));
    rest = match.index + match[0].length;
  }
  if (rest === 0) return undefined;
  parts.push({ text: source.slice(rest), wild: true });
  return { source, parts };
}

/** `absent`: a variable has no value in this request, and no default. A key with several values cannot be a variable. */
export function fillIn({ parts }: Template, context: RequestContext): readonly Piece[] | "absent" | "unknown" {
  const pieces: Piece[] = [];
  let isUnknown = false;
  for (const part of parts) {
    if ("text" in part) {
      pieces.push(part);
      continue;
    }
    const state = keyState(context, part.key);
    if (state === "unknown" || (typeof state === "object" && state.length > 1)) {
      isUnknown = true;
      continue;
    }
    const text = state === "absent" ? part.fallback : state[0];
    if (text === undefined) return "absent";
    pieces.push({ text, wild: false });
  }
  return isUnknown ? "unknown" : pieces;
}

/** The condition keys that it stands for. */
export function variablesOf({ parts }: Template): readonly string[] {
  return parts.flatMap((part) => ("key" in part ? [part.key] : []));
}

export function pieceText(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

export function pieceTokens(pieces: readonly Piece[]): number[] {
  return pieces.flatMap(({ text, wild }) =>
    wild ? tokensOf(text) : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)),
  );
}

export function pieceGlob(source: string, pieces: readonly Piece[]): Glob {
  return globOf(source, pieceTokens(pieces));
}

/** Of `${name}`, where the name may be an escaped character, or have a default as in `${key, 'value'}`. */
function variable(inside: string): Piece | Variable {
  const name = inside.trim();
  if (name === "*" || name === "?" || name === "$") return { text: name, wild: false };
  const [key = "", ...rest] = name.split(",");
  const fallback = /^\s*'(.*)'\s*$/s.exec(rest.join(","))?.[1];
  return { key: key.trim().toLowerCase(), ...(fallback !== undefined && { fallback }) };
}
