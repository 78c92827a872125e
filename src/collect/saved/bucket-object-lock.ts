import { type Bucket, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { countAt, inside, objectAt, optionalTextAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

type ObjectLock = NonNullable<Bucket["objectLock"]>;

/**
 * `aws s3api get-object-lock-configuration`. ObjectLockConfigurationNotFoundError is an answer: the bucket has none.
 * Without a rule objects can be locked, but are not unless whoever writes them says so.
 */
export function parseBucketObjectLock(answer: Answer): Parsed<ObjectLock> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code === "ObjectLockConfigurationNotFoundError") return reading.result<ObjectLock>("none");
    return refusal(answer, "bucket-object-lock");
  }
  const place = { file: answer.file, path: "ObjectLockConfiguration" };
  const lock = objectAt(answerObject(answer, "bucket-object-lock")["ObjectLockConfiguration"], place);
  if (optionalTextAt(lock, "ObjectLockEnabled", place) !== "Enabled") return reading.result<ObjectLock>("none");
  const rule = objectAt(ownValue(lock, "Rule") ?? {}, inside(place, "Rule"));
  const at = inside(inside(place, "Rule"), "DefaultRetention");
  const retention = objectAt(ownValue(rule, "DefaultRetention") ?? {}, at);
  return reading.result<ObjectLock>(
    present({
      mode: optionalTextAt(retention, "Mode", at),
      days: countAt(retention, "Days", at),
      years: countAt(retention, "Years", at),
    }),
  );
}
