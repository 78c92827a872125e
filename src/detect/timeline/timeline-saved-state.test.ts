import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, Problem } from "../../model/index.ts";
import type { CorrelationRule } from "../../sigma/index.ts";
import { at, compare, correlation, setOf } from "../correlate/rules.fixture.ts";
import { addFiles, timelineOf } from "./timeline.fixture.ts";
import { all, count, stateOf } from "./timeline-state.fixture.ts";

describe("a state", () => {
  const saved = stateOf(all, [at(0, "a"), at(1, "b"), at(2, "c"), at(3600, "a"), at(3601, "b")]);

  test("of a rule that has changed is forgotten, which is said", () => {
    const first = stateOf(setOf(count), [at(0, "a"), at(1, "a")]);
    const changed: CorrelationRule = { ...count, title: "Another title", condition: compare({ gte: 2 }) };
    const timeline = timelineOf(setOf(changed));
    timeline.restore(first);
    addFiles(timeline, setOf(changed), [[at(2, "a")]]);
    const { detections, problems } = timeline.finish();
    expect(detections).toEqual([]);
    expect(problems).toEqual([
      { code: "state.changed", message: "'Another title' has changed since the state was saved: it begins anew." },
    ]);
  });

  test("is kept when only texts about the rule have changed, or other rules", () => {
    const other = correlation({ id: "another", type: "temporal", rules: ["x", "a"] });
    const renamed = setOf(other, { ...count, title: "Another title", level: "low", tags: ["attack.t1110"] });
    const timeline = timelineOf(renamed);
    timeline.restore(stateOf(setOf(count, other), [at(0, "a"), at(1, "a")]));
    addFiles(timeline, renamed, [[at(2, "a")]]);
    const { detections, problems } = timeline.finish();
    expect(detections).toMatchObject([{ rule: { title: "Another title", level: "low" }, match: { count: 3 } }]);
    expect(problems).toEqual([]);
  });

  test("of a rule that names another which has changed is forgotten as well", () => {
    const set = setOf(count);
    const [rule] = set.rules;
    if (rule === undefined) throw new Error("The set has rules.");
    const rules = set.rules.map((one) =>
      one === rule ? { ...one, condition: { kind: "or", operands: [] } as const } : one,
    );
    const timeline = timelineOf({ ...set, rules });
    timeline.restore(stateOf(set, [at(0, "a")]));
    expect(timeline.finish().problems.map(({ code }) => code)).toEqual(["state.changed"]);
  });

  test.each<readonly [string, Json]>([
    ["null", null],
    ["a text", "state"],
    ["a list", []],
    ["another tool's", { version: 1 }],
    ["a later version's", { trailproof: "state", version: 2 }],
  ])("that is %s is a problem", (_name, state) => {
    expect(problemOf(() => timelineOf(all).restore(state))?.code).toBe("state.invalid");
  });

  test("that is damaged is a problem, never a crash", () => {
    const paths = pathsOf(saved);
    let refused = 0;
    let noticed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 1 }), (path, junk) => {
        const timeline = timelineOf(all);
        const problem = problemOf(() => timeline.restore(replaced(saved, path, junk as Json)));
        if (problem !== undefined) {
          expect(problem.code).toBe("state.invalid");
          refused += 1;
          return;
        }
        addFiles(timeline, all, [[at(3700, "a"), at(3701, "c")]]);
        const { problems } = timeline.finish({ keepOpen: true });
        noticed += problems.length > 0 ? 1 : 0;
        timeline.save();
      }),
      { seed: 20_260_101, numRuns: 800 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(noticed).toBeGreaterThan(100);
  });
});

function problemOf(action: () => void): Problem | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

type Path = readonly (string | number)[];

function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner as Json, [...path, key]))];
}

function replaced(value: Json, [key, ...rest]: Path, junk: Json): Json {
  if (key === undefined) return junk;
  if (Array.isArray(value))
    return value.map((inner: Json, at) => (at === Number(key) ? replaced(inner, rest, junk) : inner));
  const object = value as JsonObject;
  return { ...object, [key]: replaced(object[key] ?? null, rest, junk) };
}
