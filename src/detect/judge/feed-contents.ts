import type { FieldPath } from "../../sigma/index.ts";
import { type Feed, groupText, numberOf, type SharedMatch, type SharedText, valueText } from "../feeds.ts";
import type { FieldSlots } from "./projection.ts";
import type { RowReading } from "./row-reading.ts";
import { createRowTexts, isLacking, isNoEvent, type TextAsk, type WriteText } from "./row-texts.ts";

/** How to tell a set of feeds, in their order, what an event says to them. */
export type ContentPlan = readonly FeedAsk[];

/** What is asked for one feed. */
interface FeedAsk {
  readonly group: TextAsk;
  readonly value: TextAsk;
  readonly number: TextAsk | undefined;
  /** The latest. */
  readonly match: { -readonly [key in keyof SharedMatch]: SharedMatch[key] };
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
  const texts = createRowTexts(feeds.map(groupFields), slots, share, maxWeight);
  const known = new Map<string, TextAsk>();
  const asks = feeds.map((feed, position): FeedAsk => {
    const { values, number } = feed;
    return {
      match: { feed: position, group: noText, value: noText, caller: noText, call: noText, number: 0 },
      group: askFor("group", groupFields(feed), (textOf) => groupText(feed, textOf)),
      value: askFor("value", values, (textOf) => valueText(feed, textOf)),
      number: number === undefined ? undefined : askFor("number", [number], (textOf) => textOf(number)),
    };
  });
  const found: SharedMatch[] = [];

  return {
    planOf: (asked) => asked.toSorted((a, b) => a - b).flatMap((position) => asks[position] ?? []),

    tell(plan, row, call, sink) {
      let count = 0;
      for (const ask of plan) {
        const isSaid = answer(ask, row, call);
        if (isSaid === isNoEvent) return;
        if (isSaid) found[count++] = ask.match;
      }
      for (let at = 0; at < count; at += 1) {
        const match = found[at];
        if (match !== undefined) sink.feed(match);
      }
    },
  };

  /** Writes the match of the feed; whether the event has what the feed needs. */
  function answer(
    { group, value, number, match }: FeedAsk,
    row: RowReading,
    call: SharedText,
  ): boolean | typeof isNoEvent {
    const groupText = texts.of(group, row);
    if (groupText === isLacking) return false;
    const valueText = groupText === isNoEvent ? isNoEvent : texts.of(value, row);
    if (valueText === isLacking) return false;
    const caller = texts.of(texts.caller, row);
    const numberText = number === undefined ? isLacking : texts.of(number, row);
    if (groupText === isNoEvent || valueText === isNoEvent || typeof caller === "symbol" || numberText === isNoEvent)
      return isNoEvent;
    match.group = groupText;
    match.value = valueText;
    match.caller = caller;
    match.call = call;
    match.number = numberText === isLacking ? 0 : numberOf(numberText.text);
    return true;
  }

  /** Feeds that ask for the same fields share what is asked. */
  function askFor(kind: string, fields: readonly FieldPath[], write: WriteText): TextAsk {
    const key = JSON.stringify([kind, fields]);
    const ask = known.get(key) ?? texts.ask(fields, write);
    known.set(key, ask);
    return ask;
  }
}

const noText: SharedText = { text: "" };

function groupFields({ groupBy }: Feed): readonly FieldPath[] {
  return groupBy.map(({ field }) => field);
}
