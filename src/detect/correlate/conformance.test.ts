import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Detection } from "../../model/index.ts";
import { addFiles, runEvents, runFiles, timelineOf } from "../timeline/timeline.fixture.ts";
import { at, compare, correlation, setOf } from "./rules.fixture.ts";

const failures = (user: string, ...seconds: readonly number[]): readonly CloudTrailEvent[] =>
  seconds.map((second) => at(second, "login", user));
const times = (count: number): readonly number[] => Array.from({ length: count }, (_, second) => second);
const idsOf = ({ events }: Detection): readonly string[] => events.map(({ eventId }) => eventId);
const five = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ gte: 5 }) }));
const three = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ gte: 3 }) }));
const ordered = setOf(correlation({ type: "temporal_ordered", rules: ["a", "b"] }));

describe("Sigma correlation cases", () => {
  test("C001: the threshold is reached, and the detection says by which events", () => {
    const [detection, ...others] = runEvents(five, failures("ana", 0, 60, 120, 180, 300));
    expect(others).toEqual([]);
    expect(detection).toMatchObject({
      kind: "detection",
      rule: { id: "correlation", level: "high" },
      time: "2026-01-01T12:05:00Z",
      account: "111122223333",
      region: "eu-west-1",
      principal: { type: "IAMUser" },
      sourceIp: "192.0.2.1",
      match: { count: 5 },
      groupBy: { "userIdentity.userName": "ana" },
    });
    expect(detection?.events.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(detection?.events[0]).toMatchObject({
      eventId: "0-login-ana",
      eventName: "login",
      eventSource: "signin.amazonaws.com",
      eventTime: "2026-01-01T12:00:00Z",
      file: "events-0.json",
    });
  });

  test("C001: one second more than the timespan is too long", () => {
    expect(runEvents(five, failures("ana", 0, 60, 120, 180, 301))).toEqual([]);
  });

  test("C003: windows slide, so a border of five minutes does not split them", () => {
    expect(runEvents(three, failures("ana", 240, 300, 360))).toHaveLength(1);
  });

  test("C004: users are counted apart", () => {
    expect(runEvents(five, [...failures("ana", 0, 1, 2), ...failures("bob", 0, 1, 2)])).toEqual([]);
  });

  test("C006: without group-by all events are one group", () => {
    const together = setOf(
      correlation({ type: "event_count", rules: ["login"], groupBy: [], condition: compare({ gte: 5 }) }),
    );
    const [detection] = runEvents(together, [...failures("ana", 0, 1, 2), ...failures("bob", 3, 4)]);
    expect(detection).toMatchObject({ match: { count: 5 }, groupBy: {} });
  });

  test("C007: an event without a group-by field is left out, the others count", () => {
    const events = [...failures("ana", 0, 1), at(2, "login", null), ...failures("ana", 3, 4, 5)];
    expect(runEvents(five, events).map(idsOf)).toEqual([failures("ana", 0, 1, 3, 4, 5).map(({ eventID }) => eventID)]);
  });

  test("C013: values that differ in case only are one", () => {
    const set = setOf(
      correlation({
        type: "value_count",
        rules: ["login"],
        groupBy: ["sourceIPAddress"],
        condition: compare({ gte: 2 }, "userIdentity.userName"),
      }),
    );
    expect(runEvents(set, [at(0, "login", "alice"), at(1, "login", "Alice")])).toEqual([]);
    expect(runEvents(set, [at(0, "login", "alice"), at(1, "login", "bob")])).toMatchObject([
      { match: { count: 2, values: 2 } },
    ]);
  });

  test("C015: temporal asks for no order", () => {
    const set = setOf(correlation({ type: "temporal", rules: ["a", "b"] }));
    expect(runEvents(set, [at(0, "b"), at(1, "a")])).toHaveLength(1);
  });

  test("C016: temporal_ordered does", () => {
    expect(runEvents(ordered, [at(0, "b"), at(1, "a")])).toEqual([]);
    expect(runEvents(ordered, [at(0, "a"), at(1, "b")])).toHaveLength(1);
  });

  test("C016: other events may stand between, and a sequence may have a rule twice", () => {
    const set = setOf(correlation({ type: "temporal_ordered", rules: ["a", "b", "a"] }));
    expect(runEvents(set, [at(0, "b"), at(1, "a"), at(2, "a"), at(3, "b")])).toEqual([]);
    expect(runEvents(set, [at(0, "a"), at(1, "b"), at(2, "a"), at(3, "b")]).map(idsOf)).toEqual([
      ["0-a-ana", "1-b-ana", "2-a-ana"],
    ]);
    const [first] = runEvents(ordered, [at(0, "a"), at(1, "b"), at(2, "a"), at(3, "b")]);
    expect(first && idsOf(first)).toEqual(["0-a-ana", "1-b-ana"]);
  });

  test("C018: within one second the order of delivery decides", () => {
    expect(runEvents(ordered, [at(0, "a"), at(0, "b")])).toHaveLength(1);
    expect(runEvents(ordered, [at(0, "b"), at(0, "a")])).toEqual([]);
  });

  test("C019: two of three rules are not enough", () => {
    const set = setOf(correlation({ type: "temporal", rules: ["a", "b", "c"] }));
    expect(runEvents(set, [at(0, "a"), at(1, "b"), at(2, "a")])).toEqual([]);
  });

  test.each([3, 4, 5, 6])("C021: of gt 3 and lte 5 with %i events", (count) => {
    const set = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ gt: 3, lte: 5 }) }));
    const found = runEvents(set, failures("ana", ...times(count)));
    expect(found.map(({ match }) => match)).toEqual(count === 4 || count === 5 ? [{ count }] : []);
  });

  test("C021: the range is reached in any timespan, not only in one that begins with the first event", () => {
    const set = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ gt: 3, lte: 5 }) }));
    // Windows of five minutes from 0 on would have two, two and one of them.
    const found = runEvents(set, failures("ana", 0, 200, 310, 400, 450, 900));
    expect(found.map(idsOf)).toEqual([failures("ana", 200, 310, 400, 450).map(({ eventID }) => eventID)]);
  });

  test.each([
    ["lt", 3, [2]],
    ["lte", 3, [2, 3]],
    ["eq", 3, [3]],
    ["neq", 3, [2, 4]],
  ] as const)("C022: %s %i is answered when the window ends", (op, value, counts) => {
    const set = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ [op]: value }) }));
    for (const count of [2, 3, 4]) {
      // A later window of its own must not be needed, nor disturb.
      const found = runEvents(set, [...failures("ana", ...times(count)), ...failures("bob", 900, 901, 902)]);
      const ofAna = found.filter(({ groupBy }) => groupBy["userIdentity.userName"] === "ana");
      expect(ofAna.map(({ match }) => match)).toEqual((counts as readonly number[]).includes(count) ? [{ count }] : []);
    }
  });

  test("C022: the end of the window is part of it", () => {
    const set = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ eq: 2 }) }));
    expect(runEvents(set, failures("ana", 0, 300)).map(({ match }) => match)).toEqual([{ count: 2 }]);
    expect(runEvents(set, failures("ana", 0, 301))).toEqual([]);
  });

  test("C025: an event that comes late, but not too late, is counted where it belongs, once", () => {
    const [e0, e1, e2, e3, e4] = failures("ana", 0, 60, 120, 180, 240);
    const later = at(900, "login", "ana");
    const files = [[e0, e1, e3, e4], [later], [e2]].map((file) => file.filter((event) => event !== undefined));
    const timeline = timelineOf(five);
    for (const [position, file] of files.entries()) {
      addFiles(timeline, five, [file], `part-${position}`);
      timeline.advance(Date.parse("2026-01-01T12:00:00Z"));
    }
    const { detections, lateObservations } = timeline.finish();
    expect(detections.map(idsOf)).toEqual([
      ["0-login-ana", "60-login-ana", "120-login-ana", "180-login-ana", "240-login-ana"],
    ]);
    expect(lateObservations).toBe(0);
    expect(runFiles(five, files).detections).toHaveLength(1);
  });

  test("C027: a hundred events beyond the threshold are one detection", () => {
    expect(runEvents(five, failures("ana", ...times(100)))).toHaveLength(1);
  });

  test("C027: once the condition was false again, there is a next one", () => {
    const burst = (from: number) => failures("ana", ...times(6).map((second) => from + second));
    expect(runEvents(five, [...burst(0), ...burst(1000)])).toHaveLength(2);
  });

  test("C028: a run can be stopped after three events and goes on with two more", () => {
    const first = timelineOf(five);
    addFiles(first, five, [failures("ana", 0, 1, 2)]);
    expect(first.finish({ keepOpen: true }).detections).toEqual([]);
    const second = timelineOf(five);
    second.restore(JSON.parse(JSON.stringify(first.save())));
    addFiles(second, five, [failures("ana", 3, 4)], "later");
    const [detection, ...others] = second.finish({ keepOpen: true }).detections;
    expect(others).toEqual([]);
    expect(detection?.events.map(({ file, index }) => `${file} ${index}`)).toEqual([
      "events-0.json 0",
      "events-0.json 1",
      "events-0.json 2",
      "later-0.json 0",
      "later-0.json 1",
    ]);
    const third = timelineOf(five);
    third.restore(JSON.parse(JSON.stringify(second.save())));
    expect(third.finish().detections).toEqual([]);
  });
});
