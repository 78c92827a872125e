import { expect, test } from "vitest";
import type { Detection } from "../../model/index.ts";
import { createHitKeeper } from "./keep-hits.ts";

const detection: Detection = {
  schemaVersion: 1,
  kind: "detection",
  rule: { id: "r1", title: "a rule", level: "high", tags: ["attack.t1136"] },
  time: "2026-01-01T10:00:00Z",
  account: "111122223333",
  region: "us-east-1",
  principal: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/r/s",
    stableArn: "arn:aws:iam::x:role/r",
  },
  sourceIp: "198.51.100.7",
  events: [
    {
      eventId: "e1",
      eventName: "CreateUser",
      eventSource: "iam.amazonaws.com",
      eventTime: "2026-01-01T10:00:00Z",
      file: "a.json.gz",
      index: 7,
    },
  ],
  // What JSON.parse makes of such a key is a property like any other.
  match: JSON.parse('{"eventName":"CreateUser","__proto__":"x","readOnly":false,"n":null}') as Detection["match"],
  groupBy: {},
};

const { events, match, groupBy, ...head } = detection;
const targets = [
  { type: "AWS::IAM::User", name: "ana" },
  { type: "", name: "x" },
];
const toldTargets: Detection = { ...head, targets, events, match, groupBy };

test.each<readonly [string, Detection]>([
  ["a detection", detection],
  ["without a principal's ARN", { ...detection, principal: { type: "Unknown" } }],
  ["of several events", { ...detection, events: [...detection.events, ...detection.events] }],
  ["of a correlation", { ...detection, groupBy: { user: "ana" } }],
  ["with what it acted upon", toldTargets],
  ["with a long text", { ...detection, sourceIp: "x".repeat(9_000) }],
])("%s is kept as it is, key by key", (_name, given) => {
  const kept = createHitKeeper()({ detection: given, file: 3, checksum: 17, ms: Number.NaN });
  expect(kept).toEqual({ detection: given, file: 3, checksum: 17, ms: Number.NaN });
  expect(JSON.stringify(kept.detection)).toBe(JSON.stringify(given));
});

test("detections that came from other threads share their rule", () => {
  const keep = createHitKeeper();
  const [a, b] = [1, 2].map(() => keep({ detection: structuredClone(detection), file: 0, checksum: 0, ms: 0 }));
  expect(a?.detection.rule).toBe(b?.detection.rule);
  expect(a?.detection).toEqual(b?.detection);
});
