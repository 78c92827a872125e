import { type Bucket, isJsonObject } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { optionalTextAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws s3api get-bucket-versioning`. A bucket whose versioning was never set has neither member: `{}`. */
export function parseBucketVersioning(answer: Answer): Parsed<NonNullable<Bucket["versioning"]>> {
  if (answer.kind === "error") return refusal(answer, "bucket-versioning");
  const { json, file } = answer;
  const isNeverSet = isJsonObject(json) && Object.keys(json).length === 0;
  const versioning = isNeverSet ? {} : answerObject(answer, "bucket-versioning");
  const place = { file, path: "" };
  return startReading(file).result({
    enabled: optionalTextAt(versioning, "Status", place) === "Enabled",
    mfaDelete: optionalTextAt(versioning, "MFADelete", place) === "Enabled",
  });
}
