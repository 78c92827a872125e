import { createHash } from "node:crypto";
import { isJsonObject, type Json, type JsonObject, ownValue } from "../model/index.ts";

/**
 * A hash of what a JSON value says, 64 bits as hex. It does not depend on the order of keys, on white space or on how
 * characters are escaped: one event may be delivered by two trails and by LookupEvents, each with its own.
 */
export function contentHash(value: Json): string {
  return createHash("sha256").update(canonicalText(value)).digest("hex").slice(0, 16);
}

function canonicalText(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => (isJsonObject(inner) ? sorted(inner) : inner));
}

/** Pairs instead of an object, whose integer-like keys and `__proto__` have an order and a meaning of their own. */
function sorted(object: JsonObject): Json {
  const keys = Object.keys(object).sort();
  return { object: keys.map((key) => [key, ownValue(object, key) ?? null]) };
}
