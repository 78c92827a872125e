import type { Log, Store, Table } from "../world/table.ts";
import {
  type Attributes,
  attributesOf,
  isDataEvent,
  type LookupAttribute,
  mayHave,
  type Signature,
  signatureLength,
  signatureOf,
  soughtIn,
} from "./event-attributes.ts";
import { type HistoryIndex, historyIndex } from "./history-index.ts";

/** One record and what the sandbox keeps beside it. */
export interface RecordedEvent {
  /** Seconds since 1970. */
  readonly time: number;
  /** ARNs of the trails that select it. */
  readonly trails: readonly string[];
  /** JSON, as delivered. */
  readonly text: string;
}

export interface HistoryQuery {
  /** Seconds since 1970; both ends count. */
  readonly from: number;
  readonly to: number;
  readonly attribute?: { readonly key: LookupAttribute; readonly value: string };
  readonly limit: number;
  /** Of the answer before. */
  readonly after?: number;
}

export interface Found {
  /** JSON of each record, newest first. */
  readonly texts: readonly string[];
  /** Undefined: there are no more. */
  readonly next?: number;
}

export type EventKind = "events" | "insights";

/** Adds a record to the history of an account and region. Its time may be before that of others: a seed's is. */
export function noteEvent(
  store: Store,
  kind: EventKind,
  place: Place,
  event: RecordedEvent,
  attributes: Attributes,
): void {
  const regions = regionTable(store, place.account);
  if (regions.get(place.region) === undefined) regions.put(place.region, true);
  // The text comes last, so that the rest can be read without it.
  const head = JSON.stringify({ t: event.time, k: signatureOf(attributes), d: event.trails });
  logOf(store, kind, place).append(`${head.slice(0, -1)}${textMark}${event.text}}`);
}

/** An Insights event, for the trails that have Insights. */
export function noteInsight(
  store: Store,
  place: Place,
  trails: readonly string[],
  insight: {
    readonly eventTime: string;
    readonly eventID: string;
    readonly insightDetails: { readonly eventSource: string; readonly eventName: string };
  },
): void {
  const { eventSource, eventName } = insight.insightDetails;
  const event = { time: Date.parse(insight.eventTime) / 1000, trails, text: JSON.stringify(insight) };
  noteEvent(store, "insights", place, event, attributesOf({ eventID: insight.eventID, eventSource, eventName }, false));
}

export interface Place {
  /** Account id. */
  readonly account: string;
  readonly region: string;
}

/** Regions of an account in which something was ever recorded, in the order of their first event. */
export function eventRegions(store: Store, account: string): readonly string[] {
  return [...regionTable(store, account).entries()].map(([region]) => region);
}

/** How many records there are: the number that the next one gets. */
export function eventCount(store: Store, kind: EventKind, place: Place): number {
  return logOf(store, kind, place).length;
}

/** By number, in the order in which they were recorded, from `from` up to, and without, `to`. */
export function readEvents(
  store: Store,
  kind: EventKind,
  place: Place,
  from: number,
  to: number,
): readonly RecordedEvent[] {
  return logOf(store, kind, place).read(from, to).map(readLine);
}

/** Management events, newest first. */
export function lookUp(store: Store, kind: EventKind, place: Place, query: HistoryQuery): Found {
  const log = logOf(store, kind, place);
  const index = caughtUp(log);
  const texts: string[] = [];
  const last = Math.min(query.after ?? Number.POSITIVE_INFINITY, index.rankAfter(query.to)) - 1;
  for (let rank = last; rank >= 0 && index.time(rank) >= query.from; rank -= 1) {
    const line = index.line(rank);
    if (!mayBeSought(index, line, query)) continue;
    const [text = ""] = log.read(line, line + 1).map((whole) => readLine(whole).text);
    // Signatures are short: others may have the same.
    if (query.attribute !== undefined && !soughtIn(text, query.attribute.key, query.attribute.value)) continue;
    if (texts.length === query.limit) return { texts, next: rank + 1 };
    texts.push(text);
  }
  return { texts };
}

function mayBeSought(index: HistoryIndex, line: number, { attribute }: HistoryQuery): boolean {
  const word = (place: number): number => index.word(line, place);
  return !isDataEvent(word) && (attribute === undefined || mayHave(word, attribute.key, attribute.value));
}

/** `{"t":...,"k":[...],"d":[...]` ends where the record begins. Neither numbers nor ARNs hold it. */
const textMark = ',"e":';

function readLine(line: string): RecordedEvent {
  const mark = line.indexOf(textMark);
  const { t, d } = readHead(line, mark);
  return { time: t, trails: d, text: line.slice(mark + textMark.length, -1) };
}

interface Head {
  readonly t: number;
  readonly k: Signature;
  readonly d: readonly string[];
}

function readHead(line: string, mark: number): Head {
  return JSON.parse(`${line.slice(0, mark)}}`);
}

function regionTable(store: Store, account: string): Table<true> {
  return store.table<true>(`event-regions@${account}`);
}

function logOf(store: Store, kind: EventKind, { account, region }: Place): Log {
  return store.log(`${kind}@${account}@${region}`);
}

/** Made when something is first looked up, and caught up with the log at each later time. */
const indexes = new WeakMap<Log, HistoryIndex>();
const linesAtOnce = 2000;

function caughtUp(log: Log): HistoryIndex {
  let index = indexes.get(log);
  // Lines that were taken back may have been read.
  if (index === undefined || index.length > log.length) index = historyIndex(signatureLength);
  indexes.set(log, index);
  while (index.length < log.length) {
    for (const line of log.read(index.length, Math.min(index.length + linesAtOnce, log.length))) {
      const { t, k } = readHead(line, line.indexOf(textMark));
      index.add(t, k);
    }
  }
  return index;
}
