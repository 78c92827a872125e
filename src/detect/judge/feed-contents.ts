import type { FieldPath } from "../../sigma/index.ts";
import { type Feed, groupText, numberOf, type SharedMatch, type SharedText, valueText } from "../feeds.ts";
import type { FieldSlots } from "./projection.ts";
import type { RowReading } from "./row-reading.ts";
import { createRowTexts, isLacking, isNoEvent, type TextAsk, type WriteText } from "./row-texts.ts";

/** How to tell a set of feeds, in their order, what an event says to them. */
export type ContentPlan = readonly FeedAsk[];

/** What is asked for one feed. */
interface FeedAsk {
  /** Position in the list of feeds. */
  readonly position: number;
  readonly group: TextAsk;
  readonly value: TextAsk;
  readonly number: TextAsk | undefined;
}

export interface FeedContents {
  planOf(feeds: readonly number[]): ContentPlan;
  /** Hands over the matches in the order of the feeds; none when the record is no event. */
  tell(plan: ContentPlan, row: RowReading, call: SharedText, sink: { feed(match: SharedMatch): void }): void;
}

/**
 * Puts matches together of texts that are remembered. Feeds that ask for the same share them.
 *
 * `maxWeight` is in units of about 64 bytes.
 */
export function createFeedContents(
  feeds: readonly Feed[],
  slots: FieldSlots,
  share: (text: string) => SharedText,
  maxWeight: number,
): FeedContents {
  const texts = createRowTexts(slots, share, maxWeight);
  const known = new Map<string, TextAsk>();
  const asks = feeds.map((feed, position): FeedAsk => {
    const { groupBy, values, number } = feed;
    const groupFields = groupBy.map(({ field }) => field);
    return {
      position,
      group: askFor("group", groupFields, (textOf) => groupText(feed, textOf)),
      value: askFor("value", values, (textOf) => valueText(feed, textOf)),
      number: number === undefined ? undefined : askFor("number", [number], (textOf) => textOf(number)),
    };
  });
  const found: SharedMatch[] = [];

  return {
    planOf: (asked) => asked.toSorted((a, b) => a - b).flatMap((position) => asks[position] ?? []),

    tell(plan, row, call, sink) {
      found.length = 0;
      for (const ask of plan) {
        const match = matchOf(ask, row, call);
        if (match === isNoEvent) return;
        if (match !== isLacking) found.push(match);
      }
      for (const match of found) sink.feed(match);
    },
  };

  function matchOf(ask: FeedAsk, row: RowReading, call: SharedText): SharedMatch | typeof isLacking | typeof isNoEvent {
    const group = texts.of(ask.group, row);
    if (typeof group === "symbol") return group;
    const value = texts.of(ask.value, row);
    if (typeof value === "symbol") return value;
    const number = ask.number === undefined ? isLacking : texts.of(ask.number, row);
    const caller = texts.of(texts.caller, row);
    if (number === isNoEvent || typeof caller === "symbol") return isNoEvent;
    return { feed: ask.position, group, value, caller, call, number: number === isLacking ? 0 : numberOf(number.text) };
  }

  /** Feeds that ask for the same fields share what is asked. */
  function askFor(kind: string, fields: readonly FieldPath[], write: WriteText): TextAsk {
    const key = JSON.stringify([kind, fields]);
    const ask = known.get(key) ?? texts.ask(fields, write);
    known.set(key, ask);
    return ask;
  }
}
