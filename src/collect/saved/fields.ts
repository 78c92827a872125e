import { isJsonObject, type Json, type JsonObject, ownValue, Problem } from "../../model/index.ts";
import { toIsoTime } from "./date.ts";
import { quote, type Reading } from "./reading.ts";

/** Where in an answer a value stands: `trailList[0].HomeRegion`. */
export interface Place {
  readonly file: string;
  readonly path: string;
}

export function malformedAt({ file, path }: Place, message: string): Problem {
  return new Problem("input.malformed", `${path} ${message}.`, { location: { file } });
}

export function inside({ file, path }: Place, step: string | number): Place {
  return { file, path: typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}` };
}

/** Throws a {@link Problem} when `value` is no object. */
export function objectAt(value: Json | undefined, place: Place): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformedAt(place, `is ${kindOf(value)}, not an object`);
}

/** A member that must be text and not empty. */
export function textAt(object: JsonObject, key: string, place: Place): string {
  const text = optionalTextAt(object, key, place);
  if (text !== undefined) return text;
  throw malformedAt(inside(place, key), "is missing");
}

/** A member that is text; absent, null and empty text are the same to AWS. */
export function optionalTextAt(object: JsonObject, key: string, place: Place): string | undefined {
  const value = ownValue(object, key) ?? undefined;
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  throw malformedAt(inside(place, key), `is ${kindOf(value)}, not text`);
}

/** A boolean; `absent` is what AWS documents for a member that is left out. */
export function flagAt(object: JsonObject, key: string, place: Place, absent: boolean): boolean {
  const value = ownValue(object, key) ?? absent;
  if (typeof value === "boolean") return value;
  throw malformedAt(inside(place, key), `is ${kindOf(value)}, not true or false`);
}

/** A whole number from 0. */
export function countAt(object: JsonObject, key: string, place: Place): number | undefined {
  const value = ownValue(object, key) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformedAt(inside(place, key), `is ${kindOf(value)}, not a whole number from 0`);
}

/** A list; absent and null are undefined. */
export function listAt(object: JsonObject, key: string, place: Place): readonly Json[] | undefined {
  const value = ownValue(object, key) ?? undefined;
  if (value === undefined) return undefined;
  // Array.isArray does not narrow a readonly array type.
  if (Array.isArray(value)) return value as readonly Json[];
  throw malformedAt(inside(place, key), `is ${kindOf(value)}, not a list`);
}

/** A list of texts. */
export function textsAt(object: JsonObject, key: string, place: Place): readonly string[] | undefined {
  return listAt(object, key, place)?.map((value, index) => {
    if (typeof value === "string") return value;
    throw malformedAt(inside(inside(place, key), index), `is ${kindOf(value)}, not text`);
  });
}

/** A time that may be absent; one that cannot be read is a problem and a gap, not a time. */
export function timeAt(object: JsonObject, key: string, place: Place, reading: Reading): string | undefined {
  const value = ownValue(object, key) ?? undefined;
  if (value === undefined || value === "") return undefined;
  const time = toIsoTime(value);
  if (time !== undefined) return time;
  const { path } = inside(place, key);
  const cause = `is ${typeof value === "string" ? quote(value) : kindOf(value)}, which is no time`;
  reading.problem("input.malformed", `${path} ${cause}.`);
  reading.gap(path, cause);
  return undefined;
}

/** Like {@link timeAt}, for times whose absence means something: one that cannot be read throws. */
export function strictTimeAt(object: JsonObject, key: string, place: Place): string | undefined {
  const value = ownValue(object, key) ?? undefined;
  if (value === undefined || value === "") return undefined;
  const time = toIsoTime(value);
  if (time !== undefined) return time;
  throw malformedAt(
    inside(place, key),
    `is ${typeof value === "string" ? quote(value) : kindOf(value)}, which is no time`,
  );
}

export function kindOf(value: Json | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "text" : `the ${typeof value} ${value}`;
}
