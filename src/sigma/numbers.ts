import type { Json } from "../model/index.ts";

/** A plain decimal: what numbers compare by value. `5e0`, `0x17`, `.5` and ` 5` are text. */
export const decimal: RegExp = /^[-+]?\d+(?:\.\d+)?$/;

/** Undefined for what is neither a number nor the text of a plain decimal. */
export function toNumber(value: Json): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && decimal.test(value) ? Number(value) : undefined;
}
