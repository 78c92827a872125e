import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaselineQuestion } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { PlacedObservation } from "../over-time.ts";
import { type Act, dayMs, engineOf, folded, type Given, observationOf, run, see, told } from "./baseline.fixture.ts";

const questions = {
  first_seen: { kind: "first_seen", fields: ["eventSource"] },
  rare: { kind: "rare", fields: ["eventName"], share: 0.2 },
  dormant: { kind: "dormant", afterMs: 3 * dayMs },
  silence: { kind: "silence", afterMs: dayMs, factor: 2 },
  spike: { kind: "spike", spanMs: 2 * hourMs, factor: 2, atLeast: 3 },
  travel: { kind: "travel", kilometersPerHour: 900, kilometers: 500 },
} as const satisfies Record<string, BaselineQuestion>;
const kinds = Object.keys(questions) as (keyof typeof questions)[];
const places = ["52.52,13.40", "48.86,2.35", "-33.87,151.21"];
const [berlin = "", paris = "", sydney = ""] = places;
const usual: Given = { learningMs: 14 * dayMs, minimumEvents: 20 };
const minuteMs = 60_000;

const tell = (question: BaselineQuestion, acts: readonly Act[], learns: boolean) =>
  run(engineOf(question, usual, undefined, learns), acts);
const unlearned = (question: BaselineQuestion, acts: readonly Act[]) => tell(question, acts, false);

describe("without a time to learn", () => {
  test("an intruder's quarter of an hour is told step by step, all but the first of it", () => {
    const acts = ["sts", "iam", "iam", "s3", "kms", "sts"].map((what, at) => ({ ms: at * 3 * minuteMs, what }));
    const engine = engineOf(questions.first_seen, usual, undefined, false);
    expect(run(engine, acts).map(({ match }) => match)).toEqual(
      ["iam", "s3", "kms"].map((what) => ({ eventSource: what })),
    );
    expect(engine.learning()).toMatchObject({ suppressed: 1, isSkipped: true });
    expect(tell(questions.first_seen, acts, true)).toEqual([]);
  });

  test("the first event of each group has nothing to be compared with", () => {
    const acts = ["ana", "bob", "eve"].flatMap((who, at) => [
      { ms: at * dayMs, who, what: "de" },
      { ms: at * dayMs + 1000, who, what: "de" },
    ]);
    expect(unlearned(questions.first_seen, acts)).toEqual([]);
    const [only, ...others] = unlearned(questions.first_seen, [...acts, { ms: 1, who: "ana", what: "br" }]);
    expect(only?.groupBy).toEqual({ "derived.principal": "ana" });
    expect(others).toEqual([]);
  });

  test("a pause is told from one event to the next, and so are two places", () => {
    expect(unlearned(questions.dormant, [{ ms: 0 }, { ms: 3 * dayMs }])).toHaveLength(1);
    expect(unlearned(questions.dormant, [{ ms: 0 }, { ms: 3 * dayMs - 1 }])).toHaveLength(0);
    const between = (from: string, to: string) =>
      unlearned(questions.travel, [
        { ms: 0, what: from },
        { ms: 2 * hourMs, what: to },
      ]);
    expect(between(berlin, sydney)).toHaveLength(1);
    expect(between(berlin, paris)).toHaveLength(0);
  });

  test("a rule that learns from nothing anyway tells of the first event as it does with learning", () => {
    const nothing = { learningMs: 0, minimumEvents: 0 };
    for (const learns of [true, false]) {
      expect(run(engineOf(questions.first_seen, nothing, undefined, learns), [{ ms: 0 }])).toHaveLength(1);
    }
  });

  test.each(kinds)("%s: all is told that is told with it, however the events are folded", (kind) => {
    let more = 0;
    let same = 0;
    fc.assert(
      fc.property(someActs(), fc.integer({ min: 1, max: 3 }), (acts, files) => {
        const question = questions[kind];
        const given = { learningMs: 2 * dayMs, minimumEvents: 4, forgetMs: 6 * dayMs };
        const observations = acts.map(observationOf);
        const lines = (learns: boolean, seen: readonly PlacedObservation[] = observations) =>
          told(see(engineOf(question, given, undefined, learns), seen)).map((one) => JSON.stringify(one));
        const [learned, all] = [lines(true), lines(false)];
        expect(all).toEqual(expect.arrayContaining(learned));
        if (kind !== "travel")
          expect(
            lines(
              false,
              folded(observations, (at) => at % files),
            ),
          ).toEqual(all);
        more += all.length - learned.length;
        same += learned.length;
      }),
      { seed: 20_260_101, numRuns: 60 },
    );
    expect(same).toBeGreaterThan(10);
    // Shares, usual numbers and regular hours are learned as always.
    if (["rare", "silence", "spike"].includes(kind)) expect(more).toBe(0);
    else expect(more).toBeGreaterThan(10);
  });
});

/** Two weeks of two groups. Each event has a time of its own, so that the order does not depend on the files. */
function someActs(): fc.Arbitrary<readonly Act[]> {
  const act = fc.record({
    hour: fc.oneof(fc.nat(14 * 24), fc.constantFrom(100, 101, 200)),
    second: fc.nat(3599),
    who: fc.constantFrom("ana", "ana", "bob"),
    what: fc.constantFrom(berlin, berlin, berlin, berlin, paris, sydney),
  });
  const regular = Array.from({ length: 60 }, (_, at) => ({ ms: at * 4 * hourMs + 1, who: "ana", what: berlin }));
  return fc
    .tuple(
      fc.uniqueArray(act, { minLength: 10, maxLength: 60, selector: ({ hour, second }) => `${hour} ${second}` }),
      fc.boolean(),
    )
    .map(([some, isRegular]) => {
      const own = some.map(({ hour, second, who, what }) => ({ ms: hour * hourMs + second * 1000, who, what }));
      return isRegular ? [...own, ...regular] : own;
    });
}
