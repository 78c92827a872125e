import type { TrailStatus } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { flagAt, optionalTextAt, timeAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws cloudtrail get-trail-status`. It does not name its trail. Empty error texts mean that there was none. */
export function parseTrailStatus(answer: Answer): Parsed<TrailStatus> {
  if (answer.kind === "error") return refusal(answer, "trail-status");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "trail-status");
  const place = { file: answer.file, path: "" };
  const time = (key: string): string | undefined => timeAt(json, key, place, reading);
  const text = (key: string): string | undefined => optionalTextAt(json, key, place);
  return reading.result({
    isLogging: flagAt(json, "IsLogging", place, false),
    ...present({
      latestDelivery: time("LatestDeliveryTime"),
      latestDeliveryError: text("LatestDeliveryError"),
      latestDigestDelivery: time("LatestDigestDeliveryTime"),
      latestDigestDeliveryError: text("LatestDigestDeliveryError"),
      latestCloudWatchLogsDelivery: time("LatestCloudWatchLogsDeliveryTime"),
      latestCloudWatchLogsDeliveryError: text("LatestCloudWatchLogsDeliveryError"),
      startedLogging: time("StartLoggingTime"),
      stoppedLogging: time("StopLoggingTime"),
    }),
  });
}
