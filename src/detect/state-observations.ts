import type { Json } from "../model/index.ts";
import type { Entry } from "./correlate/entry.ts";
import { contextOf, type PlacedObservation } from "./over-time.ts";
import { asCount, asInstant, asList, asNumber, asText, invalidState, readList, readRecord } from "./state-json.ts";
import { toldEventId } from "./suspects.ts";

/** How the feeds of observations are named in a state: their positions change from rule set to rule set. */
export interface FeedNames {
  /** A number that stays. */
  nameOf(feed: number): number;
  /** Its position now; undefined when it is not asked any more, and its observations are to be left out. */
  feedOf(name: number): number | undefined;
}

/** Observations as JSON, every text once. */
export function writeObservations(observations: readonly Entry[], names: FeedNames): Json {
  const texts: string[] = [];
  const positions = new Map<string, number>();
  const rows = observations.map((observation) => rowOf(observation, names, position));
  return { texts, rows };

  function position(text: string): number {
    const known = positions.get(text);
    if (known !== undefined) return known;
    positions.set(text, texts.length);
    return texts.push(text) - 1;
  }
}

function rowOf(observation: Entry, names: FeedNames, position: (text: string) => number): Json {
  const { feed, ms, group, value, eventId, file, index, context, lastMs, count, number, sources } = observation;
  return [
    names.nameOf(feed),
    ms,
    position(group),
    position(value),
    eventId,
    position(file),
    index,
    position(context),
    // Most observations are of one event, and of no number.
    ...(count === 1 && number === 0 && sources === undefined ? [] : [lastMs, count, number]),
    ...(sources === undefined ? [] : [sources.map((source) => rowOf(toldSource(source, feed), names, position))]),
  ];
}

/** What a detection tells of an event, as the event of a match that `feed` has heard. */
function toldSource(source: PlacedObservation, feed: number): PlacedObservation {
  const { ms, eventId, index, file } = source;
  const [, , , , , , eventName, eventSource] = contextOf(source);
  const context = JSON.stringify(["", "", "", "", "", "", eventName, eventSource]);
  const own = { feed, group: "[]", value: "[]", context, number: 0 };
  return { ...own, ms, lastMs: ms, count: 1, eventId: toldEventId(eventId), index, file };
}

/** Throws a `Problem` for anything else than what {@link writeObservations} gives. */
export function readObservations(state: Json | undefined, names: FeedNames): readonly Entry[] {
  const record = readRecord(state);
  const texts = readList(record, "texts").map(asText);
  const checked = new Set<number>();
  return readList(record, "rows").flatMap((row) => {
    const entry = readRow(asList(row));
    return entry === undefined ? [] : [entry];
  });

  function readRow(row: readonly Json[]): Entry | undefined {
    const [name, ms, group, value, eventId, file, index, context, lastMs, count, number, sources] = row;
    const feed = names.feedOf(asCount(name));
    const entry = {
      feed: feed ?? 0,
      ms: asInstant(ms),
      group: textList(group),
      value: textList(value),
      eventId: asText(eventId),
      file: text(file),
      index: asCount(index, maxWord),
      context: textList(context, contextLength),
      lastMs: lastMs === undefined ? asInstant(ms) : asInstant(lastMs),
      count: count === undefined ? 1 : asCount(count, maxWord),
      number: number === undefined ? 0 : asNumber(number),
      ...(sources !== undefined && {
        sources: asList(sources).flatMap((source) => readRow(asList(source)) ?? []),
      }),
    };
    return feed === undefined ? undefined : entry;
  }

  function text(at: Json | undefined): string {
    return asText(texts[asCount(at)]);
  }

  /** Groups, values and contexts are lists of texts, and whoever uses them relies on it. */
  function textList(at: Json | undefined, length?: number): string {
    const found = text(at);
    const key = asCount(at) * 2 + (length === undefined ? 0 : 1);
    if (!checked.has(key)) checkTextList(found, length);
    checked.add(key);
    return found;
  }
}

const contextLength = 8;
const maxWord = 2 ** 32 - 1;

function checkTextList(text: string, length: number | undefined): void {
  const list = asList(parsed(text)).map(asText);
  if (length !== undefined && list.length !== length) throw invalidState(`a list of ${length} texts`);
}

function parsed(text: string): Json {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    throw invalidState("a list of texts");
  }
}
