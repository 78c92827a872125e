import { type Bucket, isJsonObject } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { objectAt, optionalTextAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws s3api get-bucket-logging`. A bucket whose reads are not logged has no member: `{}`. */
export function parseBucketLogging(answer: Answer): Parsed<NonNullable<Bucket["logging"]>> {
  if (answer.kind === "error") return refusal(answer, "bucket-logging");
  const { json, file } = answer;
  const reading = startReading(file);
  if (isJsonObject(json) && Object.keys(json).length === 0) {
    return reading.result<NonNullable<Bucket["logging"]>>("none");
  }
  const place = { file, path: "LoggingEnabled" };
  const logging = objectAt(answerObject(answer, "bucket-logging")["LoggingEnabled"], place);
  return reading.result({
    bucket: textAt(logging, "TargetBucket", place),
    prefix: optionalTextAt(logging, "TargetPrefix", place) ?? "",
  });
}
