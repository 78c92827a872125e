import type { Detection, Json } from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";
import type { PlacedObservation } from "../over-time.ts";

/** The values that are new or rare, by the names of their fields. */
export function valuesByField(
  fields: readonly FieldPath[],
  { value, context, group }: PlacedObservation,
): Detection["match"] {
  const texts: readonly Json[] = JSON.parse(value);
  const written = writtenTexts(context, group);
  return Object.fromEntries(fields.map((field, at) => [field, asWritten(field, texts[at] ?? null, written)]));
}

/** Feeds compare in lower case; what else is known of the event may say how it was written. Codes are written in capitals. */
function asWritten(field: FieldPath, value: Json, written: ReadonlyMap<string, string>): Json {
  if (typeof value !== "string") return value;
  const isCode = field === "derived.country" || (field === "derived.network" && /^as\d+$/.test(value));
  return isCode ? value.toUpperCase() : (written.get(value) ?? value);
}

/** Names, principals, addresses and the group of the event, by their text in lower case. */
function writtenTexts(...lists: readonly string[]): ReadonlyMap<string, string> {
  const texts = lists.flatMap((list): readonly Json[] => JSON.parse(list));
  return new Map(texts.flatMap((text) => (typeof text === "string" ? [[text.toLowerCase(), text]] : [])));
}
