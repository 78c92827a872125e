import { contextFields, type Feed, type FeedMatch, feedFields, feedMatch } from "../feeds.ts";
import { createMatchParts } from "./match-parts.ts";
import type { FieldSlots } from "./projection.ts";
import { rowKey } from "./row-key.ts";
import type { RowReading } from "./row-reading.ts";
import { createWordCache, type WordKey } from "./word-cache.ts";

/** How to tell a set of feeds what an event says to them. */
export interface ContentPlan {
  readonly parts: readonly ContentPart[];
  /** The feeds in their order: in which part each is, and where in it. */
  readonly order: readonly (readonly [part: number, at: number])[];
}

/** Feeds whose matches depend on the same words of a row; undefined when only the event itself can tell. */
interface ContentPart {
  readonly seed: number;
  readonly offsets: readonly number[] | undefined;
  /** Positions in the list of feeds. */
  readonly feeds: readonly number[];
}

/** One for each feed of a part; undefined where the event lacks a field that the feed needs. */
type Matches = readonly (FeedMatch | undefined)[];

export interface FeedContents {
  planOf(feeds: readonly number[]): ContentPlan;
  /** Hands over the matches in the order of the feeds. */
  tell(plan: ContentPlan, row: RowReading, sink: { feed(match: FeedMatch): void }): void;
}

/**
 * Remembers the matches of all feeds of a part together, so that an event that repeats costs one look-up, and below that the
 * texts of which matches are made, so that an event that does not repeat is parsed only when a text in it is new.
 *
 * All matches depend on the caller, so feeds that need nothing else of a row, or only what stays the same during a session,
 * are one part. A feed that needs more stands beside them, so that its values do not multiply with all others.
 *
 * `maxWeight` is in units of about 64 bytes.
 */
export function createFeedContents(feeds: readonly Feed[], slots: FieldSlots, maxWeight: number): FeedContents {
  const remembered = createWordCache<Matches>(maxWeight);
  const matchParts = createMatchParts(feeds, slots, maxWeight / 2);
  const contextOffsets = slots.offsetsOf(contextFields) ?? [];
  const offsets = feeds.map((feed) => slots.offsetsOf(feedFields(feed)));
  const key: WordKey = { low: 0, high: 0 };
  const found: Matches[] = [];
  let seeds = 0;

  return {
    planOf(asked) {
      const byNeed = new Map<string, number[]>();
      for (const feed of asked) {
        const need = needOf(feed);
        byNeed.set(need, [...(byNeed.get(need) ?? []), feed]);
      }
      const parts = [...byNeed.values()].map(partOf);
      const order = parts.flatMap((part, index) =>
        part.feeds.map((feed, at) => ({ feed, place: [index, at] as const })),
      );
      return { parts, order: order.sort((a, b) => a.feed - b.feed).map(({ place }) => place) };
    },

    tell(plan, row, sink) {
      found.length = 0;
      for (const part of plan.parts) {
        const matches = matchesOf(part, row);
        if (matches === undefined) return;
        found.push(matches);
      }
      for (const [part, at] of plan.order) {
        const match = found[part]?.[at];
        if (match !== undefined) sink.feed(match);
      }
    },
  };

  function needOf(feed: number): string {
    const own = offsets[feed];
    if (own === undefined) return "event";
    return own.filter((offset) => !contextOffsets.includes(offset) && !slots.steady.has(offset)).join();
  }

  function partOf(members: readonly number[]): ContentPart {
    seeds += 1;
    const needed = members.map((feed) => offsets[feed]);
    const known = needed.filter((one) => one !== undefined);
    if (known.length < needed.length) return { seed: seeds, offsets: undefined, feeds: members };
    return { seed: seeds, offsets: [...new Set(known.flat())].sort((a, b) => a - b), feeds: members };
  }

  function matchesOf(part: ContentPart, row: RowReading): Matches | undefined {
    if (part.offsets === undefined) {
      const event = row.open();
      return event && part.feeds.map((feed) => feedMatch(feedAt(feed), feed, event));
    }
    rowKey(part.seed, row.words, row.at, part.offsets, key);
    const known = remembered.find(key);
    if (known !== undefined) return known;
    const matches = matchParts.of(part.feeds, row);
    if (matches !== undefined) remembered.set(key, matches, weightOf(matches));
    return matches;
  }

  function feedAt(position: number): Feed {
    const feed = feeds[position];
    if (feed === undefined) throw new RangeError(`There is no feed ${position}.`);
    return feed;
  }
}

/** Texts of groups and values are shared. */
function weightOf(matches: Matches): number {
  return 8 + 2 * matches.length;
}
