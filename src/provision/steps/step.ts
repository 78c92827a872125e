import { z } from "zod";
import type { Holder } from "../holder.ts";

/**
 * One write to IAM, with what must be there before it and what is there after it. So a look at the account tells whether it
 * was made, whatever became of the process that made it.
 */
export type Step =
  | InlineStep
  | AttachmentStep
  | CreatePolicyStep
  | DeletePolicyStep
  | NewVersionStep
  | SetDefaultStep
  | DeleteVersionStep
  | RestoreVersionStep;

/** Texts; null: there is none. */
export interface InlineStep {
  readonly kind: "inline-policy";
  readonly holder: Holder;
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface AttachmentStep {
  readonly kind: "attach" | "detach";
  readonly holder: Holder;
  /** ARN. */
  readonly policy: string;
}

export interface CreatePolicyStep extends OwnPolicy {
  readonly kind: "create-policy";
}

/** Undoes a `create-policy`. */
export interface DeletePolicyStep extends OwnPolicy {
  readonly kind: "delete-policy";
}

/** A policy that we make. */
export interface OwnPolicy {
  /** ARN. */
  readonly policy: string;
  readonly name: string;
  /** Tells that it is ours. */
  readonly description: string;
  readonly document: string;
  /** Whom we attach it to. */
  readonly holders: readonly Holder[];
}

/** A new version becomes the default one. */
export interface NewVersionStep {
  readonly kind: "new-version";
  readonly policy: string;
  readonly before: PolicyVersion;
  readonly document: string;
  /** Ids of all versions there were. */
  readonly known: readonly string[];
}

/** Another version becomes the default one. */
export interface SetDefaultStep {
  readonly kind: "set-default";
  readonly policy: string;
  readonly from: MadeVersion;
  /** Made anew if somebody deleted it. */
  readonly to: PolicyVersion;
}

export interface DeleteVersionStep {
  readonly kind: "delete-version";
  readonly policy: string;
  readonly version: MadeVersion;
}

/** Undoes a `delete-version`, under a new id: IAM gives no id twice. */
export interface RestoreVersionStep {
  readonly kind: "restore-version";
  readonly policy: string;
  readonly version: PolicyVersion;
  readonly known: readonly string[];
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
}

/** A version whose id may not be known, since the process ended before it was told: then it is none of the known ones. */
export interface MadeVersion {
  readonly id?: string | undefined;
  readonly document: string;
  readonly known: readonly string[];
}

const holder: z.ZodType<Holder> = z.strictObject({
  type: z.enum(["user", "role", "group"]),
  name: z.string(),
  arn: z.string(),
  id: z.string().optional(),
});
const known = z.array(z.string());
const version = z.strictObject({ id: z.string(), document: z.string() });
const made = z.strictObject({ id: z.string().optional(), document: z.string(), known });
const text = z.string().nullable();
const policy = z.string();
const own = { policy, name: z.string(), description: z.string(), document: z.string(), holders: z.array(holder) };

/** A step as a journal holds it. */
export const stepSchema: z.ZodType<Step> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inline-policy"), holder, name: z.string(), before: text, after: text }),
  z.strictObject({ kind: z.enum(["attach", "detach"]), holder, policy }),
  z.strictObject({ kind: z.literal("create-policy"), ...own }),
  z.strictObject({ kind: z.literal("delete-policy"), ...own }),
  z.strictObject({ kind: z.literal("new-version"), policy, before: version, document: z.string(), known }),
  z.strictObject({ kind: z.literal("set-default"), policy, from: made, to: version }),
  z.strictObject({ kind: z.literal("delete-version"), policy, version: made }),
  z.strictObject({ kind: z.literal("restore-version"), policy, version, known }),
]);
