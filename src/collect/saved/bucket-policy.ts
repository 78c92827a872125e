import { type Bucket, isJsonObject, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { toStoredDocument } from "./documents.ts";
import { malformedAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/**
 * `aws s3api get-bucket-policy`, whose `Policy` is JSON inside a string; the policy itself is taken, too, since
 * `--query Policy --output text` prints it. NoSuchBucketPolicy is an answer: there is none.
 */
export function parseBucketPolicy(answer: Answer): Parsed<NonNullable<Bucket["policy"]>> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code === "NoSuchBucketPolicy") return reading.result<NonNullable<Bucket["policy"]>>("none");
    return refusal(answer, "bucket-policy");
  }
  const { json, file } = answer;
  const isBare = isJsonObject(json) && Object.hasOwn(json, "Statement");
  const stored = toStoredDocument(isBare ? json : ownValue(answerObject(answer, "bucket-policy"), "Policy"));
  if ("unreadable" in stored) throw malformedAt({ file, path: "Policy" }, `cannot be read: ${stored.unreadable}`);
  return reading.result(stored);
}
