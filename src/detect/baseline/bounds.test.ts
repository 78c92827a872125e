import { describe, expect, test } from "vitest";
import { type Json, Problem } from "../../model/index.ts";
import type { BaselineQuestion } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import { type Act, dayMs, engineOf, observationOf, run } from "./baseline.fixture.ts";

const firstSeen: BaselineQuestion = { kind: "first_seen", fields: ["a"] };

describe("bounds", () => {
  test("the group that was not seen for longest goes, and is counted", () => {
    const engine = engineOf(firstSeen, { learningMs: dayMs }, { groups: 2, valuesOfGroup: 10, values: 100 });
    const acts = [
      { ms: 0, who: "ana" },
      { ms: hourMs, who: "bob" },
      { ms: 2 * hourMs, who: "ana" },
      { ms: 3 * hourMs, who: "eve" },
      { ms: 2 * dayMs, who: "ana", what: "new" },
      { ms: 2 * dayMs + 1, who: "bob", what: "new" },
    ];
    expect(run(engine, acts).map(({ groupBy }) => groupBy["derived.principal"])).toEqual(["ana"]);
    // Bob for Eve, then Eve for Bob.
    expect(engine.evicted).toBe(2);
  });

  test("the value that was not seen for longest goes, and is new again", () => {
    const engine = engineOf(firstSeen, { learningMs: hourMs }, { groups: 2, valuesOfGroup: 2, values: 100 });
    const acts = ["a", "b", "a", "c", "a", "b"].map((what, at) => ({ ms: at * hourMs, what }));
    expect(run(engine, acts).map(({ match }) => match["a"])).toEqual(["b", "c", "b"]);
    expect(engine.evicted).toBe(2);
  });

  test("what was forgotten anyway is not counted", () => {
    const engine = engineOf(firstSeen, { forgetMs: 2 * dayMs }, { groups: 2, valuesOfGroup: 2, values: 100 });
    run(
      engine,
      ["a", "b", "c", "d"].map((what, at) => ({ ms: at * 2 * dayMs, what })),
    );
    expect(engine.evicted).toBe(0);
  });

  test("what was forgotten leaves the state, also of groups that do not come back", () => {
    for (const question of [firstSeen, { kind: "rare", fields: ["a"], share: 0.1 } as const]) {
      const engine = engineOf(question, { forgetMs: 8 * dayMs });
      run(
        engine,
        Array.from({ length: 500 }, (_, at) => ({ ms: at, who: "ana", what: `value-${at}` })),
      );
      const before = JSON.stringify(engine.save()).length;
      run(engine, [{ ms: 10 * dayMs, who: "bob" }]);
      expect(JSON.stringify(engine.save()).length).toBeLessThan(before / 10);
    }
  });

  test("one sender with endless names and values cannot grow the state", () => {
    const engine = engineOf(firstSeen, {}, { groups: 100, valuesOfGroup: 50, values: 400 });
    const acts: readonly Act[] = Array.from({ length: 20_000 }, (_, at) => ({
      ms: at * 1000,
      who: `group-${at % 1000 < 500 ? at : at % 7}`,
      what: `value-${at}`,
    }));
    run(engine, acts);
    expect(engine.evicted).toBeGreaterThan(10_000);
    expect(JSON.stringify(engine.save()).length).toBeLessThan(40_000);
  });

  test("a quarter of a million observations end, in a state within its bounds", () => {
    const engine = engineOf(firstSeen, { learningMs: 7 * dayMs }, { groups: 2000, valuesOfGroup: 100, values: 12_500 });
    const roles = Array.from({ length: 2500 }, (_, at) => observationOf({ ms: 0, who: `role-${at}` }, at));
    const values = Array.from({ length: 300 }, (_, at) => JSON.stringify([`bucket-${at}`]));
    for (let at = 0; at < 250_000; at += 1) {
      // A role is there for ten days; one in nine events is of a role that is never seen again.
      const turn = Math.floor(at / 83_334) * 500;
      const observation = roles[at % 9 === 0 ? turn + (at % 500) : turn + (at % 25)];
      const ms = (observation?.ms ?? 0) + at * 10_368;
      if (observation !== undefined)
        engine.see({
          ...observation,
          value: values[(at * 7 + Math.floor(at / 300) * 11) % 300] ?? "[]",
          ms,
          lastMs: ms,
        });
    }
    const { groups } = Object(engine.save());
    expect(groups.length).toBeLessThanOrEqual(2000);
    const kept: number = groups.reduce(
      (total: number, row: readonly unknown[]) => total + Object(row.at(-1)).length / 2,
      0,
    );
    expect(kept).toBeLessThanOrEqual(12_500);
    expect(kept).toBeGreaterThan(10_000);
  });
});

describe("a state that is not one", () => {
  const observation = observationOf({ ms: 0, what: "52.52,13.405" }, 0);
  const questions: readonly BaselineQuestion[] = [
    firstSeen,
    { kind: "rare", fields: ["a"], share: 0.1 },
    { kind: "dormant", afterMs: dayMs },
    { kind: "silence", afterMs: dayMs, factor: 2 },
    { kind: "spike", spanMs: hourMs, factor: 2, atLeast: 1 },
    { kind: "travel", kilometers: 1, kilometersPerHour: 1 },
  ];
  const wrong: readonly Json[] = [null, -1, "x", true, [], {}, ["a"], [["a"]], 1e300, { __proto__: 1 }];

  test.each(questions)("%j: any part of it that is wrong is a problem, or changes nothing but a number", (question) => {
    const engine = engineOf(question);
    engine.see(observation);
    const state: Json = JSON.parse(JSON.stringify(engine.save()));
    expect(() => engineOf(question).restore(state)).not.toThrow();
    for (const value of wrong) {
      for (const changed of changesOf(state, value)) {
        const other = engineOf(question);
        try {
          other.restore(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          continue;
        }
        // What it took for a state, it can go on from.
        run(other, [
          { ms: 0, what: "52.52,13.405" },
          { ms: 5 * dayMs, what: "1,1" },
          { ms: 9 * dayMs, who: "bob" },
        ]);
        other.save();
      }
    }
  });

  test("that of another question is not taken over", () => {
    const engine = engineOf(firstSeen);
    engine.see(observation);
    for (const question of questions.slice(1)) {
      expect(() => engineOf(question).restore(engine.save())).toThrow(
        expect.objectContaining({ code: "state.changed" }),
      );
    }
    expect(() => engineOf({ kind: "first_seen", fields: ["b"] }).restore(engine.save())).toThrow("another question");
  });
});

/** The value with one part after the other replaced. */
function changesOf(value: Json, by: Json): readonly Json[] {
  if (Array.isArray(value)) {
    return [by, ...value.flatMap((inner, at) => changesOf(inner, by).map((other) => value.with(at, other)))];
  }
  if (typeof value !== "object" || value === null) return [by];
  const entries: readonly [string, Json][] = Object.entries(value);
  return [by, ...entries.flatMap(([key, inner]) => changesOf(inner, by).map((other) => ({ ...value, [key]: other })))];
}
