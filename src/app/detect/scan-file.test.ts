import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { parseRules } from "../../sigma/index.ts";
import { detectEvents } from "./detect-events.ts";

const { rules } = parseRules(
  "title: t\nid: t\nlevel: low\nlogsource: { product: aws }\ndetection: { s: { eventName: CreateUser }, condition: s }\n",
  "t.yml",
);

const event = (eventID: string | undefined, userName: string): object => ({
  eventVersion: "1.11",
  userIdentity: { type: "IAMUser", accountId: "111122223333", userName: "ana" },
  eventTime: "2026-11-21T20:00:00Z",
  eventSource: "iam.amazonaws.com",
  eventName: "CreateUser",
  awsRegion: "us-east-1",
  requestParameters: { userName },
  ...(eventID !== undefined && { eventID }),
});

test.each<readonly [string, readonly object[], number]>([
  ["the same id and text twice is one event", [event("x", "a"), event("x", "a")], 1],
  ["the same id and another text are two", [event("x", "a"), event("x", "b")], 2],
  ["an empty id is none", [event("", "a"), event("", "a"), event("", "b")], 3],
  ["without an id each is an event", [event(undefined, "a"), event(undefined, "a")], 2],
])("%s, whether records are parsed or not", async (_what, records, events) => {
  for (const plain of [true, false]) {
    const stdin = Readable.from([Buffer.from(JSON.stringify({ Records: records }))]);
    const set = { rules, correlations: [], baselines: [] };
    const { stats, detections } = await detectEvents({ paths: ["-"], stdin, rules: set, plain, workers: 1 });
    expect({ plain, events: stats.events, detections: detections.length }).toEqual({
      plain,
      events,
      detections: events,
    });
  }
});
