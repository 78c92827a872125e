import { isJsonObject, type Json, type JsonObject, ownText } from "../../model/index.ts";
import { didYouMean } from "../nearest.ts";
import type { SequenceExample } from "../rule.ts";
import { readBoolean, readText } from "./attributes.ts";
import { parseDuration } from "./duration.ts";
import { toJson } from "./scalar.ts";
import { setField } from "./set-field.ts";
import { entryOf, itemsOf, type ListNode, type MapNode, type Reject, type SourceNode } from "./source-node.ts";

const maxEvents = 2000;
/** Of all events of a document together: a few lines must not stand for gigabytes. */
const maxValues = 2_000_000;

/**
 * Reads the events that a rule over time is tried on. An item of `events` is an event, or `{ event, repeat, every, vary }`,
 * which stands for several: `every` apart in `eventTime`, the fields of `vary` taking their values in turn.
 *
 * What is wrong is rejected; an example has at most 2,000 events.
 */
export function readSequenceExamples(root: MapNode, reject: Reject): readonly SequenceExample[] {
  const entry = entryOf(root, "examples");
  if (entry === undefined) return [];
  const budget = { values: maxValues };
  return itemsOf(entry.value).flatMap((item) => {
    const example = item.kind === "map" ? readExample(item, budget, reject) : undefined;
    if (example !== undefined) return [example];
    reject(item.offset, "An example has a 'name', a list of 'events' and 'matches: true' or 'false'.");
    return [];
  });
}

interface Budget {
  values: number;
}

function readExample(map: MapNode, budget: Budget, reject: Reject): SequenceExample | undefined {
  const name = readText(map, "name", reject);
  const list = entryOf(map, "events")?.value;
  if (name === undefined || list?.kind !== "list" || list.items.length === 0) return undefined;
  if (entryOf(map, "matches") === undefined) return undefined;
  return { name, events: readEvents(list, budget, reject), matches: readBoolean(map, "matches", reject) };
}

function readEvents(list: ListNode, budget: Budget, reject: Reject): readonly JsonObject[] {
  const events: JsonObject[] = [];
  for (const item of list.items) {
    const series = readSeries(item, reject);
    if (series === undefined) continue;
    budget.values -= series.repeat * sizeOf(item);
    if (events.length + series.repeat > maxEvents || budget.values < 0) {
      const message = `An example has at most ${maxEvents} events, and those of a document at most ${maxValues} values.`;
      reject(item.offset, message, { code: "rule.unsupported" });
      return events;
    }
    for (let turn = 0; turn < series.repeat; turn++) {
      const event = eventOf(series, turn);
      events.push(ownText(event, "eventID") ? event : { ...event, eventID: `example-${events.length + 1}` });
    }
  }
  return events;
}

interface Series {
  readonly event: JsonObject;
  readonly repeat: number;
  readonly everyMs: number;
  readonly vary: readonly { readonly steps: readonly string[]; readonly values: readonly Json[] }[];
}

function readSeries(item: SourceNode, reject: Reject): Series | undefined {
  if (item.kind !== "map") {
    reject(item.offset, "An event is a map of a record's fields, or a map with 'event', 'repeat', 'every' and 'vary'.");
    return undefined;
  }
  const inner = entryOf(item, "event")?.value;
  if (inner?.kind !== "map") return { event: toObject(item), repeat: 1, everyMs: 0, vary: [] };
  for (const { key, keyOffset } of item.entries) {
    if (seriesKeys.includes(key)) continue;
    reject(keyOffset, `'${key.slice(0, 80)}' is no key of repeated events.`, { hint: didYouMean(key, seriesKeys) });
  }
  const event = toObject(inner);
  const everyMs = readEvery(item, reject);
  if (everyMs > 0 && timeOf(event) === undefined) {
    const message = "'every' needs an 'eventTime' such as 2026-11-21T20:02:11Z in the event.";
    reject(entryOf(item, "every")?.keyOffset ?? item.offset, message);
  }
  return { event, repeat: readRepeat(item, reject), everyMs, vary: readVary(item, event, reject) };
}

const seriesKeys = ["event", "repeat", "every", "vary"];

function readRepeat(item: MapNode, reject: Reject): number {
  const node = entryOf(item, "repeat")?.value;
  if (node === undefined) return 1;
  const repeat = node.kind === "scalar" && /^\d{1,9}$/.test(node.text) ? Number(node.text) : 0;
  if (repeat < 1) reject(node.offset, "'repeat' is a whole number of at least 1.");
  return repeat;
}

function readEvery(item: MapNode, reject: Reject): number {
  const node = entryOf(item, "every")?.value;
  if (node === undefined) return 0;
  const parsed = parseDuration(node);
  if ("ms" in parsed) return parsed.ms;
  reject(node.offset, `'every' is no duration: ${parsed.wrong}.`, { hint: parsed.hint });
  return 0;
}

function readVary(item: MapNode, event: JsonObject, reject: Reject): Series["vary"] {
  const node = entryOf(item, "vary")?.value;
  if (node === undefined) return [];
  if (node.kind !== "map") {
    reject(node.offset, "'vary' is a map of fields and the lists of their values.");
    return [];
  }
  return node.entries.flatMap(({ key, keyOffset, value }) => {
    const values = itemsOf(value).map(toJson);
    const steps = key.split(".");
    const isSettable = steps.length <= 32 && setField(event, steps, null) !== undefined;
    if (!isSettable) reject(keyOffset, `'${key.slice(0, 80)}' leads through a value of the event that is no object.`);
    if (values.length === 0) reject(keyOffset, `'${key.slice(0, 80)}' has no values.`);
    return isSettable && values.length > 0 ? [{ steps, values }] : [];
  });
}

function eventOf({ event, everyMs, vary }: Series, turn: number): JsonObject {
  const start = timeOf(event);
  let made = event;
  if (everyMs > 0 && start !== undefined) made = { ...made, eventTime: isoSecond(start + turn * everyMs) };
  for (const { steps, values } of vary) made = setField(made, steps, values[turn % values.length] ?? null) ?? made;
  return made;
}

function timeOf(event: JsonObject): number | undefined {
  const ms = Date.parse(ownText(event, "eventTime") ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/** As CloudTrail writes times; beyond the year 9999 there are none. */
function isoSecond(ms: number): string {
  return new Date(Math.min(ms, 253_402_300_799_000)).toISOString().replace(/\.\d+Z$/, "Z");
}

function toObject(node: MapNode): JsonObject {
  const json = toJson(node);
  return isJsonObject(json) ? json : {};
}

function sizeOf(node: SourceNode): number {
  switch (node.kind) {
    case "scalar":
      return 1;
    case "list":
      return node.items.reduce((sum, item) => sum + sizeOf(item), 1);
    case "map":
      return node.entries.reduce((sum, { value }) => sum + sizeOf(value), 1);
  }
}
