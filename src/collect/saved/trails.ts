import { arnName, type Json, type JsonObject, parseArn, type Trail } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal, wrongAnswer } from "./catalogue.ts";
import { flagAt, inside, listAt, malformedAt, objectAt, optionalTextAt, type Place, textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/**
 * Trails of `aws cloudtrail describe-trails`, or the one of `get-trail`, without status and selectors. A boolean that
 * is left out is false, which never makes a trail look better than it is.
 */
export function parseTrails(answer: Answer): Parsed<readonly Trail[]> {
  if (answer.kind === "error") return refusal(answer, "trails");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "trails");
  const place = { file: answer.file, path: "" };
  const list = listAt(json, "trailList", place);
  if (list === undefined && !Object.hasOwn(json, "Trail")) throw wrongAnswer(json, answer.file, "trails");
  if (list === undefined) reading.gap("other trails", "`get-trail` answers for one trail; `describe-trails` lists all");
  const entries: readonly (readonly [Json | undefined, Place])[] = list?.map(
    (entry, index) => [entry, inside(inside(place, "trailList"), index)] as const,
  ) ?? [[json["Trail"], inside(place, "Trail")]];
  const trails = entries.flatMap(([entry, at]) => {
    try {
      return [toTrail(objectAt(entry, at), at)];
    } catch (error) {
      reading.caught(error);
      reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
      return [];
    }
  });
  return reading.result(trails);
}

function toTrail(entry: JsonObject, place: Place): Trail {
  const arn = textAt(entry, "TrailARN", place);
  const parsed = parseArn(arn);
  if (parsed?.service !== "cloudtrail")
    throw malformedAt(inside(place, "TrailARN"), `is ${quote(arn)}, which is no trail`);
  const optional = {
    prefix: optionalTextAt(entry, "S3KeyPrefix", place),
    kmsKeyId: optionalTextAt(entry, "KmsKeyId", place),
    cloudWatchLogGroupArn: optionalTextAt(entry, "CloudWatchLogsLogGroupArn", place),
    snsTopicArn: optionalTextAt(entry, "SnsTopicARN", place),
  };
  return {
    name: optionalTextAt(entry, "Name", place) ?? arnName(arn),
    arn,
    homeRegion: optionalTextAt(entry, "HomeRegion", place) ?? parsed.region,
    bucket: textAt(entry, "S3BucketName", place),
    isMultiRegion: flagAt(entry, "IsMultiRegionTrail", place, false),
    isOrganizationTrail: flagAt(entry, "IsOrganizationTrail", place, false),
    includesGlobalServiceEvents: flagAt(entry, "IncludeGlobalServiceEvents", place, false),
    logFileValidation: flagAt(entry, "LogFileValidationEnabled", place, false),
    ...present(optional),
  };
}
