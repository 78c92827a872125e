import type { PublicAccessBlock } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { flagAt, objectAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws s3api get-public-access-block`. NoSuchPublicAccessBlockConfiguration is an answer: the bucket has none. */
export function parsePublicAccessBlock(answer: Answer): Parsed<"none" | PublicAccessBlock> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code === "NoSuchPublicAccessBlockConfiguration")
      return reading.result<"none" | PublicAccessBlock>("none");
    return refusal(answer, "public-access-block");
  }
  const place = { file: answer.file, path: "PublicAccessBlockConfiguration" };
  const block = objectAt(answerObject(answer, "public-access-block")["PublicAccessBlockConfiguration"], place);
  return reading.result({
    blockPublicAcls: flagAt(block, "BlockPublicAcls", place, false),
    ignorePublicAcls: flagAt(block, "IgnorePublicAcls", place, false),
    blockPublicPolicy: flagAt(block, "BlockPublicPolicy", place, false),
    restrictPublicBuckets: flagAt(block, "RestrictPublicBuckets", place, false),
  });
}
