import { anyOf } from "../condition.ts";
import type { Rule } from "../rule.ts";
import { readExamples } from "./attributes.ts";
import { readDetection } from "./detection.ts";
import type { Reading } from "./field-item.ts";
import { readLogSource } from "./log-source.ts";
import { readHead } from "./rule-head.ts";
import { entryOf, type SourceDocument, type SourceNode } from "./source-node.ts";

/**
 * Reads a rule. What is wrong with it is rejected, all of it; then the result must not be used.
 *
 * Source: Sigma Rules Specification 2.1.
 */
export function readRule(document: SourceDocument, reading: Reading): Rule {
  const { root, source } = document;
  const { reject } = reading;
  const action = entryOf(root, "action");
  if (action !== undefined) {
    reject(action.keyOffset, "'action' documents are no longer part of Sigma.", {
      code: "rule.unsupported",
      hint: "Repeat the shared parts in every rule.",
    });
  }
  const detection = entryOf(root, "detection");
  noteTimeframe(detection?.value, reading);
  if (detection === undefined) reject(root.offset, "'detection' is missing.");
  return {
    ...readHead(document, reject),
    logsource: readLogSource(root, reject) ?? {},
    condition: (detection && readDetection(detection, ["timeframe"], reading)) ?? anyOf([]),
    examples: readExamples(root, reject),
    fieldLocations: new Map([...reading.fields].map(([field, offset]) => [field, source.locate(offset)])),
  };
}

/** Detections of old rules may say `timeframe`, which only an aggregation gives a meaning. */
function noteTimeframe(detection: SourceNode | undefined, { notice }: Reading): void {
  const entry = detection?.kind === "map" ? entryOf(detection, "timeframe") : undefined;
  if (entry !== undefined) notice("timeframe", entry.key, entry.keyOffset);
}
