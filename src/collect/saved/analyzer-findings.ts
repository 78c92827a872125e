import { type AccessAnalyzerFinding, isJsonObject, type JsonObject, ownObject, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import {
  flagAt,
  inside,
  listAt,
  malformedAt,
  objectAt,
  optionalTextAt,
  type Place,
  textAt,
  textsAt,
  timeAt,
} from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, type Reading, startReading } from "./reading.ts";

/** A finding without what only the question tells: whose it is. */
export type ListedFinding = Omit<AccessAnalyzerFinding, "analyzer" | "region">;

/**
 * `aws accessanalyzer list-findings`, which tells who is let in; `list-findings-v2`, which does not; and
 * `get-finding-v2` of one finding, which does. Those that are archived or resolved are left out.
 */
export function parseAnalyzerFindings(answer: Answer): Parsed<readonly ListedFinding[]> {
  if (answer.kind === "error") return refusal(answer, "analyzer-findings");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "analyzer-findings");
  const isOne = !Object.hasOwn(json, "findings");
  const read = isOne
    ? [toFinding(json, { file: answer.file, path: "" }, reading)]
    : entriesAt(json, "findings", reading, (entry, at) => toFinding(entry, at, reading));
  return reading.result(read.flatMap(({ status, finding }) => (status === "ACTIVE" ? [finding] : [])));
}

function toFinding(
  entry: JsonObject,
  place: Place,
  reading: Reading,
): { readonly status: string; readonly finding: ListedFinding } {
  const type = optionalTextAt(entry, "findingType", place);
  const { at, object } = accessOf(entry, place);
  const isKnown = Object.hasOwn(object, "principal") || Object.hasOwn(object, "isPublic");
  const finding = {
    id: textAt(entry, "id", place),
    // Of an unused access finding it is the ARN as well; AWS leaves it out where the resource is gone.
    resource: optionalTextAt(entry, "resource", place) ?? "",
    resourceType: textAt(entry, "resourceType", place),
    ...(type !== undefined && type !== "ExternalAccess" && { findingType: type }),
    ...(isKnown && { isPublic: flagAt(object, "isPublic", at, false) }),
    principals: principalsOf(object, at),
    actions: textsAt(object, "action", at) ?? [],
    ...present({ updatedAt: timeAt(entry, "updatedAt", place, reading) }),
  };
  return { status: textAt(entry, "status", place), finding };
}

/** Where the answer says who may do what: `list-findings` in the finding, `get-finding-v2` in its details. */
function accessOf(entry: JsonObject, place: Place): { readonly at: Place; readonly object: JsonObject } {
  for (const [index, value] of (listAt(entry, "findingDetails", place) ?? []).entries()) {
    const external = isJsonObject(value) ? ownObject(value, "externalAccessDetails") : undefined;
    const at = inside(inside(inside(place, "findingDetails"), index), "externalAccessDetails");
    if (external !== undefined) return { at, object: external };
  }
  return { at: place, object: entry };
}

function principalsOf(object: JsonObject, place: Place): readonly string[] {
  const at = inside(place, "principal");
  return Object.entries(objectAt(ownValue(object, "principal") ?? {}, at)).map(([kind, who]) => {
    if (typeof who !== "string") throw malformedAt(inside(at, kind), "is no text");
    return `${kind}: ${who}`;
  });
}
