import { describe, expect, test } from "vitest";
import type { Detection } from "../model/index.ts";
import type { Rule } from "../sigma/index.ts";
import { createActivityCounter } from "./activity.ts";
import { groupDetections } from "./group.ts";
import { instantOf } from "./instant.ts";
import { compareDetections, compareTimes } from "./order.ts";

const role = "arn:aws:iam::111122223333:role/admin";

describe("grouping", () => {
  test("sessions of one role are one finding, with when, how often and whence", () => {
    const findings = groupDetections(
      [
        detection({ id: "1", time: "2026-01-01T10:00:00Z", session: "ana", ip: "198.51.100.1" }),
        detection({ id: "2", time: "2026-01-01T09:00:00Z", session: "bob", ip: "198.51.100.2" }),
      ],
      [],
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: "finding",
      source: { type: "rule", id: "rule-1", title: "A rule" },
      status: "FAIL",
      severity: "high",
      resource: { type: "iam.role", arn: role, name: "admin" },
      reason:
        "2 events (CreateUser) between 2026-01-01T09:00:00Z and 2026-01-01T10:00:00Z from 198.51.100.1, 198.51.100.2.",
      firstSeen: "2026-01-01T09:00:00Z",
      observedAt: "2026-01-01T10:00:00Z",
    });
    expect(findings[0]?.evidence).toEqual([
      { source: "f.json", field: "record 0, eventID", value: "1" },
      { source: "f.json", field: "record 0, eventID", value: "2" },
    ]);
  });

  test("say on what, the most often first", () => {
    const on = (...names: string[]): Partial<Detection> => ({
      targets: names.map((name) => ({ type: "AWS::IAM::User", name })),
    });
    const [finding] = groupDetections(
      [
        { ...detection({ id: "1" }), ...on("ana") },
        { ...detection({ id: "2" }), ...on("bob", "eve") },
        { ...detection({ id: "3" }), ...on("bob", "arn:aws:iam::111122223333:user/x") },
      ],
      [],
    );
    expect(finding?.reason).toMatch(/^3 events \(CreateUser\) on user\/bob, user\/ana, user\/eve and 1 more at /);
  });

  test("the uid depends on neither time nor file", () => {
    const [a] = groupDetections([detection({ id: "1", file: "x" })], []);
    const [b] = groupDetections([detection({ id: "2", file: "y", time: "2027-01-01T00:00:00Z" })], []);
    expect(a?.uid).toBe(b?.uid);
  });

  test.each([
    ["an address where nobody is named", { ip: "198.51.100.1" }, { type: "ip.address", arn: "198.51.100.1" }],
    ["a service", { ip: "rds.amazonaws.com" }, { type: "aws.service", arn: "rds.amazonaws.com" }],
    ["the account at last", { ip: "" }, { type: "aws.account", arn: "arn:aws:iam::111122223333:root" }],
  ])("%s", (_name, given, resource) => {
    const findings = groupDetections([{ ...detection(given), principal: { type: "Unknown" } }], []);
    expect(findings[0]?.resource).toMatchObject(resource);
  });

  test("evidence is bounded and the rest counted; a rule's own response is the remediation", () => {
    const many = Array.from({ length: 50 }, (_, index) => detection({ id: `${index}`, ip: `198.51.100.${index}` }));
    const rule = { id: "rule-1", response: ["First.", "Then."] } as Partial<Rule> as Rule;
    const [finding] = groupDetections(many, [rule]);
    expect(finding?.evidence).toHaveLength(21);
    expect(finding?.evidence.at(-1)?.value).toBe(30);
    expect(finding?.reason).toMatch(/and 47 more\.$/);
    expect(finding?.remediation.text).toBe("First. Then.");
  });

  test("the most severe come first", () => {
    const low = { ...detection({}), rule: { id: "a", title: "A", level: "low", tags: [] } } as const;
    expect(groupDetections([low, detection({})], []).map(({ severity }) => severity)).toEqual(["high", "low"]);
  });
});

describe("the order of detections", () => {
  test.each([
    ["by instant, not by text", "2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z", -1],
    ["fractions of a second", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00Z", 1],
    ["no time after every time", "yesterday", "2026-01-01T00:00:00Z", 1],
    ["texts that are no times by their characters", "b", "a", 1],
    ["a date without a zone is no time", "2026-01-01", "2025-01-01T00:00:00Z", 1],
  ])("%s", (_name, a, b, sign) => {
    expect(Math.sign(compareTimes(a, b))).toBe(sign);
    expect(Math.sign(compareTimes(b, a))).toBe(-sign);
  });

  test("time, then eventId, then rule", () => {
    const ordered = [
      detection({ id: "9", time: "2026-01-01T00:00:00Z" }),
      detection({ id: "1", time: "2026-01-01T00:00:01Z", rule: "b" }),
      detection({ id: "2", time: "2026-01-01T00:00:01Z", rule: "a" }),
      detection({ id: "2", time: "2026-01-01T00:00:01Z", rule: "b" }),
    ];
    expect(ordered.toReversed().sort(compareDetections)).toEqual(ordered);
  });
});

describe("the histogram", () => {
  const hour = instantOf("2026-01-01T00:00:00Z") / 3_600_000;

  test("hours, with the empty ones between", () => {
    const activity = createActivityCounter();
    activity.add(hour, false);
    activity.add(hour, true);
    activity.add(hour + 2, false);
    expect(activity.spans([detection({ time: "2026-01-01T02:30:00Z" })], 120)).toEqual([
      { start: "2026-01-01T00:00:00Z", hours: 1, events: 2, errors: 1, detections: {} },
      { start: "2026-01-01T01:00:00Z", hours: 1, events: 0, errors: 0, detections: {} },
      { start: "2026-01-01T02:00:00Z", hours: 1, events: 1, errors: 0, detections: { high: 1 } },
    ]);
  });

  test.each([[10], [500], [20_000], [1_000_000]])("%d hours of events fit, and none is lost", (hours) => {
    const activity = createActivityCounter();
    for (let at = 0; at < 30_000; at += 1) activity.add(hour + Math.floor((at / 30_000) * hours), false);
    const spans = activity.spans([], 120);
    expect(spans.length).toBeLessThanOrEqual(120);
    expect(spans.reduce((sum, { events }) => sum + events, 0)).toBe(30_000);
  });

  test("nothing gives no span", () => {
    expect(createActivityCounter().spans([], 120)).toEqual([]);
  });
});

interface Given {
  readonly id?: string;
  readonly time?: string;
  readonly session?: string;
  readonly ip?: string;
  readonly file?: string;
  readonly rule?: string;
}

function detection(given: Given): Detection {
  const { id = "1", time = "2026-01-01T00:00:00Z", session = "s", ip = "198.51.100.1", file = "f.json", rule } = given;
  const event = {
    eventId: id,
    eventName: "CreateUser",
    eventSource: "iam.amazonaws.com",
    eventTime: time,
    file,
    index: 0,
  };
  return {
    schemaVersion: 1,
    kind: "detection",
    rule: { id: rule ?? "rule-1", title: "A rule", level: "high", tags: [] },
    time,
    account: "111122223333",
    region: "us-east-1",
    principal: { type: "AssumedRole", arn: `arn:aws:sts::111122223333:assumed-role/admin/${session}`, stableArn: role },
    sourceIp: ip,
    events: [event],
    match: {},
    groupBy: {},
  };
}
