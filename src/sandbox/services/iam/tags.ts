import type { Tag } from "../../world/nouns.ts";
import { invalidInput, limitExceeded } from "./errors.ts";

/**
 * Tags of users and roles ignore the case of their keys, those of other things do not.
 *
 * Source: IAM User Guide, "Rules for tagging in IAM and AWS STS".
 */
export type TagCase = "ignored" | "kept";

/** Tags after some were given. Throws InvalidInput of keys that stand twice or belong to AWS, LimitExceeded above fifty. */
export function withTags(before: readonly Tag[], given: readonly Tag[], tagCase: TagCase): readonly Tag[] {
  const byKey = new Map(before.map((tag) => [keyOf(tag.Key, tagCase), tag]));
  const seen = new Set<string>();
  for (const tag of given) {
    const key = keyOf(tag.Key, "ignored");
    if (seen.has(key)) throw invalidInput(duplicate);
    if (key.startsWith("aws:")) throw invalidInput("Tag keys that begin with aws: are reserved for AWS.");
    seen.add(key);
    byKey.set(keyOf(tag.Key, tagCase), { Key: tag.Key, Value: tag.Value });
  }
  if (byKey.size > maxTags) throw limitExceeded(`The number of tags has reached the maximum limit: ${maxTags}`);
  return [...byKey.values()];
}

/** Keys that are not there do not matter. */
export function withoutTags(before: readonly Tag[], keys: readonly string[], tagCase: TagCase): readonly Tag[] {
  const removed = new Set(keys.map((key) => keyOf(key, tagCase)));
  return before.filter(({ Key }) => !removed.has(keyOf(Key, tagCase)));
}

const maxTags = 50;
const duplicate = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";

function keyOf(key: string, tagCase: TagCase): string {
  return tagCase === "ignored" ? key.toLowerCase() : key;
}
