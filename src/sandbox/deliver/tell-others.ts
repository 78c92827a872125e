import type { RecordedEvent } from "../record/index.ts";
import { logGroupFault, logGroupOf, logStreamName, topicArn, topicFault } from "../services/cloudtrail/trail-access.ts";
import { appendLines } from "../services/logs/lines.ts";
import type { TrailFlow } from "../trails/flows.ts";
import { isoSecond } from "../trails/instants.ts";
import type { World } from "../world/world.ts";
import { noteLogGroup, noteNotification } from "./trail-notes.ts";

/**
 * What else comes of a log file: its events go to the trail's log group, and its topic is told of it. What fails of that is
 * told by the trail's status, and the file is delivered all the same. `at`: milliseconds since 1970.
 */
export function tellOthers(world: World, of: TrailFlow, records: readonly RecordedEvent[], at: number): void {
  const { account } = of;
  const trail = account.trails.get(of.trail.arn) ?? of.trail;
  const asked = { world, account, trail, time: isoSecond(at) };
  const group = logGroupOf(asked);
  const fault = logGroupFault(asked);
  if (fault === undefined && group !== undefined) {
    const messages = records
      .filter(({ text }) => Buffer.byteLength(text) <= largestMessage)
      .map(({ time, text }) => ({ timestamp: time * 1000, message: text }));
    if (messages.length > 0) appendLines(world, group, logStreamName(asked), messages, at);
  }
  if (trail.logGroupArn !== undefined) {
    noteLogGroup(world, of, fault === undefined ? { lastAt: asked.time } : { lastError: logErrors[fault] });
  }
  if (topicArn(trail) !== undefined) noteNotification(world, of, topicFault(asked), asked.time);
}

/** Larger events do not go to CloudWatch Logs. Source: CloudTrail User Guide, "Monitoring CloudTrail Log Files". */
const largestMessage = 256 * 1024;

const logErrors = {
  "no such log group": "ResourceNotFoundException",
  "not trusted": "AccessDenied",
  "not permitted": "AccessDenied",
} as const;
