import { isJsonObject, type Json, type JsonObject, ownValue, Problem } from "../model/index.ts";

/** What a state holds, checked: it is a file, and a file may have been changed. All throw a `Problem`. */
export function readRecord(value: Json | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value)) throw invalidState("an object");
  return value;
}

export function readList(record: JsonObject, key: string): readonly Json[] {
  return asList(ownValue(record, key));
}

export function asList(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw invalidState("a list");
  // `isArray` says `any[]` of a readonly list.
  return value as readonly Json[];
}

export function asText(value: Json | undefined): string {
  if (typeof value !== "string") throw invalidState("a text");
  return value;
}

export function asNumber(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw invalidState("a number");
  return value;
}

/** Not negative. */
export function asCount(value: Json | undefined, max: number = Number.MAX_SAFE_INTEGER): number {
  const number = asNumber(value);
  if (!Number.isInteger(number) || number < 0 || number > max) throw invalidState(`a whole number up to ${max}`);
  return number;
}

/** In milliseconds since 1970, of the years 1 to 9999, which ISO 8601 can write with four digits. */
export function asInstant(value: Json | undefined): number {
  const number = asNumber(value);
  if (!(number >= earliestMs && number <= latestMs)) throw invalidState("a time");
  return number;
}

const earliestMs = -62_167_219_200_000;
const latestMs = 253_402_300_799_999;

export function invalidState(expected: string): Problem {
  return new Problem("state.invalid", `The state is damaged: ${expected} is missing in it.`, {
    hint: "Name another file, or remove this one to begin anew.",
  });
}
