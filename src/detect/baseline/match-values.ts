import type { Detection, Json } from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";
import type { PlacedObservation } from "../over-time.ts";

/** The values that are new or rare, by the names of their fields. */
export function valuesByField(fields: readonly FieldPath[], { value }: PlacedObservation): Detection["match"] {
  const texts: readonly Json[] = JSON.parse(value);
  return Object.fromEntries(fields.map((field, at) => [field, asWritten(field, texts[at] ?? null)]));
}

/** Feeds compare in lower case; codes are written in capitals. */
function asWritten(field: FieldPath, value: Json): Json {
  if (typeof value !== "string") return value;
  const isCode = field === "derived.country" || (field === "derived.network" && /^as\d+$/.test(value));
  return isCode ? value.toUpperCase() : value;
}
