import { readBoolean, readExamples, readLevel, readStatus, readText, readTexts } from "./attributes.ts";
import { anyOf } from "./condition.ts";
import { readDetection } from "./detection.ts";
import type { Reading } from "./field-item.ts";
import { readLogSource } from "./log-source.ts";
import type { Rule } from "./rule.ts";
import { entryOf, type SourceDocument } from "./source-node.ts";

/**
 * Reads a rule. What is wrong with it is rejected, all of it; then the result must not be used.
 *
 * Source: Sigma Rules Specification 2.1.
 */
export function readRule({ root, source }: SourceDocument, reading: Reading): Rule {
  const { reject } = reading;
  const title = readText(root, "title", reject);
  if (entryOf(root, "title") === undefined) reject(root.offset, "'title' is missing.");
  if (title?.trim() === "") reject(entryOf(root, "title")?.value.offset ?? root.offset, "'title' is empty.");
  if (entryOf(root, "action") !== undefined) {
    reject(entryOf(root, "action")?.keyOffset ?? root.offset, "'action' documents are no longer part of Sigma.", {
      code: "rule.unsupported",
      hint: "Repeat the shared parts in every rule.",
    });
  }
  const name = readText(root, "name", reject);
  const description = readText(root, "description", reject);
  const author = readTexts(root, "author", reject).join(", ");
  const license = readText(root, "license", reject);
  const status = readStatus(root, reject);
  const detection = entryOf(root, "detection");
  if (detection === undefined) reject(root.offset, "'detection' is missing.");
  return {
    id: readText(root, "id", reject) || name || (title ?? ""),
    title: title ?? "",
    level: readLevel(root, reject) ?? "informational",
    ...(name && { name }),
    ...(description && { description }),
    ...(author && { author }),
    ...(license && { license }),
    ...(status && { status }),
    tags: readTexts(root, "tags", reject),
    references: readTexts(root, "references", reject),
    falsePositives: readTexts(root, "falsepositives", reject),
    logsource: readLogSource(root, reject) ?? {},
    // Detections of old rules may say `timeframe`, which only an aggregation gives a meaning.
    condition: (detection && readDetection(detection, ["timeframe"], source, reading)) ?? anyOf([]),
    examples: readExamples(root, reject),
    response: readTexts(root, "response", reject),
    catalogue: readTexts(root, "catalogue", reject),
    needsDataEvents: readBoolean(root, "needsDataEvents", reject),
    location: source.locate(root.offset),
    fieldLocations: new Map([...reading.fields].map(([field, offset]) => [field, source.locate(offset)])),
    omits: ["id", "level"].filter((key) => entryOf(root, key) === undefined),
  };
}
