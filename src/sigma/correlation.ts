import type { Reading } from "./field-item.ts";
import { entryOf, type SourceDocument } from "./source-node.ts";

/** Rejects a correlation rule, saying which type of correlation it asks for. */
export function readCorrelation({ root }: SourceDocument, { reject }: Reading): undefined {
  const section = entryOf(root, "correlation");
  const type = section?.value.kind === "map" ? entryOf(section.value, "type") : undefined;
  const kind = type?.value.kind === "scalar" ? type.value.text : "without a type";
  reject(type?.value.offset ?? section?.keyOffset ?? root.offset, `Correlation rules are not run: ${kind}.`, {
    code: "rule.unsupported",
    hint: "Run the rules that it refers to on their own.",
  });
}
