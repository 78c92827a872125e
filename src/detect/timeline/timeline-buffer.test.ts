import { expect, test } from "vitest";
import { createObservationBatch } from "../observation-batch.ts";
import type { PlacedObservation } from "../over-time.ts";
import { observedEvent, sharedMatch } from "./timeline.fixture.ts";
import { createTimelineBuffer } from "./timeline-buffer.ts";

test("thousands of rows come out by time, file and index, each once, however they went in", () => {
  const writer = createObservationBatch([]);
  const buffer = createTimelineBuffer();
  let waiting: readonly PlacedObservation[] = [];
  for (let file = 0; file < 60; file += 1) {
    const observations = Array.from({ length: mixed(file) % 700 }, (_, index) => observationOf(file, index));
    for (const one of observations) writer.add(sharedMatch(one), observedEvent(one.ms, one.eventId, one.index));
    buffer.add(writer.take(), `file-${file}.json`, (_ms, index) => index % 50 !== 7);
    waiting = [...waiting, ...observations.filter(({ index }) => index % 50 !== 7)];
    if (file % 4 !== 3) continue;
    const before = 20_000 * file;
    const most = file % 8 === 3 ? 500 : Number.POSITIVE_INFINITY;
    const due = inOrder(waiting.filter(({ ms }) => ms < before)).slice(0, most);
    expect(drain(before, most)).toEqual(due);
    const gone = new Set(due);
    waiting = waiting.filter((one) => !gone.has(one));
    expect(buffer.size).toBe(waiting.length);
  }
  expect(buffer.all().map(plain)).toEqual(waiting);
  for (const one of waiting) buffer.addOne({ ...one, file: "saved.json" });
  const again = waiting.map((one) => ({ ...one, file: "saved.json" }));
  expect(drain(Number.POSITIVE_INFINITY)).toEqual(inOrder([...waiting, ...again]));
  expect(buffer.size).toBe(0);

  function drain(before: number, most: number = Number.POSITIVE_INFINITY): readonly PlacedObservation[] {
    const seen: PlacedObservation[] = [];
    buffer.drain(before, most, (one) => seen.push(plain(one)));
    return seen;
  }
});

/** One in forty is of a time that comes much later. */
function observationOf(file: number, index: number): PlacedObservation {
  const number = mixed(1000 * file + index);
  const ms = 1000 * (20 * file + (number % (number % 40 === 0 ? 4000 : 60)));
  const uuid = `${`${number % 1_000_000}`.padStart(8, "0")}-0000-4000-8000-000000000000`;
  return {
    feed: number % 3,
    group: `["user ${number % 5}"]`,
    value: `["${number % 7}"]`,
    context: `["caller ${number % 11}"]`,
    number: number % 2,
    ms,
    lastMs: ms,
    count: 1,
    eventId: number % 13 === 0 ? "" : number % 17 === 0 ? `id ${number}` : uuid,
    index,
    file: `file-${file}.json`,
  };
}

/** The same on every machine, and without an order that anything rests on. */
function mixed(number: number): number {
  return Math.imul(number ^ 0x2c1b3c6d, 0x9e3779b1) >>> 8;
}

function inOrder(observations: readonly PlacedObservation[]): readonly PlacedObservation[] {
  return observations.toSorted((a, b) => a.ms - b.ms || placeOf(a.file) - placeOf(b.file) || a.index - b.index);
}

/** What was saved came last. */
function placeOf(file: string): number {
  return file === "saved.json" ? 1000 : Number(file.slice(5, -5));
}

function plain(one: PlacedObservation): PlacedObservation {
  const { feed, group, value, context, number, ms, lastMs, count, eventId, index, file } = one;
  return { feed, group, value, context, number, ms, lastMs, count, eventId, index, file };
}
