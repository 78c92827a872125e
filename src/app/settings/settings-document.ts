import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { Problem, type SourceLocation } from "../../model/index.ts";

/** A YAML text that is read with an eye on its places: whatever is wrong in it becomes a problem with line and column. */
export interface SettingsDocument {
  /** Undefined: the text is empty, or no YAML at all. */
  readonly root: unknown;
  /** Grows while the document is read. */
  readonly problems: Problem[];
  /** The entries of a map; none, and a problem, for anything else. */
  entries(node: unknown, what: string): readonly SettingsEntry[];
  /** The items of a list; none, and a problem, for anything else. */
  items(node: unknown, name: string): readonly unknown[];
  /** The text of a scalar as it was written; undefined for anything else, and for nothing. */
  text(node: unknown): string | undefined;
  /** The texts of a list; an item that has not the form is a problem that says what it should be. */
  texts(node: unknown, name: string, form: RegExp, what: string): readonly string[];
  refuse(node: unknown, message: string): void;
  placeOf(node: unknown): SourceLocation;
}

export interface SettingsEntry {
  readonly name: string;
  readonly value: unknown;
  readonly key: unknown;
}

export function openSettingsDocument(text: string, file: string): SettingsDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = document.errors.map((error) =>
    problemAt(error.pos[0], error.message.split("\n")[0] ?? ""),
  );

  return {
    root: problems.length > 0 ? undefined : (document.contents ?? undefined),
    problems,
    entries,
    items,
    text: textOf,
    texts,
    refuse,
    placeOf: (node) => placeAt(offset(node)),
  };

  function entries(node: unknown, what: string): readonly SettingsEntry[] {
    if (!isMap(node)) {
      refuse(node, `${what} must be a map of names to values.`);
      return [];
    }
    return (node as YAMLMap<unknown, unknown>).items.map(({ key, value }) => ({
      name: isScalar(key) ? String(key.value) : "",
      value,
      key,
    }));
  }

  function items(node: unknown, name: string): readonly unknown[] {
    if (isSeq(node)) return node.items;
    refuse(node, `'${name}' must be a list.`);
    return [];
  }

  function texts(node: unknown, name: string, form: RegExp, what: string): readonly string[] {
    return items(node, name).flatMap((item) => {
      const found = textOf(item);
      if (found !== undefined && form.test(found)) return [found];
      refuse(item, `'${name}' must list ${what} in each line.`);
      return [];
    });
  }

  function refuse(node: unknown, message: string): void {
    problems.push(problemAt(offset(node), message));
  }

  function problemAt(position: number, message: string): Problem {
    return new Problem("config.invalid", message, { location: placeAt(position) });
  }

  function placeAt(position: number): SourceLocation {
    const { line, col } = lines.linePos(position);
    return { file, line, column: col, excerpt: text.split(/\r?\n/)[line - 1] ?? "" };
  }
}

/** The source text, since an account id may begin with zeros that a number would lose. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  const text = node.source ?? String(node.value);
  return text === "" ? undefined : text;
}

function offset(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
