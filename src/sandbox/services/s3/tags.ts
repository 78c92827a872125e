import type { Tag } from "../../world/nouns.ts";
import { s3Error } from "./errors.ts";

/**
 * Checks tags of a bucket (up to 50) or an object (up to 10).
 *
 * Source: Amazon S3 User Guide, "Object tagging" and "Using cost allocation S3 bucket tags".
 */
export function checkedTags(value: unknown, max: number): readonly Tag[] {
  if (!Array.isArray(value)) throw s3Error("MalformedXML");
  const tags = value.map(checkedTag);
  if (tags.length > max) {
    throw max === 10
      ? s3Error("InvalidTag", "Object tags cannot be greater than 10")
      : s3Error("InvalidTag", `Bucket tag count cannot be greater than ${max}`);
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw s3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  return tags;
}

/** `a=1&b=2`, as the header x-amz-tagging has them. */
export function tagsOfHeader(header: string): readonly Tag[] {
  return checkedTags(
    [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value })),
    10,
  );
}

function checkedTag(tag: unknown): Tag {
  const { Key, Value = "" }: { Key?: unknown; Value?: unknown } = typeof tag === "object" && tag !== null ? tag : {};
  if (typeof Key !== "string" || !isText(Key, 1, 128)) throw s3Error("InvalidTag");
  if (typeof Value !== "string" || !isText(Value, 0, 256)) {
    throw s3Error("InvalidTag", "The TagValue you have provided is invalid");
  }
  if (/^aws:/i.test(Key)) throw s3Error("InvalidTag", "System tags cannot be added/updated by requester");
  return { Key, Value };
}

function isText(text: string, min: number, max: number): boolean {
  return text.length >= min && text.length <= max && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}
