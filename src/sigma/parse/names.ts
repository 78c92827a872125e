import { fieldPathFault } from "./field-path.ts";
import { itemsOf, type Reject, type SourceEntry } from "./source-node.ts";

/** A name that a document writes, and where. */
export interface WrittenName {
  readonly text: string;
  readonly offset: number;
}

/** A list of at most `max` different names, or one name in its place. What is wrong is rejected. */
export function readNames({ key, keyOffset, value }: SourceEntry, max: number, reject: Reject): readonly WrittenName[] {
  const items = itemsOf(value);
  if (items.length === 0) reject(keyOffset, `'${key}' is an empty list.`);
  if (items.length > max) {
    reject(keyOffset, `'${key}' has more than ${max} items.`, { code: "rule.unsupported" });
    return [];
  }
  const seen = new Set<string>();
  return items.flatMap((item) => {
    if (item.kind !== "scalar" || item.type === "null" || item.text === "") {
      reject(item.offset, `'${key}' is a text or a list of texts.`);
      return [];
    }
    const { text, offset } = item;
    if (seen.has(text)) reject(offset, `'${key}' says '${shortened(text)}' twice.`);
    seen.add(text);
    return [{ text, offset }];
  });
}

/** The same for names of fields. */
export function readFieldNames(entry: SourceEntry, max: number, reject: Reject): readonly WrittenName[] {
  const names = readNames(entry, max, reject);
  for (const { text, offset } of names) {
    const fault = fieldPathFault(text);
    if (fault !== undefined) reject(offset, `The name of a field is wrong: ${fault}.`);
  }
  return names;
}

/** For messages: a name may be as long as a document. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
