import { ownText } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, objectAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** Names of `aws s3api list-buckets`. */
export function parseBuckets(answer: Answer): Parsed<readonly string[]> {
  if (answer.kind === "error") return refusal(answer, "buckets");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "buckets");
  const place = { file: answer.file, path: "Buckets" };
  const names = (listAt(json, "Buckets", { ...place, path: "" }) ?? []).flatMap((entry, index) => {
    const at = inside(place, index);
    try {
      return [textAt(objectAt(entry, at), "Name", at)];
    } catch (error) {
      reading.caught(error);
      reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
      return [];
    }
  });
  if (ownText(json, "ContinuationToken") ?? ownText(json, "NextToken")) {
    reading.gap("more buckets", "the answer says that more pages follow, which were not given");
  }
  return reading.result(names);
}
