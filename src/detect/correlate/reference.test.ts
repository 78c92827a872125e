import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Detection } from "../../model/index.ts";
import type { CorrelationRule } from "../../sigma/index.ts";
import { runEvents } from "../timeline/timeline.fixture.ts";
import { referenceDetections } from "./reference.fixture.ts";
import { at, compare, correlation, setOf } from "./rules.fixture.ts";

const value = "sourceIPAddress";
const timespanMs = 60_000;
const rules: readonly (readonly [string, CorrelationRule])[] = [
  ["event_count", correlation({ type: "event_count", rules: ["a", "b"], timespanMs, condition: compare({ gte: 3 }) })],
  ["event_count, gt", correlation({ type: "event_count", rules: ["a"], timespanMs, condition: compare({ gt: 1 }) })],
  [
    "event_count in a range",
    correlation({ type: "event_count", rules: ["a", "b"], timespanMs, condition: compare({ gt: 2, lte: 4 }) }),
  ],
  ["event_count, neq", correlation({ type: "event_count", rules: ["a"], timespanMs, condition: compare({ neq: 2 }) })],
  [
    "value_count",
    correlation({ type: "value_count", rules: ["a", "b"], timespanMs, condition: compare({ gte: 3 }, value) }),
  ],
  [
    "value_count, eq",
    correlation({ type: "value_count", rules: ["a", "c"], timespanMs, condition: compare({ eq: 2 }, value) }),
  ],
  ["temporal", correlation({ type: "temporal", rules: ["a", "b", "c"], timespanMs })],
  [
    "temporal, some of the rules",
    correlation({ type: "temporal", rules: ["a", "b", "c"], timespanMs, condition: compare({ gte: 2 }) }),
  ],
  ["temporal_ordered", correlation({ type: "temporal_ordered", rules: ["a", "b", "c"], timespanMs })],
  ["temporal_ordered, a rule twice", correlation({ type: "temporal_ordered", rules: ["a", "b", "a"], timespanMs })],
];

describe("against windows that are looked at as a whole", () => {
  test.each(rules)("%s finds the same in random events", (_name, rule) => {
    let found = 0;
    fc.assert(
      fc.property(someEvents(), (events) => {
        const expected = referenceDetections(rule, events);
        found += expected.length;
        expect(runEvents(setOf(rule), events).map(idsOf).sort()).toEqual([...expected].sort());
      }),
      { seed: 20_260_101, numRuns: 120 },
    );
    expect(found).toBeGreaterThan(50);
  });
});

/** Some of them delivered twice. */
function someEvents(): fc.Arbitrary<readonly CloudTrailEvent[]> {
  const events = fc.array(someEvent(), { minLength: 5, maxLength: 80, size: "max" });
  const copied = fc.array(fc.nat(80), { maxLength: 8 });
  return fc
    .tuple(events, copied)
    .map(([all, copies]) => [...all, ...copies.flatMap((position) => all.slice(position, position + 1))]);
}

function someEvent(): fc.Arbitrary<CloudTrailEvent> {
  return fc
    .record({
      second: fc.integer({ min: 0, max: 400 }),
      name: fc.constantFrom("a", "b", "c", "d"),
      user: fc.constantFrom("ana", "bob"),
      address: fc.constantFrom("192.0.2.1", "192.0.2.2", "s3.amazonaws.com", "S3.amazonaws.com"),
      id: fc.uuid(),
    })
    .map(({ second, name, user, address, id }) => at(second, name, user, { sourceIPAddress: address, eventID: id }));
}

function idsOf({ events }: Detection): string {
  return events.map(({ eventId }) => eventId).join(" ");
}
