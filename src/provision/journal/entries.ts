import { z } from "zod";
import type { Step } from "../steps/step.ts";

/** A line of a journal. `S`: what its steps are, those of policies or those of trails. */
export type Entry<S = Step> = BeginEntry<S> | IntentEntry | OutcomeEntry | EndEntry;

/** Everything that is needed to take a run back stands in its first line. */
export interface BeginEntry<S = Step> {
  readonly kind: "begin";
  readonly schemaVersion: 1;
  readonly purpose: Purpose;
  /** Hash of the plan. */
  readonly plan: string;
  readonly steps: readonly S[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

export type Purpose = (typeof purposes)[number];

const purposes = ["apply", "canary", "trail-apply", "trail-destroy"] as const;

/** Stands in the file, for good, before the call is made. */
export interface IntentEntry extends StepPlace {
  readonly kind: "intent";
  readonly at: string;
}

export interface OutcomeEntry extends StepPlace {
  readonly kind: "outcome";
  readonly at: string;
  /** `refused`: IAM did not do it. `failed`: it may have done it. */
  readonly result: "done" | "refused" | "failed";
  /** Id of the version that was made. */
  readonly made?: string | undefined;
  readonly reason?: string | undefined;
}

export interface EndEntry {
  readonly kind: "end";
  readonly run: number;
  readonly way: Way;
  readonly at: string;
}

/** Which step of which run, both from 0. An undo of one step has up to two `part`s. */
export interface StepPlace {
  readonly run: number;
  readonly way: Way;
  readonly step: number;
  readonly part: number;
}

export type Way = "do" | "undo";

const count = z.int().min(0);
const way = z.enum(["do", "undo"]);
const at = z.iso.datetime();
const place = { run: count, way, step: count, part: count, at };

/** The lines of a journal whose steps have this schema. */
export function entrySchemaOf<S>(step: z.ZodType<S>): z.ZodType<Entry<S>> {
  return z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("begin"),
      schemaVersion: z.literal(1),
      purpose: z.enum(purposes),
      plan: z.string().min(1),
      steps: z.array(step),
      at,
    }),
    z.strictObject({ kind: z.literal("intent"), ...place }),
    z.strictObject({
      kind: z.literal("outcome"),
      ...place,
      result: z.enum(["done", "refused", "failed"]),
      made: z.string().optional(),
      reason: z.string().optional(),
    }),
    z.strictObject({ kind: z.literal("end"), run: count, way, at }),
  ]);
}
