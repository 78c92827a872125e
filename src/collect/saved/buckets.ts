import { ownText } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, objectAt, optionalTextAt, textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

export interface ListedBucket {
  readonly name: string;
  readonly region?: string;
}

/** `aws s3api list-buckets`, which names the regions only when it is asked for pages. */
export function parseBuckets(answer: Answer): Parsed<readonly ListedBucket[]> {
  if (answer.kind === "error") return refusal(answer, "buckets");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "buckets");
  const place = { file: answer.file, path: "Buckets" };
  const buckets = (listAt(json, "Buckets", { ...place, path: "" }) ?? []).flatMap((entry, index) => {
    const at = inside(place, index);
    try {
      const bucket = objectAt(entry, at);
      return [{ name: textAt(bucket, "Name", at), ...present({ region: optionalTextAt(bucket, "BucketRegion", at) }) }];
    } catch (error) {
      reading.caught(error);
      reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
      return [];
    }
  });
  if (ownText(json, "ContinuationToken") ?? ownText(json, "NextToken")) {
    reading.gap("more buckets", "the answer says that more pages follow, which were not given");
  }
  return reading.result(buckets);
}
