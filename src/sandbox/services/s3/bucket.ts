import { createHash } from "node:crypto";
import type { Call } from "../../call.ts";
import { changed } from "../../world/changed.ts";
import type { BucketState } from "../../world/nouns.ts";
import { isTakenElsewhere } from "./bucket-name.ts";
import { s3Error } from "./errors.ts";

/**
 * The bucket that the call is about. Throws `NoSuchBucket`; `AccessDenied`, where it belongs to somebody outside of this
 * world, or not to the account that the call expects.
 */
export function bucketOf({ input, world }: Call): BucketState {
  const name = textOf(input["Bucket"]);
  const bucket = world.buckets.get(name);
  if (bucket === undefined) throw s3Error(isTakenElsewhere(name) ? "AccessDenied" : "NoSuchBucket");
  const expected = input["ExpectedBucketOwner"];
  if (expected !== undefined && expected !== bucket.owner) throw s3Error("AccessDenied");
  return bucket;
}

/** The same before anything is known to be right; undefined: there is none. */
export function bucketAsked({ input, world }: Call): BucketState | undefined {
  return world.buckets.get(textOf(input["Bucket"]));
}

/** `arn:aws:s3:::bucket` */
export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

/** S3 names accounts by 64 hexadecimal digits, their canonical user ID. It has stopped to give a display name. */
export function ownerOf(account: string): { readonly ID: string } {
  return { ID: createHash("sha256").update(`canonical user of ${account}`).digest("hex") };
}

/** Empty for what is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Changes settings of a bucket; undefined removes one. */
export function changeBucket(
  { world }: Call,
  bucket: BucketState,
  changes: Parameters<typeof changed<BucketState>>[1],
): void {
  world.buckets.put(bucket.name, changed(bucket, changes));
}
