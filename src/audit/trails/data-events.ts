import type { AdvancedSelector, ClassicSelector, EventSelectors } from "../../model/index.ts";
import { hasSelectors, selectorHolds } from "./management-selectors.ts";

/**
 * How many reads or writes of all resources of a type selectors record. `some`: of named resources, of named calls, or by a field
 * that is not judged; several selectors that are complete only together are `some`, too.
 *
 * Source: CloudTrail API reference, "DataResource" and "AdvancedFieldSelector".
 */
export function dataEventsRecorded(
  selectors: EventSelectors | undefined,
  type: string,
  readOnly: boolean,
): "all" | "some" | "none" {
  if (!hasSelectors(selectors)) return "none";
  const extents =
    selectors.kind === "classic"
      ? selectors.selectors.map((selector) => classicExtent(selector, type, readOnly))
      : selectors.selectors.map((selector) => advancedExtent(selector, type, readOnly));
  return extents.includes("all") ? "all" : extents.includes("some") ? "some" : "none";
}

/** `arn:aws:s3` stands for all buckets, `arn:aws:lambda` for all functions, `arn:aws:dynamodb` for all tables. */
function classicExtent(
  { readWriteType, dataResources }: ClassicSelector,
  type: string,
  readOnly: boolean,
): "all" | "some" | "none" {
  if (readWriteType !== "All" && (readWriteType === "ReadOnly") !== readOnly) return "none";
  const values = dataResources.filter((resource) => resource.type === type).flatMap((resource) => resource.values);
  if (values.some((value) => /^arn:[^:]+:[^:]+:?$/.test(value))) return "all";
  return values.length > 0 ? "some" : "none";
}

function advancedExtent(
  { fieldSelectors }: AdvancedSelector,
  type: string,
  readOnly: boolean,
): "all" | "some" | "none" {
  const isAsked = (field: string): boolean => fieldSelectors.some((condition) => condition.field === field);
  if (!isAsked("eventCategory") || !isAsked("resources.type")) return "none";
  const known: ReadonlyMap<string, string> = new Map([
    ["eventCategory", "Data"],
    ["resources.type", type],
    ["readOnly", String(readOnly)],
  ]);
  const judged = fieldSelectors.filter(({ field }) => known.has(field));
  if (!judged.every((condition) => selectorHolds(condition, known.get(condition.field) ?? ""))) return "none";
  return judged.length === fieldSelectors.length ? "all" : "some";
}
