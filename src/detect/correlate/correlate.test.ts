import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Detection, Json } from "../../model/index.ts";
import type { CorrelationRule, RuleExpression, RuleSet } from "../../sigma/index.ts";
import { feedsOf } from "../feeds.ts";
import { readBatch } from "../observation-batch.ts";
import { groupByOf } from "../over-time.ts";
import { observe, runEvents, runFiles } from "../timeline/timeline.fixture.ts";
import { createCorrelationEngine } from "./index.ts";
import type { WindowLimits } from "./limits.ts";
import { at, compare, correlation, minute, setOf, startMs } from "./rules.fixture.ts";

const idsOf = ({ events }: Detection): readonly string[] => events.map(({ eventId }) => eventId);
const rule = (name: string): RuleExpression => ({ kind: "rule", rule: name });
const not = (operand: RuleExpression): RuleExpression => ({ kind: "not", operand });
const and = (...operands: readonly RuleExpression[]): RuleExpression => ({ kind: "and", operands });
const or = (...operands: readonly RuleExpression[]): RuleExpression => ({ kind: "or", operands });

test("an event that stands for several rules is told once", () => {
  const set = setOf(correlation({ type: "temporal", rules: ["a", "b", "c"] }));
  const [a] = set.rules;
  // What `a` asks for, `b` does as well.
  const alike = set.rules.map((one) => (one.id === "b" && a !== undefined ? { ...one, condition: a.condition } : one));
  const found = runEvents({ ...set, rules: alike }, [at(0, "a"), at(1, "c"), at(2, "a")]);
  expect(found.map(idsOf)).toEqual([["0-a-ana", "1-c-ana"]]);
});

describe("when the condition becomes true", () => {
  const two = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 2 }) }));
  const one = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 1 }) }));

  test("it stays so while each event finds another in its window", () => {
    expect(
      runEvents(
        two,
        [0, 200, 400, 600, 800].map((second) => at(second, "a")),
      ).map(idsOf),
    ).toEqual([["0-a-ana", "200-a-ana"]]);
  });

  test("it is false again once no event is in the window, also for a threshold of one", () => {
    expect(
      runEvents(
        one,
        [0, 300, 601].map((second) => at(second, "a")),
      ).map(idsOf),
    ).toEqual([["0-a-ana"], ["601-a-ana"]]);
  });

  test("it is so for each group of its own", () => {
    const found = runEvents(two, [at(0, "a", "ana"), at(1, "a", "bob"), at(2, "a", "ana"), at(3, "a", "bob")]);
    expect(found.map(({ groupBy }) => groupBy["userIdentity.userName"])).toEqual(["ana", "bob"]);
  });

  test("a detection tells of ten thousand events at most, the latest, and how many there were", () => {
    const many = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 12_000 }) }));
    const [detection] = runEvents(
      many,
      Array.from({ length: 12_000 }, (_, step) => at(step / 100, "a")),
    );
    expect(detection?.match).toEqual({ count: 12_000 });
    expect(detection?.events).toHaveLength(10_000);
    expect(detection?.events.at(-1)?.eventId).toBe("119.99-a-ana");
  });

  test("thresholds above the usual number of events of a group are reached", () => {
    const many = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 52_000 }) }));
    const events = Array.from({ length: 52_000 }, (_, step) => at(step / 200, "a"));
    expect(runEvents(many, events.slice(1))).toEqual([]);
    expect(runEvents(many, events).map(({ match }) => match)).toEqual([{ count: 52_000 }]);
  });
});

describe("numbers of a field", () => {
  const measured = (type: CorrelationRule["type"], values: readonly Json[], threshold: number): readonly Detection[] =>
    runEvents(
      setOf(
        correlation({ type, rules: ["a"], condition: { ...compare({ gte: threshold }, "bytes"), percentile: 90 } }),
      ),
      values.map((bytes, second) => at(second, "a", "ana", { bytes })),
    );

  test.each<readonly [string, CorrelationRule["type"], readonly Json[], number, Detection["match"] | undefined]>([
    ["are added", "value_sum", [1, 2, 3], 6, { count: 3, sum: 6 }],
    ["are added below the threshold", "value_sum", [1, 2, 3], 7, undefined],
    ["are numbers as text too", "value_sum", ["10", 20], 30, { count: 2, sum: 30 }],
    ["leave out what is no number", "value_sum", [10, "ten", "0x10", "1e3", {}, 20], 30, { count: 2, sum: 30 }],
    ["may be fractions", "value_sum", [0.25, 0.5, 0.25], 1, { count: 3, sum: 1 }],
    ["may be large", "value_sum", [2 ** 40, 2 ** 40], 2 ** 41, { count: 2, sum: 2 ** 41 }],
    ["cannot exceed all numbers", "value_sum", ["9".repeat(310), 1, 2], 3, { count: 2, sum: 3 }],
    ["have an average", "value_avg", [1, 2, 6], 3, { count: 3, average: 3 }],
    ["have an average below the threshold", "value_avg", [1, 2, 5], 3, undefined],
    // ⌈0.9 · 10⌉ = 9, the ninth of ten is 1; ⌈0.9 · 11⌉ = 10, the tenth of eleven is 5.
    ["have a percentile", "value_percentile", [1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5], 5, { count: 11, percentile: 5 }],
    ["have a percentile of themselves", "value_percentile", [9, 1, 1, 1, 1, 1, 1, 1, 1, 1], 10, undefined],
  ])("%s", (_name, type, values, threshold, match) => {
    expect(measured(type, values, threshold).map((one) => one.match)).toEqual(match === undefined ? [] : [match]);
  });

  test("no longer count when they have left the window", () => {
    const set = setOf(correlation({ type: "value_sum", rules: ["a"], condition: compare({ gte: 0.3 }, "bytes") }));
    const values = [0.1, 0.1, 0.1, 0.2];
    // 0.1 + 0.2 is more than 0.3 only when what went out left no error behind.
    const events = values.map((bytes, step) => at(step * 150, "a", "ana", { bytes }));
    expect(runEvents(set, events).map(({ match }) => match)).toEqual([{ count: 3, sum: 0.1 + 0.1 + 0.1 }]);
    const apart = [at(0, "a", "ana", { bytes: 0.7 }), at(400, "a", "ana", { bytes: 0.2 })];
    expect(runEvents(set, apart)).toHaveLength(1);
  });
});

describe("temporal", () => {
  const run = (expression: RuleExpression, ...names: readonly string[]): readonly Detection[] =>
    runEvents(
      setOf(correlation({ type: "temporal", rules: ["a", "b", "c"], condition: { kind: "rules", expression } })),
      names.map((name, second) => at(second, name)),
    );

  test("follows and, or", () => {
    expect(run(and(rule("a"), or(rule("b"), rule("c"))), "a", "c")).toHaveLength(1);
    expect(run(and(rule("a"), or(rule("b"), rule("c"))), "b", "c")).toEqual([]);
  });

  test("answers not at the end of the window, where the last event stands", () => {
    const [detection, ...others] = run(and(rule("a"), not(rule("b"))), "a", "c", "a");
    expect(others).toEqual([]);
    expect(detection).toMatchObject({ time: "2026-01-01T12:00:02Z", match: { count: 3, rules: 2 } });
    expect(run(and(rule("a"), not(rule("b"))), "a", "b")).toEqual([]);
    expect(run(and(rule("a"), not(rule("b"))), "b", "a")).toEqual([]);
  });

  test("counts an event for each rule that it matches", () => {
    const set = matchingBoth(correlation({ type: "temporal", rules: ["a", "b"] }));
    expect(runEvents(set, [at(0, "a")])).toMatchObject([{ match: { count: 2, rules: 2 } }]);
    const counting = matchingBoth(
      correlation({ type: "event_count", rules: ["a", "b"], condition: compare({ gte: 2 }) }),
    );
    expect(runEvents(counting, [at(0, "a")])).toEqual([]);
  });
});

describe("temporal_ordered", () => {
  const run = (parts: Partial<CorrelationRule>, ...names: readonly string[]): readonly Detection[] =>
    runEvents(
      setOf(correlation({ type: "temporal_ordered", rules: ["a", "b", "c"], ...parts })),
      names.map((name, second) => at(second, name)),
    );
  const expressed = (expression: RuleExpression): Partial<CorrelationRule> => ({
    condition: { kind: "rules", expression },
  });

  test("one event is one step", () => {
    const set = matchingBoth(correlation({ type: "temporal_ordered", rules: ["a", "b"] }));
    expect(runEvents(set, [at(0, "a")])).toEqual([]);
    expect(runEvents(set, [at(0, "a"), at(1, "a")])).toHaveLength(1);
  });

  test("only some of the rules may be asked for, in their order", () => {
    const some = expressed(and(rule("c"), or(rule("a"), rule("b"))));
    expect(run(some, "b", "c")).toHaveLength(1);
    expect(run(some, "c", "b")).toEqual([]);
    expect(run(some, "c", "b", "a", "c")).toHaveLength(1);
  });

  test("not is answered at the end of the window", () => {
    const without = expressed(and(rule("a"), rule("c"), not(rule("b"))));
    expect(run(without, "a", "c")).toHaveLength(1);
    expect(run(without, "a", "c", "b")).toEqual([]);
    expect(run(without, "c", "a")).toEqual([]);
  });

  test("a number asks for the first ones of the rules", () => {
    const first = { condition: compare({ gte: 2 }) };
    expect(run(first, "a", "b")).toMatchObject([{ match: { count: 2, rules: 2 } }]);
    expect(run(first, "b", "a", "c")).toEqual([]);
  });

  test("the beginning of the sequence must be in the window still", () => {
    const set = setOf(correlation({ type: "temporal_ordered", rules: ["a", "b", "c"] }));
    expect(runEvents(set, [at(0, "a"), at(100, "b"), at(301, "c")])).toEqual([]);
    expect(runEvents(set, [at(0, "a"), at(50, "a"), at(100, "b"), at(301, "c")])).toHaveLength(1);
    expect(runEvents(set, [at(0, "a"), at(100, "b"), at(150, "a"), at(301, "c")])).toEqual([]);
  });

  test("a condition that can be met in too many ways is a problem, and other rules run", () => {
    const names = Array.from({ length: 20 }, (_, number) => `r${number}`);
    const pairs = names.flatMap((name, number) => (number % 2 === 0 ? [or(rule(name), rule(`r${number + 1}`))] : []));
    const wild = correlation({ id: "wild", type: "temporal_ordered", rules: names, ...expressed(and(...pairs)) });
    const { detections, problems } = runFiles(setOf(wild, correlation({ type: "temporal", rules: ["a", "b"] })), [
      [at(0, "a"), at(1, "b")],
    ]);
    expect(detections).toHaveLength(1);
    expect(problems).toMatchObject([{ code: "rule.unsupported", location: { file: "rules.yml" } }]);
  });
});

describe("limits", () => {
  const counting = (op: "gte" | "lt" | "eq", limits: WindowLimits) => {
    const one = correlation({ type: "event_count", rules: ["a"], condition: compare({ [op]: 3 }) });
    const feeds = feedsOf(setOf(one));
    const inputs = feeds.map((feed, position) => ({ position, feed }));
    const engine = createCorrelationEngine(one, inputs, limits);
    return {
      engine,
      see: (...events: readonly CloudTrailEvent[]) =>
        readBatch(observe(feeds, events)).flatMap((seen) => [...engine.see({ ...seen, file: "f" })]),
    };
  };
  const small = { groups: 2, events: 100, eventsPerGroup: 10 };

  test.each(["gte", "lt", "eq"] as const)("the group that was not used for longest goes, and is counted (%s)", (op) => {
    const { engine, see } = counting(op, small);
    see(at(0, "a", "ana"), at(1, "a", "ana"), at(2, "a", "bob"), at(3, "a", "eve"));
    expect(engine.evicted).toBe(1);
    expect(see(at(4, "a", "ana"))).toEqual([]);
    expect(engine.evicted).toBe(2);
  });

  test("a group whose window has passed goes without being counted", () => {
    const { engine, see } = counting("gte", small);
    for (let round = 0; round < 50; round += 1) see(at(round * 301, "a", `user ${round}`));
    expect(engine.evicted).toBe(0);
    engine.advance(startMs + 100 * 301_000);
    expect(JSON.stringify(engine.save())).not.toContain("user");
  });

  test.each(["gte", "lt", "eq"] as const)("all groups together keep a limited number of events (%s)", (op) => {
    const { engine, see } = counting(op, { ...small, groups: 100, events: 20 });
    for (let step = 0; step < 60; step += 1) see(at(step, "a", `user ${step % 30}`));
    expect(engine.evicted).toBe(40);
  });

  test("a group keeps a limited number of events, the latest, and counts as forgotten", () => {
    const { engine, see } = counting("gte", small);
    const found = see(...Array.from({ length: 50 }, (_, second) => at(second, "a")));
    expect(found).toHaveLength(1);
    expect(engine.evicted).toBe(1);
    expect(JSON.stringify(engine.save()).match(/-a-ana/g)).toHaveLength(10);
  });

  test("a window that waits for its end goes after those that only move, and tells nothing then", () => {
    const { engine, see } = counting("eq", small);
    see(...[0, 1, 2].map((second) => at(second, "a", "ana")), at(3, "a", "bob"), at(4, "a", "eve"));
    expect(engine.evicted).toBe(1);
    see(...[5, 6].map((second) => at(second, "a", "eve")), at(7, "a", "joe"));
    expect(engine.evicted).toBe(2);
    expect(engine.advance(startMs + 100 * minute).map(groupByOf)).toEqual([{ "userIdentity.userName": "eve" }]);
  });

  test("many events of one instant are told apart from their copies", () => {
    const set = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ gte: 30 }) }));
    const burst = Array.from({ length: 30 }, (_, number) => at(0, "a", "ana", { eventID: `id ${number}` }));
    expect(runEvents(set, [...burst.slice(1), ...burst.slice(1)])).toEqual([]);
    expect(runEvents(set, [...burst.slice(1), ...burst])).toHaveLength(1);
  });

  test("windows of any length are handled", () => {
    const year = setOf(
      correlation({
        type: "event_count",
        rules: ["a"],
        timespanMs: 365 * 24 * 60 * minute,
        condition: compare({ gte: 2 }),
      }),
    );
    expect(runEvents(year, [at(0, "a"), at(30_000_000, "a")])).toHaveLength(1);
  });
});

/** Both of its rules match every event. */
function matchingBoth(one: CorrelationRule): RuleSet {
  const set = setOf(one);
  return { ...set, rules: set.rules.map((each) => ({ ...each, condition: { kind: "and", operands: [] } })) };
}
