import type { Call, Operation, Output } from "../../call.ts";
import { needOnTrail, trailToRead } from "./find-trail.ts";
import { requiredText } from "./input.ts";

/** Also the six texts that are "no longer in use" and that AWS answers still. */
export const getTrailStatus: Operation = { needs: needOnTrail("Name"), run };

function run(call: Call): Output {
  const trail = trailToRead(call, requiredText(call.input, "Name"));
  const { logging, startedAt, stoppedAt, delivery, digest, logGroupDelivery, notification } = trail;
  return {
    IsLogging: logging,
    ...time("LatestDeliveryTime", delivery.lastAt),
    ...(delivery.lastError !== undefined && { LatestDeliveryError: delivery.lastError }),
    ...time("StartLoggingTime", startedAt),
    ...time("StopLoggingTime", stoppedAt),
    ...time("LatestDigestDeliveryTime", digest.lastAt),
    ...(digest.lastError !== undefined && { LatestDigestDeliveryError: digest.lastError }),
    ...time("LatestNotificationTime", notification?.lastAt),
    ...(notification?.lastError !== undefined && { LatestNotificationError: notification.lastError }),
    ...time("LatestCloudWatchLogsDeliveryTime", logGroupDelivery?.lastAt),
    ...(logGroupDelivery?.lastError !== undefined && { LatestCloudWatchLogsDeliveryError: logGroupDelivery.lastError }),
    LatestDeliveryAttemptTime: delivery.attemptAt ?? "",
    LatestNotificationAttemptTime: notification?.attemptAt ?? "",
    LatestNotificationAttemptSucceeded: notification?.lastError === undefined ? (notification?.attemptAt ?? "") : "",
    LatestDeliveryAttemptSucceeded: delivery.lastError === undefined ? (delivery.attemptAt ?? "") : "",
    TimeLoggingStarted: startedAt ?? "",
    TimeLoggingStopped: stoppedAt ?? "",
  };
}

function time(member: string, at: string | undefined): Output {
  return at === undefined ? {} : { [member]: new Date(at) };
}
