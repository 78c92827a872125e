import type { Json } from "../../model/index.ts";
import { jsonText } from "./json-text.ts";

/** A value for people to read: scalars as they are, objects and arrays as JSON text, no text longer than `maxLength`. */
export function boundedValue(value: Json, maxLength: number): boolean | number | string | null {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  const text = typeof value === "string" ? value : jsonText(value).compact;
  return text.length > maxLength ? `${text.slice(0, maxLength - 3)}...` : text;
}
