import type { Shape, SimpleShape } from "./shape.ts";

/** A simple value from its text in XML, forms, headers and queries; undefined: the text is none. */
export function fromText({ kind }: SimpleShape, text: string): unknown {
  switch (kind) {
    case "string":
      return text;
    case "number":
      return /^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return { true: true, false: false }[text.trim().toLowerCase()];
    case "timestamp":
      return timeOf(text.trim());
    case "blob":
      return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? Buffer.from(text, "base64") : undefined;
  }
}

/** `2026-11-21T20:00:00Z`, `Sat, 21 Nov 2026 20:00:00 GMT` or seconds since 1970. */
export function timeOf(text: string): Date | undefined {
  const ms = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : isDate.test(text) ? Date.parse(text) : Number.NaN;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** ISO 8601, or RFC 7231; what else Date.parse takes is no date to AWS. */
const isDate = /^(\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)$/;

/** How a protocol writes times, where a shape does not say: `iso` leaves out milliseconds that are 0, `millis` never does. */
export type TimeFormat = "iso" | "millis" | "http";

/** The text of a value for XML and headers. */
export function toText(value: unknown, times: TimeFormat, shape?: Shape): string {
  if (value instanceof Date) return timeText(value, shape?.kind === "timestamp" ? (shape.format ?? times) : times);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return String(value);
}

function timeText(value: Date, times: TimeFormat | "epoch"): string {
  switch (times) {
    case "http":
      return value.toUTCString();
    case "epoch":
      return String(value.getTime() / 1000);
    case "millis":
      return value.toISOString();
    case "iso":
      return value.toISOString().replace(".000Z", "Z");
  }
}
