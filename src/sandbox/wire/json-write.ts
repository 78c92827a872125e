import type { Shape } from "./shape.ts";

/** An output as JSON holds it: times as seconds since 1970, blobs as Base64. What the shape does not know is left out. */
export function toJson(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case "structure": {
      const object: Record<string, unknown> = {};
      for (const { name, shape: part } of shape.members) {
        // Outputs are made by the sandbox by this shape.
        const content = toJson(part, (value as Readonly<Record<string, unknown>>)[name]);
        if (content !== undefined) object[name] = content;
      }
      return object;
    }
    case "list":
      return Array.isArray(value) ? value.map((item) => toJson(shape.item.shape, item) ?? null) : undefined;
    case "map":
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(shape.value.shape, part)]));
    case "timestamp":
      if (!(value instanceof Date)) return value;
      return shape.format === "iso" ? value.toISOString() : value.getTime() / 1000;
    case "blob":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
    default:
      return value;
  }
}
