import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Detection } from "../../model/index.ts";
import type { CorrelationRule, RuleSet } from "../../sigma/index.ts";
import { at, compare, correlation, minute, setOf, startMs } from "../correlate/rules.fixture.ts";
import { feedsOf } from "../feeds.ts";
import { readBatch } from "../observation-batch.ts";
import { addFiles, observe, runEvents, runFiles, timelineOf } from "./timeline.fixture.ts";

const idsOf = ({ events }: Detection): readonly string[] => events.map(({ eventId }) => eventId);
const brief = ({ rule, events }: Detection): string => `${rule.id}: ${events.map(({ eventId }) => eventId).join(" ")}`;
const three = setOf(correlation({ type: "event_count", rules: ["login"], condition: compare({ gte: 3 }) }));

describe("order", () => {
  test("files of several regions are put in the order of event time", () => {
    const ordered = setOf(correlation({ type: "temporal_ordered", rules: ["a", "b"] }));
    expect(runFiles(ordered, [[at(10, "b")], [at(0, "a")]]).detections.map(idsOf)).toEqual([["0-a-ana", "10-b-ana"]]);
    expect(runFiles(ordered, [[at(10, "a")], [at(0, "b")]]).detections).toEqual([]);
  });

  test("events of one instant are in the order of files, then of records", () => {
    const ordered = setOf(correlation({ type: "temporal_ordered", rules: ["a", "b"] }));
    expect(runFiles(ordered, [[at(0, "a")], [at(0, "b")]]).detections).toHaveLength(1);
    expect(runFiles(ordered, [[at(0, "b")], [at(0, "a")]]).detections).toEqual([]);
  });

  test("observations may come as a list", () => {
    const timeline = timelineOf(three);
    const feeds = feedsOf(three);
    timeline.add(
      readBatch(
        observe(
          feeds,
          [0, 1, 2].map((second) => at(second, "login")),
        ),
      ),
      "a.json",
    );
    expect(timeline.finish().detections).toHaveLength(1);
  });

  test("copies that the caller knows of are left out", () => {
    const timeline = timelineOf(three);
    const feeds = feedsOf(three);
    const events = [at(0, "login"), at(1, "login"), at(2, "login", "ana", { eventID: "a copy" })];
    timeline.add(observe(feeds, events), "a.json", (index) => index === 2);
    expect(timeline.buffered).toBe(2);
    expect(timeline.finish().detections).toEqual([]);
  });

  test("an event that is delivered twice counts once, also without an id if it is the same record", () => {
    expect(runFiles(three, [[at(0, "login"), at(1, "login")], [at(0, "login")]]).detections).toEqual([]);
    const nameless = [0, 1, 2].map((second) => at(second, "login", "ana", { eventID: null }));
    expect(runEvents(three, nameless)).toHaveLength(1);
  });

  test("an event without a time is left out", () => {
    const events = [at(0, "login"), at(1, "login"), at(2, "login", "ana", { eventTime: "yesterday" })];
    expect(runEvents(three, events)).toEqual([]);
  });
});

describe("a full buffer", () => {
  const events = Array.from({ length: 400 }, (_, second) => at(second, "login", `user ${second % 100}`));

  test("is emptied from the oldest on, which changes nothing when events come in order", () => {
    const files = [events.slice(0, 150), events.slice(150, 300), events.slice(300)];
    const all = runFiles(three, files);
    expect(all.detections).toHaveLength(100);
    const bounded = runFiles(three, files, { maxBuffered: 10 });
    expect(bounded).toEqual(all);
    const shuffledFile = [[...events].reverse()];
    expect(runFiles(three, shuffledFile, { maxBuffered: 10 }).detections.map(idsOf)).toEqual(all.detections.map(idsOf));
  });

  test("makes what comes later than that late: counted and named once, with a hint", () => {
    const late = [at(0, "login", "ana"), at(1, "login", "ana"), at(2, "login", "ana")];
    const result = runFiles(three, [events, late], { maxBuffered: 10 });
    expect(result.lateObservations).toBe(3);
    expect(result.detections).toHaveLength(100);
    expect(result.problems).toEqual([
      {
        code: "input.late",
        message: "3 matches of rules over time came too late to be put in order, and were left out; this is the first.",
        location: { file: "events-1.json", record: 0 },
        hint: "Give a larger --allow-lateness.",
      },
    ]);
  });

  test("a watermark alone makes nothing late that can still be put in order", () => {
    const timeline = timelineOf(three);
    addFiles(timeline, three, [events]);
    timeline.advance(startMs + 1000 * minute);
    addFiles(timeline, three, [[at(0, "login", "ana"), at(1, "login", "ana"), at(2, "login", "ana")]], "late");
    const { detections, lateObservations } = timeline.finish();
    expect(lateObservations).toBe(0);
    expect(detections).toHaveLength(101);
  });
});

describe("correlations of correlations", () => {
  const many = correlation({
    id: "many failures",
    type: "event_count",
    rules: ["fail"],
    condition: compare({ gte: 3 }),
    silent: true,
  });
  const then: CorrelationRule = correlation({
    id: "then success",
    type: "temporal_ordered",
    rules: ["many failures", "success"],
    timespanMs: 10 * minute,
  });
  const failures = (user: string): readonly CloudTrailEvent[] => [0, 10, 20].map((second) => at(second, "fail", user));

  test("a detection counts at the time of its trigger, and brings its events along", () => {
    const set = setOf(many, then);
    const [detection, ...others] = runEvents(set, [...failures("ana"), at(60, "success")]);
    expect(others).toEqual([]);
    expect(detection && brief(detection)).toBe("then success: 0-fail-ana 10-fail-ana 20-fail-ana 60-success-ana");
    expect(detection).toMatchObject({
      time: "2026-01-01T12:01:00Z",
      groupBy: { "userIdentity.userName": "ana" },
      match: { count: 2, rules: 2 },
    });
    expect(detection?.events[0]).toEqual({
      eventId: "0-fail-ana",
      eventName: "fail",
      eventSource: "signin.amazonaws.com",
      eventTime: "2026-01-01T12:00:00Z",
      file: "events-0.json",
      index: 0,
    });
  });

  test("its group must be the same", () => {
    expect(runEvents(setOf(many, then), [...failures("ana"), at(60, "success", "bob")])).toEqual([]);
  });

  test("it is told of as well when it is not silent", () => {
    const set = setOf({ ...many, silent: false }, then);
    expect(runEvents(set, [...failures("ana"), at(60, "success")]).map(({ rule }) => rule.id)).toEqual([
      "many failures",
      "then success",
    ]);
  });

  test("aliases name its group-by fields; a group-by field that it lacks leaves it out", () => {
    const aliases = [
      {
        name: "who",
        fields: [
          { rule: "many failures", field: "userIdentity.userName" },
          { rule: "success", field: "requestParameters.userName" },
        ],
      },
    ];
    const events = [...failures("ana"), at(60, "success", "bob", { requestParameters: { userName: "ana" } })];
    const [detection] = runEvents(setOf(many, { ...then, groupBy: ["who"], aliases }), events);
    expect(detection?.groupBy).toEqual({ who: "ana" });
    expect(runEvents(setOf(many, { ...then, groupBy: ["sourceIPAddress"] }), events)).toEqual([]);
  });

  test("several can be counted", () => {
    const sprayed = correlation({
      id: "sprayed",
      type: "value_count",
      rules: ["many failures"],
      groupBy: [],
      condition: compare({ gte: 2 }, "userIdentity.userName"),
    });
    const set = setOf(many, sprayed);
    expect(runEvents(set, failures("ana"))).toEqual([]);
    const [detection] = runEvents(set, [...failures("ana"), ...failures("bob")]);
    expect(detection?.match).toEqual({ count: 2, values: 2 });
    expect(detection?.events).toHaveLength(6);
  });

  test("one that is answered at the end of its window still counts where its last event stands", () => {
    const few = correlation({ id: "few", type: "event_count", rules: ["fail"], condition: compare({ lt: 3 }) });
    const after = correlation({
      id: "after",
      type: "temporal_ordered",
      rules: ["few", "success"],
      timespanMs: 20 * minute,
    });
    const set = setOf(few, after);
    const found = (events: readonly CloudTrailEvent[]): readonly string[] =>
      runEvents(set, events)
        .filter(({ rule }) => rule.id === "after")
        .map(brief);
    // The window ends at 300 s, after the success.
    expect(found([at(0, "fail"), at(60, "success")])).toEqual(["after: 0-fail-ana 60-success-ana"]);
    expect(found([at(0, "fail"), at(60, "success"), at(4000, "fail", "bob")])).toEqual([
      "after: 0-fail-ana 60-success-ana",
    ]);
    expect(found([at(0, "success"), at(60, "fail"), at(4000, "fail", "bob")])).toEqual([]);
    expect(found([at(0, "fail"), at(1, "fail"), at(2, "fail"), at(60, "success")])).toEqual([]);
  });
});

describe("baselines", () => {
  const hour = 60 * minute;
  const quiet: RuleSet = {
    ...setOf(),
    baselines: [
      {
        ...correlation({ id: "quiet", type: "temporal", rules: [] }),
        logsource: {},
        condition: { kind: "and", operands: [] },
        groupBy: ["userIdentity.userName"],
        question: { kind: "silence", afterMs: 2 * hour, factor: 1 },
        learningMs: hour,
        minimumEvents: 5,
        forgetMs: 720 * hour,
      },
    ],
  };
  const hourly = Array.from({ length: 20 }, (_, step) => at(step * 3600, "a"));

  test("are told how far time has come, and that logs end is no silence", () => {
    const ending = timelineOf(quiet);
    addFiles(ending, quiet, [hourly]);
    expect(ending.finish().detections).toEqual([]);
    const goingOn = timelineOf(quiet);
    addFiles(goingOn, quiet, [hourly]);
    goingOn.advance(startMs + 40 * hour);
    expect(goingOn.finish().detections.map(({ rule }) => rule.id)).toEqual(["quiet"]);
  });

  test("say what they do not know yet", () => {
    const [rule] = quiet.baselines;
    if (rule === undefined) throw new Error("The set has a baseline.");
    const learning: RuleSet = { ...quiet, baselines: [{ ...rule, learningMs: 720 * hour }] };
    const timeline = timelineOf(learning);
    addFiles(timeline, learning, [hourly]);
    timeline.advance(startMs + 40 * hour);
    expect(timeline.finish()).toMatchObject({
      detections: [],
      notes: [
        "1 baseline had to learn what is usual first: 1 first sighting was learned and not told. More days of events, or --state, teach them.",
      ],
    });
  });
});

describe("records that share an id with another text", () => {
  const set = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 2 }) }));
  const feeds = feedsOf(set);
  const conflict = [at(0, "a"), at(0, "a")];
  const isSecond = (index: number): boolean => index === 1;
  const found = (contentOf: (file: string, index: number) => string | undefined) => {
    const timeline = timelineOf(set);
    timeline.add(observe(feeds, conflict), "a.json", undefined, isSecond);
    timeline.settle(contentOf);
    return timeline.finish();
  };

  test("count when they say something else, and not as copies", () => {
    expect(found(() => "other")).toMatchObject({
      detections: [{ events: [{ eventId: "0-a-ana" }, { eventId: "0-a-ana" }] }],
      lateObservations: 0,
    });
    expect(found(() => undefined)).toMatchObject({ detections: [], lateObservations: 0 });
  });

  test("are named as late when rules had to go on before it was known", () => {
    // Nothing can wait: the first of the two is looked at alone, then the second, which nobody can judge yet.
    const timeline = timelineOf(set, { maxBuffered: 0 });
    timeline.add(observe(feeds, conflict), "a.json", undefined, isSecond);
    timeline.settle(() => "other");
    expect(timeline.finish()).toMatchObject({
      detections: [],
      lateObservations: 1,
      problems: [{ code: "input.late", location: { file: "a.json", record: 1 } }],
    });
  });
});
