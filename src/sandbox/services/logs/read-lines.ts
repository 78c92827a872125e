import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operations, Output } from "../../call.ts";
import type { LogGroup, LogStream } from "../../world/nouns.ts";
import { limitOf, optionalNumber, optionalText, pageOf, textOf, textsOf } from "../shared/input.ts";
import { linesOf, type StreamLine } from "./lines.ts";
import { badToken, groupNamed, groupOperation, invalidParameter, needOnGroup, notFound } from "./log-groups.ts";

export const lineOperations: Operations = {
  DescribeLogStreams: groupOperation("logs:DescribeLogStreams", describeStreams),
  GetLogEvents: {
    needs: (call) => [onStream(needOnGroup(call, "logs:GetLogEvents"), call)],
    run: (call) => getEvents(call, groupNamed(call)),
  },
  FilterLogEvents: groupOperation("logs:FilterLogEvents", filterEvents),
};

function onStream(need: Need, { input }: Call): Need {
  return { ...need, resource: `${need.resource}${textOf(input, "logStreamName")}` };
}

function describeStreams({ input }: Call, { arn, streams }: LogGroup): Output {
  const prefix = optionalText(input, "logStreamNamePrefix") ?? "";
  const byTime = optionalText(input, "orderBy") === "LastEventTime";
  if (byTime && prefix !== "") {
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const order = (a: LogStream, b: LogStream): number =>
    byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1;
  const sorted = streams.filter(({ name }) => name.startsWith(prefix)).sort(order);
  const all = input["descending"] === true ? sorted.reverse() : sorted;
  const page = pageOf(
    all,
    { most: limitOf(input, "limit", 50, 50), token: optionalText(input, "nextToken") },
    badToken,
  );
  return {
    logStreams: page.items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: Date.parse(stream.createdAt),
      firstEventTimestamp: stream.firstEventAt,
      lastEventTimestamp: stream.lastEventAt,
      lastIngestionTime: stream.lastIngestedAt,
      arn: `${arn}:log-stream:${stream.name}`,
      storedBytes: 0,
    })),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
}

/** Forward from a token, or from the end; tokens are given also where there is nothing more, and are then the same. */
function getEvents(call: Call, group: LogGroup): Output {
  const { input, world } = call;
  const name = textOf(input, "logStreamName");
  if (!group.streams.some((stream) => stream.name === name)) throw notFound("log stream");
  const lines = within(linesOf(world, group), input).filter(({ stream }) => stream === name);
  const most = limitOf(input, "limit", 10_000, 10_000);
  const token = /^([fb])\/(\d{1,9})$/.exec(optionalText(input, "nextToken") ?? "");
  if (token === null && optionalText(input, "nextToken") !== undefined) throw badToken();
  const place = Number(token?.[2] ?? 0);
  const fromHead = input["startFromHead"] === true;
  const start =
    token === null
      ? fromHead
        ? 0
        : Math.max(0, lines.length - most)
      : token[1] === "f"
        ? place
        : Math.max(0, place - most);
  const end = token?.[1] === "b" ? place : Math.min(lines.length, start + most);
  return {
    events: lines.slice(start, end).map(({ timestamp, message, ingestedAt }) => ({
      timestamp,
      message,
      ingestionTime: ingestedAt,
    })),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${start}`,
  };
}

function filterEvents({ input, world }: Call, group: LogGroup): Output {
  const pattern = optionalText(input, "filterPattern") ?? "";
  // Words alone are looked for; the rest of the language is not there.
  if (!/^(?:"[^"]*"|[\w\s]*)$/.test(pattern)) {
    const message = "The sandbox has filter patterns of words, or of one text in quotes.";
    throw new AwsError("NotImplemented", message, 501);
  }
  const words = pattern.startsWith('"') ? [pattern.slice(1, -1)] : pattern.split(/\s+/).filter((word) => word !== "");
  const names = textsOf(input, "logStreamNames");
  const prefix = optionalText(input, "logStreamNamePrefix") ?? "";
  const lines = within(linesOf(world, group), input)
    .map((line, index) => ({ ...line, id: String(index).padStart(20, "0") }))
    .filter(({ stream }) => stream.startsWith(prefix) && (names.length === 0 || names.includes(stream)))
    .filter(({ message }) => words.every((word) => message.includes(word)))
    .sort((a, b) => a.timestamp - b.timestamp);
  const most = limitOf(input, "limit", 10_000, 10_000);
  const page = pageOf(lines, { most, token: optionalText(input, "nextToken") }, badToken);
  return {
    events: page.items.map(({ stream, timestamp, message, ingestedAt, id }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: ingestedAt,
      eventId: id,
    })),
    searchedLogStreams: [],
    ...(page.next !== undefined && { nextToken: page.next }),
  };
}

/** Milliseconds since 1970; the end is not within. */
function within(lines: readonly StreamLine[], input: Call["input"]): readonly StreamLine[] {
  const start = optionalNumber(input, "startTime") ?? Number.NEGATIVE_INFINITY;
  const end = optionalNumber(input, "endTime") ?? Number.POSITIVE_INFINITY;
  return lines.filter(({ timestamp }) => timestamp >= start && timestamp < end);
}
