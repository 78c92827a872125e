import type { Member, Shape } from "./shape.ts";
import { WireFault } from "./wire-fault.ts";

/**
 * The input of a JSON operation from parsed JSON, by its shape: members that it does not know are passed over, null is no value.
 *
 * @throws {@link WireFault} with AWS's words for a value of another type
 */
export function readJson(shape: Shape, value: unknown, path = ""): unknown {
  switch (shape.kind) {
    case "structure":
      return readStructure(shape.members, objectAt(value, path), path);
    case "list":
      if (!Array.isArray(value)) throw unexpected(value, path);
      return value
        .filter((item) => item !== null)
        .map((item, index) => readJson(shape.item.shape, item, `${path}.${index + 1}.member`));
    case "map": {
      const map: Record<string, unknown> = Object.create(null);
      for (const [key, part] of Object.entries(objectAt(value, path))) {
        map[key] = readJson(shape.value.shape, part, `${path}.${key}`);
      }
      return map;
    }
    default:
      return readSimple(shape.kind, value, path);
  }
}

function readStructure(
  members: readonly Member[],
  object: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const { name, shape } of members) {
    const part = Object.hasOwn(object, name) ? object[name] : undefined;
    if (part !== undefined && part !== null)
      structure[name] = readJson(shape, part, path === "" ? name : `${path}.${name}`);
  }
  return structure;
}

function readSimple(
  kind: "string" | "number" | "boolean" | "timestamp" | "blob",
  value: unknown,
  path: string,
): unknown {
  if (kind === "timestamp" && typeof value === "number") {
    const date = new Date(value * 1000);
    if (!Number.isNaN(date.getTime())) return date;
  }
  if (kind === "blob" && typeof value === "string") return Buffer.from(value, "base64");
  if (kind === typeof value) return value;
  throw unexpected(value, path);
}

function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unexpected(value, path);
  // Parsed JSON that is neither list nor simple value has only string keys.
  return value as Readonly<Record<string, unknown>>;
}

function unexpected(value: unknown, path: string): WireFault {
  return new WireFault(path, wordsFor[Array.isArray(value) ? "list" : typeof value] ?? "Unexpected value");
}

/** As the services' own readers name what they met. */
const wordsFor: { readonly [type: string]: string } = {
  list: "Start of list found where not expected",
  object: "Start of structure or map found where not expected.",
  string: "STRING_VALUE cannot be converted to what the member is",
  number: "NUMBER_VALUE cannot be converted to what the member is",
  boolean: "TRUE_VALUE or FALSE_VALUE cannot be converted to what the member is",
};
