/** A JSON value with the places of its parts, in UTF-16 units. */
export type JsonNode =
  | { readonly kind: "object"; readonly at: number; readonly members: readonly JsonMember[] }
  | { readonly kind: "list"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: "text"; readonly at: number; readonly value: string }
  | { readonly kind: "plain"; readonly at: number; readonly value: number | boolean | null };

/** Names may stand several times in an object. */
export interface JsonMember {
  readonly name: string;
  readonly at: number;
  readonly value: JsonNode;
}

export interface JsonMistake {
  readonly at: number;
  readonly message: string;
}

/** Reads JSON (RFC 8259) up to the first mistake; deeper than any policy is one. */
export function readJson(text: string): JsonNode | JsonMistake {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (thrown) {
    if (thrown instanceof Mistake) return { at: thrown.at, message: thrown.message };
    throw thrown;
  }
}

export function isMistake(read: JsonNode | JsonMistake): read is JsonMistake {
  return "message" in read;
}

/** A policy has five levels. */
const maxDepth = 32;

/** Never leaves this file. */
class Mistake extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#mistake("After the document more text follows.");
    return value;
  }

  #value(): JsonNode {
    this.#space();
    const at = this.#at;
    const first = this.#text[at];
    if (first === "{" || first === "[") {
      if (this.#depth === maxDepth) throw this.#mistake("This is nested deeper than any policy.");
      this.#depth += 1;
      const node = first === "{" ? this.#object(at) : this.#list(at);
      this.#depth -= 1;
      return node;
    }
    if (first === '"') return { kind: "text", at, value: this.#string() };
    return { kind: "plain", at, value: this.#plain() };
  }

  #object(at: number): JsonNode {
    const members: JsonMember[] = [];
    this.#at += 1;
    for (let isFirst = true; !this.#closes("}", isFirst); isFirst = false) {
      const nameAt = this.#at;
      if (this.#text[nameAt] !== '"') throw this.#mistake("Here the name of an element in double quotes has to stand.");
      const name = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ":") throw this.#mistake("Here a colon is missing.");
      this.#at += 1;
      members.push({ name, at: nameAt, value: this.#value() });
    }
    return { kind: "object", at, members };
  }

  #list(at: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at += 1;
    for (let isFirst = true; !this.#closes("]", isFirst); isFirst = false) items.push(this.#value());
    return { kind: "list", at, items };
  }

  /** Steps over the closing bracket, or over the comma before the next part. */
  #closes(bracket: string, isFirst: boolean): boolean {
    this.#space();
    if (this.#text[this.#at] === bracket) {
      this.#at += 1;
      return true;
    }
    if (isFirst) return false;
    if (this.#text[this.#at] !== ",") throw this.#mistake(`Here a comma or ${bracket} is missing.`);
    const comma = this.#at;
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === bracket) throw new Mistake(comma, `JSON has no comma before ${bracket}.`);
    return false;
  }

  #string(): string {
    const start = this.#at;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const letter = this.#text[at] ?? "";
      if (letter === '"') {
        this.#at = at + 1;
        // JSON.parse returns `any`; of a text in quotes it makes a string.
        return JSON.parse(this.#text.slice(start, this.#at)) as string;
      }
      if (letter < " ") throw new Mistake(at, "Text in quotes may not hold a line break or another control character.");
      if (letter !== "\\") continue;
      const escaped = /^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(this.#text.slice(at + 1, at + 6));
      if (escaped === null) throw new Mistake(at, "JSON does not know this escape.");
      at += escaped[0].length;
    }
    throw new Mistake(start, "The closing quote of this text is missing.");
  }

  #plain(): number | boolean | null {
    const rest = /[\w.+-]*/y;
    rest.lastIndex = this.#at;
    const word = rest.exec(this.#text)?.[0] ?? "";
    if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) {
      this.#at += word.length;
      // The words and numbers of JSON, and nothing else, have passed.
      return JSON.parse(word) as number | boolean | null;
    }
    throw this.#mistake(this.#at === this.#text.length ? "Here a value is missing." : misreading(this.#text[this.#at]));
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
  }

  #mistake(message: string): Mistake {
    return new Mistake(this.#at, this.#at >= this.#text.length ? "The document ends in the middle." : message);
  }
}

function misreading(letter: string | undefined): string {
  if (letter === "'") return "JSON has text in double quotes.";
  if (letter === "/" || letter === "#") return "JSON has no comments.";
  if (letter === "\uFEFF") return "JSON has no byte order mark.";
  return "Here a value is missing, or it is not one of JSON.";
}
