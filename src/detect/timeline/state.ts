import { type Json, type JsonObject, ownValue, Problem } from "../../model/index.ts";
import type { Feed } from "../feeds.ts";
import type { GivenDetection } from "../given-detections.ts";
import type { PlacedObservation } from "../over-time.ts";
import { asList, asNumber, asText, invalidState, readList, readRecord } from "../state-json.ts";
import { type FeedNames, readObservations, writeObservations } from "../state-observations.ts";

/** What one run leaves to the next: where rules over time stood before the span in which events may still come late. */
export interface TimelineState {
  /** Latest time of an event so far. */
  readonly latestMs?: number;
  /** What is earlier has been processed. */
  readonly processedMs?: number;
  /** State and meaning of each rule over time, by id. */
  readonly rules: ReadonlyMap<string, { readonly meaning: string; readonly state: Json }>;
  /** To be processed again, together with what comes late. Feeds are positions in the list of feeds, then in `absentFeeds`. */
  readonly pending: readonly PlacedObservation[];
  /** Names of feeds of rules that this run does not have, as {@link writeTimelineState} wrote them. */
  readonly absentFeeds: readonly string[];
  /** Detections that were told of them, and of what was pending before. */
  readonly given: readonly GivenDetection[];
}

const version = 1;

export function writeTimelineState(state: TimelineState, feeds: readonly Feed[]): Json {
  const { latestMs, processedMs, rules, pending, absentFeeds, given } = state;
  return {
    trailproof: "state",
    version,
    latestMs: latestMs ?? null,
    processedMs: processedMs ?? null,
    rules: [...rules].map(([id, { meaning, state }]) => ({ id, meaning, state })),
    feeds: [...feeds.map(nameOfFeed), ...absentFeeds],
    pending: writeObservations(pending, { nameOf: (feed) => feed, feedOf: () => undefined }),
    given: given.map(({ key, ms, burst, match, events, rule }) => [key, ms, burst, match, events, rule]),
  };
}

/** What becomes of what a state knows of a rule: it is not among those of this run, it is another rule now, or it goes on. */
export type RuleFate = "absent" | "changed" | "kept";

/**
 * Throws a `Problem` for anything else than what {@link writeTimelineState} gives. Pending observations are left out when the rule
 * that they are for has changed.
 */
export function readTimelineState(
  json: Json,
  feeds: readonly Feed[],
  fateOf: (id: string, meaning: string) => RuleFate,
): TimelineState {
  const record = readRecord(json);
  if (ownValue(record, "trailproof") !== "state") throw invalidState("what trailproof writes");
  const found = ownValue(record, "version");
  if (found !== version) {
    throw new Problem("state.invalid", `The state is of version ${JSON.stringify(found)}, not ${version}.`, {
      hint: "Name another file, or remove this one to begin anew.",
    });
  }
  const rules = new Map(
    readList(record, "rules").map((one) => {
      const rule = readRecord(one);
      const meaning = asText(ownValue(rule, "meaning"));
      return [asText(ownValue(rule, "id")), { meaning, state: ownValue(rule, "state") ?? null }];
    }),
  );
  const fates = new Map([...rules].map(([id, { meaning }]) => [id, fateOf(id, meaning)]));
  const names = feedNames(readList(record, "feeds").map(asText), feeds, fates);
  return {
    ...instantOf(record, "latestMs"),
    ...instantOf(record, "processedMs"),
    rules,
    pending: readObservations(ownValue(record, "pending"), names),
    absentFeeds: names.absent,
    given: readList(record, "given").map((one) => {
      // States of before have only the first two, and leave out only what is the same.
      const [key, ms, burst = "", match = "", events = [], rule = ""] = asList(one);
      return {
        key: asText(key),
        ms: asNumber(ms),
        burst: asText(burst),
        match: asText(match),
        events: asList(events).map(asText),
        rule: asText(rule),
      };
    }),
  };
}

function instantOf(record: JsonObject, key: "latestMs" | "processedMs"): Partial<TimelineState> {
  const value = ownValue(record, key);
  return value === null ? {} : { [key]: asNumber(value) };
}

/** A correlation may name a rule twice, so feeds of equal names are told apart by their order. */
function feedNames(
  saved: readonly string[],
  feeds: readonly Feed[],
  fates: ReadonlyMap<string, RuleFate>,
): FeedNames & { readonly absent: readonly string[] } {
  const positions = new Map<string, number[]>();
  for (const [position, feed] of feeds.entries()) {
    if (fates.get(feed.consumer) !== "kept") continue;
    const name = nameOfFeed(feed);
    positions.set(name, [...(positions.get(name) ?? []), position]);
  }
  const absent: string[] = [];
  const now = saved.map((name) => {
    const consumer = consumerOf(name);
    if (consumer === undefined || fates.get(consumer) !== "absent") return positions.get(name)?.shift();
    absent.push(name);
    return feeds.length + absent.length - 1;
  });
  return { nameOf: (feed) => feed, feedOf: (name) => now[name], absent };
}

function nameOfFeed({ consumer, rule }: Feed): string {
  return JSON.stringify([consumer, rule]);
}

function consumerOf(name: string): string | undefined {
  try {
    // Read from a state, which may have been changed: anything may come out.
    const parts: unknown = JSON.parse(name);
    const [consumer]: readonly unknown[] = Array.isArray(parts) ? parts : [];
    return typeof consumer === "string" ? consumer : undefined;
  } catch {
    return undefined;
  }
}
