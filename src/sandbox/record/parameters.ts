import type { NormalizedSchema } from "@smithy/core/schema";

/**
 * Members as CloudTrail writes them: the first letter in lower case, those that the model marks as sensitive left out, and
 * times as `Nov 21, 2026, 8:00:00 PM`. Holds for all records of IAM, STS and CloudTrail that were looked at;
 * those of Account Management have the names as the API has them.
 */
export function recordedMembers(
  schema: NormalizedSchema,
  value: unknown,
  nameOf: (member: string) => string = lowerFirst,
): { readonly [name: string]: unknown } {
  const members: [string, unknown][] = [];
  if (schema.isStructSchema() && isRecord(value)) {
    for (const [name, member] of schema.structIterator()) {
      const inner = Object.hasOwn(value, name) ? value[name] : undefined;
      if (inner === undefined || inner === null || member.getMergedTraits().sensitive !== undefined) continue;
      members.push([nameOf(name), recordedValue(member, inner, nameOf)]);
    }
  }
  return Object.fromEntries(members);
}

/** `Nov 21, 2026, 8:00:00 PM`, UTC. */
export function recordTime(time: Date): string {
  return timeFormat.format(time).replaceAll("\u202f", " ");
}

/** `SAMLMetadataDocument` becomes `sAMLMetadataDocument`. */
export function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const timeFormat = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
});

function recordedValue(schema: NormalizedSchema, value: unknown, nameOf: (member: string) => string): unknown {
  if (schema.isStructSchema()) return recordedMembers(schema, value, nameOf);
  if (schema.isListSchema() && Array.isArray(value)) {
    return value.map((item) => recordedValue(schema.getValueSchema(), item, nameOf));
  }
  if (schema.isMapSchema() && isRecord(value)) {
    const inner = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, recordedValue(inner, item, nameOf)]));
  }
  if (value instanceof Date) return recordTime(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
