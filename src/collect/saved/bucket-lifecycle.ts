import { type JsonObject, type LifecycleRule, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { countAt, inside, listAt, objectAt, optionalTextAt, type Place, strictTimeAt, textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/**
 * `aws s3api get-bucket-lifecycle-configuration`. NoSuchLifecycleConfiguration is an answer: no rules. One rule that
 * cannot be read makes the answer unusable: it may be the one that deletes the logs.
 */
export function parseBucketLifecycle(answer: Answer): Parsed<readonly LifecycleRule[]> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code === "NoSuchLifecycleConfiguration") return reading.result<readonly LifecycleRule[]>([]);
    return refusal(answer, "bucket-lifecycle");
  }
  const json = answerObject(answer, "bucket-lifecycle");
  const place = { file: answer.file, path: "Rules" };
  const rules = (listAt(json, "Rules", { ...place, path: "" }) ?? []).map((entry, index) => {
    const at = inside(place, index);
    return toRule(objectAt(entry, at), at);
  });
  return reading.result(rules);
}

/** Filters that leave objects out although they are below the prefix. */
const narrowing: readonly string[] = ["Tag", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"];

function toRule(rule: JsonObject, place: Place): LifecycleRule {
  const filter = optionalObject(rule, "Filter", place);
  const and = optionalObject(filter, "And", inside(place, "Filter"));
  const expiration = optionalObject(rule, "Expiration", place);
  const expirationAt = inside(place, "Expiration");
  const noncurrent = optionalObject(rule, "NoncurrentVersionExpiration", place);
  const prefix =
    optionalTextAt(filter, "Prefix", place) ??
    optionalTextAt(and, "Prefix", place) ??
    optionalTextAt(rule, "Prefix", place);
  return {
    id: optionalTextAt(rule, "ID", place) ?? "",
    enabled: textAt(rule, "Status", place) === "Enabled",
    prefix: prefix ?? "",
    narrowed: narrowing.some((key) => Object.hasOwn(filter, key) || Object.hasOwn(and, key)),
    ...present({
      expirationDays: countAt(expiration, "Days", expirationAt),
      expirationDate: strictTimeAt(expiration, "Date", expirationAt),
      noncurrentExpirationDays: countAt(noncurrent, "NoncurrentDays", inside(place, "NoncurrentVersionExpiration")),
    }),
  };
}

function optionalObject(object: JsonObject, key: string, place: Place): JsonObject {
  const value = ownValue(object, key) ?? undefined;
  return value === undefined ? {} : objectAt(value, inside(place, key));
}
