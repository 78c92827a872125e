import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CloudTrailEvent, type Detection, isJsonObject, type Json } from "../../model/index.ts";
import type { RuleSet } from "../../sigma/index.ts";
import { at, compare, correlation, minute, setOf } from "../correlate/rules.fixture.ts";
import { addFiles, runFiles, timelineOf } from "./timeline.fixture.ts";
import type { TimelineResult } from "./timeline.ts";
import { all, count, stateOf, throughJson } from "./timeline-state.fixture.ts";

const brief = ({ rule, events }: Detection): string =>
  `${rule.id}: ${events.map(({ eventId, file, index }) => `${eventId} ${file} ${index}`).join(", ")}`;
const briefEvents = ({ rule, events }: Detection): string =>
  `${rule.id}: ${events.map(({ eventId }) => eventId).join(" ")}`;

describe("a run that goes on where another ended", () => {
  test("finds the rest of what one run finds, when events come in order", () => {
    let found = 0;
    fc.assert(
      fc.property(someEvents(), fc.nat(100), fc.nat(30), (events, percent, lateMinutes) => {
        const sorted = [...events].sort((a, b) => timeOf(a) - timeOf(b));
        const cut = Math.floor((sorted.length * percent) / 100);
        const files = [sorted.slice(0, cut), sorted.slice(cut)];
        const options = { latenessMs: lateMinutes * minute };
        const expected = runFiles(all, files, options).detections.map(brief).sort();
        const { first, second } = inTwo(all, files, options.latenessMs);
        found += Math.min(first.detections.length, second.detections.length);
        expect([...first.detections, ...second.detections].map(brief).sort()).toEqual(expected);
        expect(second.problems).toEqual([]);
      }),
      { seed: 20_260_101, numRuns: 60 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test("tells every burst once, when events come late within what is allowed", () => {
    let revised = 0;
    fc.assert(
      fc.property(disordered(), fc.nat(100), (delivered, percent) => {
        const cut = Math.floor((delivered.length * percent) / 100);
        const files = [delivered.slice(0, cut), delivered.slice(cut)];
        const { detections } = runFiles(all, files);
        const expected = new Set(detections.map(brief));
        const { first, second } = inTwo(all, files, 10 * minute);
        expect(second.lateObservations).toBe(0);
        const told = [...first.detections, ...second.detections];
        expect(told.length).toBe(new Set(told.map(brief)).size);
        // The second run knows all events, and tells nothing that one run does not.
        expect(second.detections.map(brief).filter((one) => !expected.has(one))).toEqual([]);
        // What it leaves out was told by the first, with the events that were known by then; each of those stands for one.
        const stand = first.detections.filter((one) => !expected.has(brief(one)));
        for (const missing of detections.filter((one) => !told.some((other) => brief(other) === brief(one)))) {
          const at = stand.findIndex((one) => isOfSameBurst(one, missing));
          expect(at, brief(missing)).toBeGreaterThanOrEqual(0);
          stand.splice(at, 1);
          revised += 1;
        }
        // And what the first told is not told again with other events.
        for (const one of stand) {
          const again = second.detections.filter((other) => isOfSameBurst(one, other));
          const before = first.detections.filter((other) => expected.has(brief(other)) && isOfSameBurst(one, other));
          expect(again.length - before.length, brief(one)).toBeLessThanOrEqual(0);
        }
      }),
      { seed: 20_260_101, numRuns: 100, endOnFailure: true },
    );
    // A late event gives some detections other events than they had without it.
    expect(revised).toBeGreaterThan(10);
  });

  test("tells exactly what one run tells, wherever the stream is cut and however late events come, when only what is settled is told", () => {
    let [found, changed] = [0, 0];
    fc.assert(
      fc.property(disordered(), fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), (delivered, percents) => {
        const cuts = percents.map((percent) => Math.floor((delivered.length * percent) / 100)).sort((a, b) => a - b);
        const files = [0, ...cuts].map((from, at) => delivered.slice(from, cuts[at] ?? delivered.length));
        const expected = runFiles(all, files).detections.map(brief).sort();
        const tell = (onlySettled: boolean): readonly string[] =>
          inRuns(all, files, 10 * minute, onlySettled).flatMap(({ detections }) => detections.map(brief));
        found += expected.length;
        expect([...tell(true)].sort()).toEqual(expected);
        if (JSON.stringify([...tell(false)].sort()) !== JSON.stringify(expected)) changed += 1;
      }),
      { seed: 20_260_103, numRuns: 25, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(500);
    // Otherwise nothing came late enough to matter, and this says nothing.
    expect(changed).toBeGreaterThan(5);
  });

  test("answers at the end of a window what one run answers, wherever the stream is cut and however late events come", () => {
    let found = 0;
    const ends = setOf(
      ...(["event_count", "value_count", "value_sum", "value_avg", "value_percentile"] as const).map((type) =>
        correlation({
          id: type,
          type,
          rules: ["a", "b"],
          condition: {
            ...compare(
              { lt: 3 },
              ...(type === "event_count" ? [] : [type === "value_count" ? "sourceIPAddress" : "bytes"]),
            ),
            ...(type === "value_percentile" && { percentile: 50 }),
          },
        }),
      ),
      correlation({ id: "exact", type: "event_count", rules: ["a"], condition: compare({ eq: 2 }) }),
      correlation({ id: "ordered", type: "temporal_ordered", rules: ["a", "b"], condition: compare({ neq: 2 }) }),
      correlation({ id: "temporal", type: "temporal", rules: ["a", "b"], condition: compare({ lt: 2 }) }),
      correlation({ id: "outer", type: "temporal", rules: ["exact", "temporal"], timespanMs: 15 * minute }),
    );
    fc.assert(
      fc.property(disordered(), fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), (delivered, percents) => {
        const cuts = percents.map((percent) => Math.floor((delivered.length * percent) / 100)).sort((a, b) => a - b);
        const files = [0, ...cuts].map((from, at) => delivered.slice(from, cuts[at] ?? delivered.length));
        const expected = runFiles(ends, files).detections.map(brief).sort();
        const told = inRuns(ends, files, 10 * minute).flatMap(({ detections }) => detections.map(brief));
        found += told.length;
        expect(told.sort()).toEqual(expected);
      }),
      { seed: 20_260_102, numRuns: 60, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(1000);
  });

  test("may be cut into many runs, also without anything new", () => {
    const events = Array.from({ length: 60 }, (_, step) =>
      at(step * 47, ["a", "b", "c"][step % 3] ?? "a", step % 7 < 4 ? "ana" : "bob", { bytes: step % 4 }),
    );
    const files = events.map((event) => [event]);
    const expected = runFiles(all, files).detections.map(briefEvents).sort();
    const found: string[] = [];
    let state: Json | undefined;
    for (const [position, file] of [...files, [], []].entries()) {
      const timeline = timelineOf(all);
      if (state !== undefined) timeline.restore(state);
      addFiles(timeline, all, [file], `run-${position}`);
      const isLast = position === files.length + 1;
      found.push(...timeline.finish({ keepOpen: !isLast }).detections.map(briefEvents));
      if (!isLast) state = throughJson(timeline.save());
    }
    expect(found.sort()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
  });

  test("counts an event once that both runs are given", () => {
    const files = [
      [at(0, "a"), at(1, "a")],
      [at(0, "a"), at(1, "a")],
    ];
    expect(inTwo(setOf(count), files).second.detections).toEqual([]);
    expect(inTwo(setOf(count), [files[0] ?? [], [...(files[1] ?? []), at(2, "a")]]).second.detections).toHaveLength(1);
  });

  test("leaves windows open that are answered at their end, and answers them later, once", () => {
    const few = setOf(correlation({ type: "event_count", rules: ["a"], condition: compare({ lt: 3 }) }));
    const { first, second } = inTwo(few, [[at(0, "a")], [at(301, "other")]], 0);
    expect([first, second].map(({ detections }) => detections.length)).toEqual([0, 1]);
    expect(inTwo(few, [[at(0, "a")], [at(1, "a"), at(2, "a")]], 0).second.detections).toEqual([]);
  });

  test("says how much is from before the point where the state stands", () => {
    const { second } = inTwo(setOf(count), [
      [at(0, "a"), at(3600, "a")],
      [at(60, "a"), at(61, "a")],
    ]);
    expect(second.detections).toEqual([]);
    expect(second.problems).toEqual([]);
    expect(second.notes).toEqual([expect.stringContaining("2 matches of rules over time from before the point")]);
  });

  test("keeps all that is known of a rule that one run leaves out, and says so", () => {
    const first = stateOf(setOf(count), [at(0, "a"), at(3600, "a"), at(3660, "b")]);
    const without = timelineOf({ rules: [], correlations: [], baselines: [] });
    without.restore(first);
    expect(without.finish({ keepOpen: true }).notes).toEqual([expect.stringContaining("1 rule of the state")]);
    const left = throughJson(without.save());
    const partOf = (state: Json, key: string): unknown => isJsonObject(state) && state[key];
    for (const key of ["rules", "feeds", "pending"]) expect(partOf(left, key)).toEqual(partOf(first, key));
  });

  test("goes on with rules that runs between left out as if those had not been", () => {
    let found = 0;
    fc.assert(
      fc.property(disordered(), fc.nat(100), fc.subarray(all.correlations.slice(0, 7)), (delivered, percent, some) => {
        const cut = Math.floor((delivered.length * percent) / 100);
        const [before, after] = [delivered.slice(0, cut), delivered.slice(cut)];
        const { second: expected } = inTwo(all, [before, after], 10 * minute);
        const one = timelineOf(all, { latenessMs: 10 * minute });
        addFiles(one, all, [before]);
        one.finish({ keepOpen: true });
        let state = throughJson(one.save());
        for (const set of [
          { ...all, correlations: some, baselines: [] },
          { ...all, correlations: [] },
        ]) {
          const between = timelineOf(set, { latenessMs: 10 * minute });
          between.restore(state);
          expect(between.finish({ keepOpen: true }).detections).toEqual([]);
          state = throughJson(between.save());
        }
        const last = timelineOf(all, { latenessMs: 10 * minute });
        last.restore(state);
        addFiles(last, all, [[], after]);
        found += expected.detections.length;
        expect(last.finish().detections.map(brief).sort()).toEqual(expected.detections.map(brief).sort());
      }),
      { seed: 20_260_104, numRuns: 25, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(100);
  });

  test("is not led astray by an event from the future", () => {
    const first = timelineOf(setOf(count), { nowMs: Date.UTC(2026, 0, 1, 13) });
    addFiles(first, setOf(count), [[at(0, "a"), at(60, "a"), at(9_000_000, "a")]]);
    first.finish({ keepOpen: true });
    const second = timelineOf(setOf(count));
    second.restore(throughJson(first.save()));
    addFiles(second, setOf(count), [[at(120, "a")]], "second");
    expect(second.finish()).toMatchObject({ lateObservations: 0, detections: [{ match: { count: 3 } }] });
  });
});

function inTwo(
  set: RuleSet,
  [before = [], after = []]: readonly (readonly CloudTrailEvent[])[],
  latenessMs: number = 15 * minute,
): { readonly first: TimelineResult; readonly second: TimelineResult } {
  const one = timelineOf(set, { latenessMs });
  addFiles(one, set, [before]);
  const first = one.finish({ keepOpen: true });
  const two = timelineOf(set, { latenessMs });
  two.restore(throughJson(one.save()));
  // Named as in a single run.
  addFiles(two, set, [[], after]);
  return { first, second: two.finish() };
}

/** Each file a run of its own; the last one ends it. */
function inRuns(
  set: RuleSet,
  files: readonly (readonly CloudTrailEvent[])[],
  latenessMs: number,
  onlySettled = false,
): readonly TimelineResult[] {
  let state: Json | undefined;
  return files.map((_, at) => {
    const timeline = timelineOf(set, { latenessMs });
    if (state !== undefined) timeline.restore(state);
    // Named as in a single run.
    addFiles(
      timeline,
      set,
      files.slice(0, at + 1).map((file, position) => (position === at ? file : [])),
    );
    const keepOpen = at < files.length - 1;
    const result = timeline.finish({ keepOpen, onlySettled });
    if (keepOpen) state = throughJson(timeline.save());
    return result;
  });
}

/** Of one rule and group, with an event in common, or for a baseline the same value. */
function isOfSameBurst(one: Detection, other: Detection): boolean {
  const burst = ({ rule, groupBy }: Detection): string => JSON.stringify([rule.id, groupBy]);
  if (burst(one) !== burst(other)) return false;
  if (one.rule.id === "first seen" && JSON.stringify(one.match) === JSON.stringify(other.match)) return true;
  const ids = new Set(one.events.map(({ eventId }) => eventId));
  return other.events.some(({ eventId }) => ids.has(eventId));
}

/** In the order of delivery, none later than ten minutes. */
function disordered(): fc.Arbitrary<readonly CloudTrailEvent[]> {
  return fc.tuple(someEvents(), fc.infiniteStream(fc.nat(600))).map(([events, delays]) =>
    events
      .map((event) => ({ event, ms: timeOf(event) + (delays.next().value ?? 0) * 1000 }))
      .sort((a, b) => a.ms - b.ms)
      .map(({ event }) => event),
  );
}

function timeOf({ eventTime }: CloudTrailEvent): number {
  return Date.parse(typeof eventTime === "string" ? eventTime : "");
}

function someEvents(): fc.Arbitrary<readonly CloudTrailEvent[]> {
  const event = fc
    .record({
      second: fc.integer({ min: 0, max: 7200 }),
      name: fc.constantFrom("a", "a", "b", "c"),
      user: fc.constantFrom("ana", "bob"),
      address: fc.constantFrom("192.0.2.1", "192.0.2.2"),
      bytes: fc.constantFrom(0, 1, 0.1, 0.7, "none"),
      id: fc.uuid(),
    })
    .map(({ second, name, user, address, bytes, id }) =>
      at(second, name, user, { sourceIPAddress: address, bytes, eventID: id }),
    );
  return fc.array(event, { minLength: 20, maxLength: 120, size: "max" });
}
