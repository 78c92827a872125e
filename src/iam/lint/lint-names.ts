import { error, type Note, quoted } from "./lint-message.ts";
import type { JsonNode } from "./read-json.ts";

/** Names that stand twice in one object, anywhere in the document. */
export function lintNames(node: JsonNode): readonly Note[] {
  if (node.kind === "list") return node.items.flatMap(lintNames);
  if (node.kind !== "object") return [];
  const seen = new Set<string>();
  const notes: Note[] = [];
  for (const { name, at, value } of node.members) {
    if (seen.has(name)) {
      const message = `${quoted(name)} stands twice in the same object, of which readers keep only one.`;
      notes.push(error("json.duplicate-name", at, message));
    }
    seen.add(name);
    notes.push(...lintNames(value));
  }
  return notes;
}
