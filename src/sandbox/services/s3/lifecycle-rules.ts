import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { textOf } from "./bucket.ts";
import { type Members, membersOf, rulesOf } from "./rules.ts";

/**
 * When an object will be gone, as the header x-amz-expiration says it; undefined: never.
 *
 * Source: Amazon S3 User Guide, "Expiring objects".
 */
export function expirationOf(bucket: BucketState, object: ObjectVersion): string | undefined {
  const due = enabledRules(bucket, object)
    .flatMap((rule) => {
      const at = dueAt(rule, object);
      return at === undefined ? [] : [{ at, id: encodeURIComponent(textOf(rule["ID"])) }];
    })
    .sort((a, b) => a.at - b.at)[0];
  return due && `expiry-date="${new Date(due.at).toUTCString()}", rule-id="${due.id}"`;
}

/** Rules in use that are for such an object. */
export function enabledRules({ lifecycle }: BucketState, object: Concerned): readonly Members[] {
  if (lifecycle === undefined) return [];
  return rulesOf(lifecycle).filter((rule) => rule["Status"] === "Enabled" && concerns(rule, object));
}

/** When the rule's Expiration takes an object; undefined: never. Milliseconds since 1970. */
export function dueAt(rule: Members, { modifiedAt }: Pick<ObjectVersion, "modifiedAt">): number | undefined {
  const { Days, Date: date } = membersOf(rule["Expiration"]);
  if (typeof date === "string") return Date.parse(date);
  return typeof Days === "number" ? midnightAfter(Date.parse(modifiedAt) + Days * day) : undefined;
}

/** Days are counted from midnight to midnight. */
export function midnightAfter(at: number): number {
  return Math.ceil(at / day) * day;
}

export const day = 86_400_000;

type Concerned = Pick<ObjectVersion, "key" | "size" | "tags">;

function concerns({ Filter, Prefix }: Members, { key, size, tags = [] }: Concerned): boolean {
  const filter = membersOf(Filter);
  const all = { ...filter, ...membersOf(filter["And"]) } as Members;
  const wanted = [
    ...(Array.isArray(all["Tags"]) ? all["Tags"] : []),
    ...(all["Tag"] === undefined ? [] : [all["Tag"]]),
  ];
  return (
    key.startsWith(textOf(Prefix ?? all["Prefix"])) &&
    size > Number(all["ObjectSizeGreaterThan"] ?? -1) &&
    size < Number(all["ObjectSizeLessThan"] ?? Number.POSITIVE_INFINITY) &&
    wanted.map(membersOf).every((tag) => tags.some(({ Key, Value }) => Key === tag["Key"] && Value === tag["Value"]))
  );
}
