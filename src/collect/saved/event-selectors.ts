import {
  type AdvancedSelector,
  type ClassicSelector,
  type EventSelectors,
  type FieldSelector,
  type Json,
  type JsonObject,
  ownText,
} from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
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
} from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** Selectors of one trail; the answer names it. */
export interface TrailSelectors {
  readonly trailArn?: string;
  readonly selectors: EventSelectors;
}

/**
 * `aws cloudtrail get-event-selectors`, classic or advanced. A selector that cannot be understood makes the whole
 * answer unusable: without it, the trail would seem to record less, or more, than it does.
 *
 * Source: CloudTrail API Reference, "EventSelector" (whose defaults stand for absent members) and
 * "AdvancedFieldSelector".
 */
export function parseEventSelectors(answer: Answer): Parsed<TrailSelectors> {
  if (answer.kind === "error") return refusal(answer, "event-selectors");
  const json = answerObject(answer, "event-selectors");
  const place = { file: answer.file, path: "" };
  const trailArn = ownText(json, "TrailARN");
  const advanced = listAt(json, "AdvancedEventSelectors", place) ?? [];
  const classic = listAt(json, "EventSelectors", place) ?? [];
  if (advanced.length > 0 && classic.length > 0) {
    throw malformedAt(
      { ...place, path: "EventSelectors" },
      "stands beside AdvancedEventSelectors; a trail has only one kind",
    );
  }
  const selectors: EventSelectors =
    advanced.length > 0
      ? { kind: "advanced", selectors: each(advanced, inside(place, "AdvancedEventSelectors"), toAdvanced) }
      : { kind: "classic", selectors: each(classic, inside(place, "EventSelectors"), toClassic) };
  return startReading(answer.file).result({ ...(trailArn && { trailArn }), selectors });
}

function each<T>(list: readonly Json[], place: Place, convert: (entry: JsonObject, place: Place) => T): readonly T[] {
  return list.map((entry, index) => convert(objectAt(entry, inside(place, index)), inside(place, index)));
}

function toClassic(entry: JsonObject, place: Place): ClassicSelector {
  const readWriteType = optionalTextAt(entry, "ReadWriteType", place) ?? "All";
  if (readWriteType !== "All" && readWriteType !== "ReadOnly" && readWriteType !== "WriteOnly") {
    throw malformedAt(inside(place, "ReadWriteType"), `is ${quote(readWriteType)}, not All, ReadOnly or WriteOnly`);
  }
  return {
    readWriteType,
    includeManagementEvents: flagAt(entry, "IncludeManagementEvents", place, true),
    excludeManagementEventSources: textsAt(entry, "ExcludeManagementEventSources", place) ?? [],
    dataResources: each(
      listAt(entry, "DataResources", place) ?? [],
      inside(place, "DataResources"),
      (resource, at) => ({
        type: textAt(resource, "Type", at),
        values: textsAt(resource, "Values", at) ?? [],
      }),
    ),
  };
}

function toAdvanced(entry: JsonObject, place: Place): AdvancedSelector {
  const name = optionalTextAt(entry, "Name", place);
  const fields = listAt(entry, "FieldSelectors", place);
  if (fields === undefined) throw malformedAt(inside(place, "FieldSelectors"), "is missing");
  return { ...(name && { name }), fieldSelectors: each(fields, inside(place, "FieldSelectors"), toFieldSelector) };
}

const operators: ReadonlyMap<string, Exclude<keyof FieldSelector, "field">> = new Map([
  ["Equals", "equals"],
  ["StartsWith", "startsWith"],
  ["EndsWith", "endsWith"],
  ["NotEquals", "notEquals"],
  ["NotStartsWith", "notStartsWith"],
  ["NotEndsWith", "notEndsWith"],
]);

function toFieldSelector(entry: JsonObject, place: Place): FieldSelector {
  const given: { [name in Exclude<keyof FieldSelector, "field">]?: readonly string[] } = {};
  for (const key of Object.keys(entry)) {
    if (key === "Field") continue;
    const operator = operators.get(key);
    if (operator === undefined) throw malformedAt(inside(place, key), "is an operator that this version does not know");
    const values = textsAt(entry, key, place) ?? [];
    if (values.length > 0) given[operator] = values;
  }
  if (Object.keys(given).length === 0) throw malformedAt(place, "has no operator such as Equals");
  return { field: textAt(entry, "Field", place), ...given };
}
