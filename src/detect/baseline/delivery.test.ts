import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaselineQuestion } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import { isoSecond } from "../instant.ts";
import type { PlacedObservation } from "../over-time.ts";
import {
  begin,
  dayMs,
  engineOf,
  finish,
  folded,
  type Given,
  observationOf,
  see,
  seeOne,
  told,
} from "./baseline.fixture.ts";
import type { Bounds } from "./bounds.ts";

const questions: readonly (readonly [BaselineQuestion, Given])[] = [
  [
    { kind: "first_seen", fields: ["a"] },
    { learningMs: 6 * hourMs, minimumEvents: 3, forgetMs: 30 * hourMs },
  ],
  [
    { kind: "rare", fields: ["a"], share: 0.3 },
    { learningMs: 4 * hourMs, minimumEvents: 3, forgetMs: 20 * hourMs },
  ],
  [{ kind: "dormant", afterMs: 4 * hourMs }, { learningMs: 3 * hourMs }],
  [
    { kind: "silence", afterMs: 2 * hourMs, factor: 2 },
    { learningMs: 2 * hourMs, minimumEvents: 2, forgetMs: 20 * hourMs },
  ],
  [
    { kind: "spike", spanMs: hourMs, factor: 1.2, atLeast: 2 },
    { learningMs: 2 * hourMs, forgetMs: 10 * hourMs },
  ],
  [{ kind: "spike", spanMs: 3 * hourMs, factor: 1, atLeast: 2, sumOf: "n" }, { forgetMs: 30 * hourMs }],
];

/** Few groups and values in three days, every time once. */
const events = fc
  .uniqueArray(
    fc.record({
      second: fc.oneof(fc.integer({ min: 0, max: 3 * 86_400 }), fc.integer({ min: 40_000, max: 50_000 })),
      who: fc.constantFrom("ana", "bob", "__proto__"),
      what: fc.constantFrom("a", "b", "c", "d", "constructor"),
      number: fc.integer({ min: 0, max: 9 }),
      file: fc.integer({ min: 0, max: 3 }),
    }),
    { selector: ({ second }) => second, minLength: 1, maxLength: 60, size: "max" },
  )
  .map((given) =>
    given.map(({ second, ...rest }, at) => ({
      ...observationOf({ ...rest, ms: second * 1000 }, at),
      fileAt: rest.file,
    })),
  );

const seeded = { seed: 20_260_101, numRuns: 100 };

describe.each(questions)("%j", (question, given) => {
  test("folded by hour and in whatever files, the answer is the same", () => {
    let detections = 0;
    fc.assert(
      fc.property(events, (observations) => {
        const whole = told(see(engineOf(question, given), observations));
        detections += whole.length;
        const files = observations.map(({ fileAt }) => fileAt);
        const split = folded(observations, (at) => files[at] ?? 0);
        expect(told(see(engineOf(question, given), split))).toEqual(whole);
        expect(
          told(
            see(
              engineOf(question, given),
              folded(observations, () => 0),
            ),
          ),
        ).toEqual(whole);
      }),
      seeded,
    );
    // The property says something: there are answers.
    expect(detections).toBeGreaterThan(50);
  });

  test("a run that is cut anywhere and goes on from its state is one run", () => {
    fc.assert(
      fc.property(events, fc.double({ min: 0, max: 1, noNaN: true }), (observations, part) => {
        cutIsWhole(
          question,
          given,
          folded(observations, () => 0),
          part,
        );
      }),
      seeded,
    );
  });

  test("also when not everything can be remembered", () => {
    const bounds = { groups: 2, valuesOfGroup: 2, values: 3 };
    fc.assert(
      fc.property(events, fc.double({ min: 0, max: 1, noNaN: true }), (observations, part) => {
        cutIsWhole(
          question,
          given,
          folded(observations, () => 0),
          part,
          bounds,
        );
      }),
      seeded,
    );
  });

  test("the state holds no more than what the next run needs to say the same again", () => {
    fc.assert(
      fc.property(events, (observations) => {
        const engine = engineOf(question, given);
        see(engine, observations);
        const again = engineOf(question, given);
        again.restore(JSON.parse(JSON.stringify(engine.save())));
        expect(again.save()).toEqual(engine.save());
        expect(again.learning()).toEqual(engine.learning());
        expect(again.evicted).toBe(engine.evicted);
      }),
      { ...seeded, numRuns: 50 },
    );
  });
});

describe("against the plain definition over all events", () => {
  test.each([0, 5 * hourMs])("first seen, learning for %i ms", (learningMs) => {
    const given = { learningMs, minimumEvents: 2, forgetMs: 20 * hourMs };
    agrees({ kind: "first_seen", fields: ["a"] }, given, (event, before) => {
      const own = before.filter(({ group }) => group === event.group);
      const same = own.filter(({ value }) => value === event.value);
      const isKnown = same.some(({ ms }) => hour(ms) === hour(event.ms) || event.ms - ms < given.forgetMs);
      return isKnown || !isLearned(own, event, given) ? undefined : { a: JSON.parse(event.value)[0] };
    });
  });

  test("dormant", () => {
    const given = { learningMs: 3 * hourMs, minimumEvents: 2 };
    agrees({ kind: "dormant", afterMs: 5 * hourMs }, given, (event, before) => {
      const own = before.filter(({ group }) => group === event.group);
      const last = Math.max(...own.map(({ ms }) => ms));
      const isBack = own.length > 0 && event.ms - last >= 5 * hourMs;
      return isBack && isLearned(own, event, given) ? { lastSeen: isoSecond(last) } : undefined;
    });
  });

  test("rare, said whenever it holds for the first event of an hour", () => {
    // Nothing is said twice: a value that was said is left out here by a span of nothing.
    const given = { learningMs: 3 * hourMs, minimumEvents: 3, forgetMs: 300 * dayMs };
    const said = new Set<string>();
    agrees(
      { kind: "rare", fields: ["a"], share: 0.25 },
      given,
      (event, before) => {
        const own = before.filter(({ group }) => group === event.group);
        if (own.some(({ ms, value }) => value === event.value && hour(ms) === hour(event.ms))) return undefined;
        const learned = own.filter(({ ms }) => hour(ms) < hour(event.ms));
        const share = learned.filter(({ value }) => value === event.value).length / Math.max(1, learned.length);
        const key = event.group + event.value;
        if (share >= 0.25 || !isLearned(own, event, given) || said.has(key)) return undefined;
        said.add(key);
        return { a: JSON.parse(event.value)[0], share: Number(share.toPrecision(3)) };
      },
      () => said.clear(),
    );
  });

  test("spike, by counting every hour from the first", () => {
    const question = { kind: "spike", spanMs: hourMs, factor: 1.5, atLeast: 2 } as const;
    agrees(question, { forgetMs: 300 * dayMs }, (event, before, all) => {
      const own = all.filter(({ group }) => group === event.group);
      const here = own.filter(({ ms }) => hour(ms) === hour(event.ms));
      if (before.some((one) => here.includes(one))) return undefined;
      const first = Math.min(...own.map(({ ms }) => hour(ms)));
      const totals = Array.from(
        { length: hour(event.ms) - first },
        (_, at) => own.filter(({ ms }) => hour(ms) === first + at).length,
      ).sort((a, b) => a - b);
      const usual = totals[Math.ceil(0.99 * totals.length) - 1];
      if (usual === undefined || here.length < 2 || here.length <= 1.5 * usual) return undefined;
      return { count: here.length, usual };
    });
  });

  function agrees(
    question: BaselineQuestion,
    given: Given,
    expected: (
      event: PlacedObservation,
      before: readonly PlacedObservation[],
      all: readonly PlacedObservation[],
    ) => object | undefined,
    reset: () => void = () => undefined,
  ): void {
    let found = 0;
    fc.assert(
      fc.property(events, (observations) => {
        reset();
        const all = observations.toSorted((a, b) => a.ms - b.ms);
        const naive = all.flatMap((event, at) => {
          const match = expected(event, all.slice(0, at), all);
          return match === undefined ? [] : [{ eventId: event.eventId, match }];
        });
        found += naive.length;
        const detections = see(
          engineOf(question, given),
          folded(observations, () => 0),
        );
        const answer = detections.map(({ events, match }) => ({ eventId: events[0]?.eventId ?? "", match }));
        expect(answer.sort(byId)).toEqual(naive.sort(byId));
      }),
      seeded,
    );
    expect(found).toBeGreaterThan(100);
  }

  function isLearned(own: readonly PlacedObservation[], event: PlacedObservation, given: Given): boolean {
    const first = Math.min(event.ms, ...own.map(({ ms }) => ms));
    const earlier = own.filter(({ ms }) => hour(ms) < hour(event.ms)).length;
    return event.ms - first >= (given.learningMs ?? 0) && earlier >= (given.minimumEvents ?? 0);
  }

  function hour(ms: number): number {
    return Math.floor((ms - begin) / hourMs);
  }

  function byId(a: { readonly eventId: string }, b: { readonly eventId: string }): number {
    return a.eventId < b.eventId ? -1 : 1;
  }
});

function cutIsWhole(
  question: BaselineQuestion,
  given: Given,
  observations: readonly PlacedObservation[],
  part: number,
  bounds?: Bounds,
): void {
  const inOrder = observations.toSorted((a, b) => a.ms - b.ms);
  const one = engineOf(question, given, bounds);
  const whole = [...inOrder.flatMap((each) => seeOne(one, each)), ...finish(one, inOrder)];
  const at = Math.floor(part * inOrder.length);
  const first = engineOf(question, given, bounds);
  const before = inOrder.slice(0, at).flatMap((each) => seeOne(first, each));
  const second = engineOf(question, given, bounds);
  second.restore(JSON.parse(JSON.stringify(first.save())));
  const after = [...inOrder.slice(at).flatMap((each) => seeOne(second, each)), ...finish(second, inOrder)];
  expect(told([...before, ...after])).toEqual(told(whole));
  expect(second.evicted).toBe(one.evicted);
  expect(second.learning()).toEqual(one.learning());
}
