import type { RuleHead } from "../rule.ts";
import { readBoolean, readLevel, readStatus, readText, readTexts } from "./attributes.ts";
import { entryOf, type Reject, type SourceDocument } from "./source-node.ts";

/**
 * Reads what every kind of rule says about itself. What is wrong is rejected; then the result must not be used.
 *
 * Source: Sigma Rules Specification 2.1.
 */
export function readHead({ root, source }: SourceDocument, reject: Reject): RuleHead {
  const title = readText(root, "title", reject);
  if (entryOf(root, "title") === undefined) reject(root.offset, "'title' is missing.");
  if (title?.trim() === "") reject(entryOf(root, "title")?.value.offset ?? root.offset, "'title' is empty.");
  const name = readText(root, "name", reject);
  const description = readText(root, "description", reject);
  const author = readTexts(root, "author", reject).join(", ");
  const license = readText(root, "license", reject);
  const status = readStatus(root, reject);
  const unknown = root.entries
    .filter(({ key }) => !documentKeys.includes(key))
    .slice(0, maxUnknownKeys)
    .map(({ key, keyOffset }) => ({ key, location: source.locate(keyOffset) }));
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
    response: readTexts(root, "response", reject),
    catalogue: readTexts(root, "catalogue", reject),
    needsDataEvents: readBoolean(root, "needsDataEvents", reject),
    needsSettings: readTexts(root, "needsSettings", reject),
    location: source.locate(root.offset),
    omits: ["id", "level"].filter((key) => entryOf(root, key) === undefined),
    ...(unknown.length > 0 && { unknownKeys: unknown }),
  };
}

/** The attributes of a document, Sigma's and then ours. */
export const documentKeys: readonly string[] = [
  ...["title", "id", "related", "name", "taxonomy", "status", "description", "license", "author", "references"],
  ...["date", "modified", "tags", "scope", "logsource", "detection", "correlation", "filter", "fields"],
  ...[
    "falsepositives",
    "level",
    "generate",
    "sigma-version",
    "custom_attributes",
    "regression_tests_path",
    "simulation",
  ],
  ...["baseline", "examples", "response", "catalogue", "needsDataEvents", "needsSettings"],
];

const maxUnknownKeys = 100;
