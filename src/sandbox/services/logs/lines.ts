import type { LogGroup, LogLine, LogStream } from "../../world/nouns.ts";
import type { World } from "../../world/world.ts";

/** A line and the stream that it is in. */
export interface StreamLine extends LogLine {
  readonly stream: string;
}

/** Lines of all streams of a group, in the order in which they came. */
export function linesOf(world: World, group: LogGroup): readonly StreamLine[] {
  const log = world.store.log(logName(group));
  // Written below.
  return log.read(0, log.length).map((line) => JSON.parse(line) as StreamLine);
}

/** Writes lines to a stream of a group, which is made where it is not there. Gives the group as it is then. */
export function appendLines(
  world: World,
  group: LogGroup,
  stream: string,
  messages: readonly Pick<LogLine, "timestamp" | "message">[],
  now: number,
): LogGroup {
  const log = world.store.log(logName(group));
  for (const { timestamp, message } of messages) {
    const line: StreamLine = { stream, timestamp, ingestedAt: now, message };
    log.append(JSON.stringify(line));
  }
  const known = group.streams.find(({ name }) => name === stream);
  const times = messages.map(({ timestamp }) => timestamp);
  const first = Math.min(...times, known?.firstEventAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...times, known?.lastEventAt ?? Number.NEGATIVE_INFINITY);
  const after: LogStream = {
    name: stream,
    createdAt: known?.createdAt ?? new Date(now).toISOString(),
    ...(Number.isFinite(first) && { firstEventAt: first, lastEventAt: last, lastIngestedAt: now }),
  };
  const streams = [...group.streams.filter(({ name }) => name !== stream), after];
  const changed = { ...group, streams };
  const account = world.accounts.get(group.arn.split(":")[4] ?? "");
  account?.logGroups.put(group.arn, changed);
  return changed;
}

function logName({ generation }: LogGroup): string {
  return `log-lines@${generation}`;
}
