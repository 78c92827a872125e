import { z } from "zod";
import type { Json } from "../model/index.ts";
import { toIsoTime } from "./saved/date.ts";
import { isWithinDepth } from "./saved/documents.ts";

export const text: z.ZodString = z.string();

export const texts: z.ZodArray<z.ZodString> = z.array(text);

export const count: z.ZodNumber = z.number().int().min(0);

export const time: z.ZodString = text
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/)
  .refine((value) => toIsoTime(value) !== undefined, "is no time")
  .meta({ id: "time", description: "ISO 8601, UTC" });

/** Any JSON: its meaning is not the snapshot's business. */
// `unknown` takes any value; what was parsed from JSON text is Json.
export const json: z.ZodType<Json> = z
  .unknown()
  .refine((value) => isWithinDepth(value as Json), "is nested too deep") as unknown as z.ZodType<Json>;

/** `none` is an answer; an absent member is none. */
export function noneOr<T extends z.ZodType>(
  schema: T,
): z.ZodExactOptional<z.ZodUnion<readonly [z.ZodLiteral<"none">, T]>> {
  return z.union([z.literal("none"), schema]).exactOptional();
}
