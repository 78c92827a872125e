import type { Json } from "../../model/index.ts";

/** An object or array as text, for tests that ask for text. */
export interface JsonText {
  /** Compact JSON. */
  readonly compact: string;
  /** The same with string escapes removed once, so that a policy inside a string reads as it was sent. */
  readonly unescaped: string;
}

/** Computed once for each object that a test meets. */
export function jsonText(value: object & Json): JsonText {
  let text = texts.get(value);
  if (text === undefined) {
    const compact = stringify(value);
    text = { compact, unescaped: removeEscapes(compact) };
    texts.set(value, text);
  }
  return text;
}

const texts = new WeakMap<object, JsonText>();

/** Empty for what is nested too deeply for the engine to write: thousands of levels, which CloudTrail never delivers. */
function stringify(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return "";
    throw error;
  }
}

function removeEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, unit: string | undefined, letter: string) =>
    unit === undefined ? (controls[letter] ?? letter) : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

const controls: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
