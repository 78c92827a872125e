import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Feed, FeedMatch } from "./feeds.ts";
import { buffers, createObservationBatch, type ObservationBatchWriter, readBatch } from "./observation-batch.ts";
import type { Observation } from "./observations.ts";
import { observedEvent, sharedMatch } from "./timeline/timeline.fixture.ts";

const uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
const startMs = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
const feeds = [feed(false), feed(true)];

describe("a batch of observations", () => {
  test.each([
    ["a UUID", uuid],
    ["a UUID of the highest digits", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ["a UUID in upper case", uuid.toUpperCase()],
    ["a UUID with a wrong digit", "0f8fad5b-d9cb-469f-a165-70867728950g"],
    ["a UUID with a character beyond ASCII", "0f8fad5b-d9cb-469f-a165-70867728950\u0130"],
    ["a UUID with its hyphens elsewhere", "0f8fad5bd-9cb-469f-a165-70867728950e"],
    ["a text", "a-hand-written-id"],
    ["none", ""],
  ])("gives %s back as event id", (_name, eventId) => {
    const writer = createObservationBatch(feeds);
    add(writer, match({}), startMs, eventId, 0);
    expect(readBatch(writer.take()).map((one) => one.eventId)).toEqual([eventId]);
  });

  test("gives back what was added, and survives being handed over", () => {
    fc.assert(
      fc.property(fc.array(someAdd(), { maxLength: 200, size: "max" }), (adds) => {
        const writer = createObservationBatch(feeds);
        for (const { of, ms, eventId, index } of adds) add(writer, of, ms, eventId, index);
        expect(writer.count).toBeGreaterThanOrEqual(adds.length > 0 ? 1 : 0);
        const batch = writer.take();
        const moved = structuredClone(batch, { transfer: [...buffers(batch)] });
        expect(new Set(readBatch(moved))).toEqual(new Set(folded(adds)));
        expect(writer.count).toBe(0);
        expect(readBatch(writer.take())).toEqual([]);
      }),
      { seed: 20_260_101, numRuns: 60 },
    );
  });

  test("folds events of an hour, group and value of an hourly feed, and only of these", () => {
    const writer = createObservationBatch(feeds);
    const hourly = match({ feed: 1, number: 2 });
    add(writer, hourly, startMs + 60_000, "second", 1);
    add(writer, match({ feed: 1, number: 3, context: "of the first" }), startMs, "first", 5);
    add(writer, hourly, startMs + hourMs, "next hour", 6);
    add(writer, match({ feed: 1, value: '["other"]' }), startMs, "other", 7);
    add(writer, match({}), startMs, "a", 8);
    add(writer, match({}), startMs, "b", 9);
    expect(
      readBatch(writer.take()).map(({ eventId, count, number, ms, lastMs, index, context }) => [
        eventId,
        count,
        number,
        ms - startMs,
        lastMs - startMs,
        index,
        context,
      ]),
    ).toEqual([
      ["first", 2, 5, 0, 60_000, 5, "of the first"],
      ["next hour", 1, 2, hourMs, hourMs, 6, "[]"],
      ["other", 1, 0, 0, 0, 7, "[]"],
      ["a", 1, 0, 0, 0, 8, "[]"],
      ["b", 1, 0, 0, 0, 9, "[]"],
    ]);
  });
});

function add(writer: ObservationBatchWriter, of: FeedMatch, ms: number, eventId: string, index: number): void {
  writer.add(sharedMatch(of), observedEvent(ms, eventId, index));
}

interface Add {
  readonly of: FeedMatch;
  readonly ms: number;
  readonly eventId: string;
  readonly index: number;
}

/** The same with objects: one after another, looking for one to fold into. */
function folded(adds: readonly Add[]): readonly Observation[] {
  const all: Observation[] = [];
  for (const { of, ms, eventId, index } of adds) {
    const own = { ...of, ms, lastMs: ms, count: 1, eventId, index };
    const at = all.findIndex(
      (one) =>
        of.feed === 1 &&
        one.feed === 1 &&
        one.group === of.group &&
        one.value === of.value &&
        Math.floor(one.ms / hourMs) === Math.floor(ms / hourMs),
    );
    const one = all[at];
    if (one === undefined) {
      all.push(own);
      continue;
    }
    const first = ms < one.ms || (ms === one.ms && index < one.index) ? own : one;
    all[at] = {
      ...first,
      lastMs: Math.max(one.lastMs, ms),
      count: one.count + 1,
      number: one.number + of.number,
    };
  }
  return all;
}

function someAdd(): fc.Arbitrary<Add> {
  const matches = [0, 1].flatMap((feedAt) =>
    ["a", "b"].flatMap((name) =>
      [1, 2].map((number) => match({ feed: feedAt, group: `["${name}"]`, number, context: `["${name}${number}"]` })),
    ),
  );
  return fc.record({
    of: fc.constantFrom(...matches),
    ms: fc.integer({ min: 0, max: 3 * 3600 }).map((second) => startMs + second * 1000),
    eventId: fc.oneof(fc.uuid(), fc.string()),
    index: fc.nat(1000),
  });
}

function match(parts: Partial<FeedMatch>): FeedMatch {
  return { feed: 0, group: '["ana"]', value: "[]", context: "[]", number: 0, ...parts };
}

function feed(hourly: boolean): Feed {
  return { consumer: "c", rule: "r", condition: { kind: "and", operands: [] }, groupBy: [], values: [], hourly };
}
