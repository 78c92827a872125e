import type { CloudTrailEvent } from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";
import { contextFields, type Feed, type FeedMatch, feedGroup, feedMatch } from "../feeds.ts";
import type { FieldSlots } from "./projection.ts";
import { rowKey } from "./row-key.ts";
import type { RowReading } from "./row-reading.ts";
import { createWordCache, type WordCache, type WordKey } from "./word-cache.ts";

/** Puts matches together from what was learned of other events; the event itself is asked for what is new. */
export interface MatchParts {
  /**
   * One for each feed; undefined where the event lacks a field that the feed needs. Undefined when the record is no event. Only
   * for feeds whose matches depend on words of the row.
   */
  of(feeds: readonly number[], row: RowReading): readonly (FeedMatch | undefined)[] | undefined;
}

/** `maxWeight` is in units of about 64 bytes. */
export function createMatchParts(feeds: readonly Feed[], slots: FieldSlots, maxWeight: number): MatchParts {
  const groups = createWordCache<string>(maxWeight / 4);
  const values = createWordCache<FeedValue>(maxWeight / 4);
  const contexts = createWordCache<string>(maxWeight / 2);
  const wants = wantsOf(feeds, slots);
  const callerOffsets = slots.offsetsOf(contextFields.filter((field) => !isName(field))) ?? [];
  const key: WordKey = { low: 0, high: 0 };

  return {
    of(asked, row) {
      const matches: (FeedMatch | undefined)[] = [];
      // Of the names, which stand last in a context, the plan knows the text.
      const names = `,${JSON.stringify(row.name)},${JSON.stringify(row.source)}]`;
      rowKey(0, row.words, row.at, callerOffsets, key);
      const caller = contexts.find(key);
      for (const position of asked) {
        const { group, value } = wants[position] ?? noWants;
        const groupText = find(groups, group, row);
        const found = find(values, value, row);
        if (groupText === lacking || found === lackingValue) matches.push(undefined);
        else if (caller !== undefined && groupText !== undefined && found !== undefined) {
          matches.push({ feed: position, group: groupText, ...found, context: `${caller}${names}` });
        } else {
          const event = row.open();
          if (event === undefined) return undefined;
          matches.push(learn(position, row, event, names));
        }
      }
      return matches;
    },
  };

  function find<T>(cache: WordCache<T>, { seed, offsets }: Want, row: RowReading): T | undefined {
    rowKey(seed, row.words, row.at, offsets, key);
    return cache.find(key);
  }

  function learn(position: number, row: RowReading, event: CloudTrailEvent, names: string): FeedMatch | undefined {
    const feed = feedAt(position);
    const match = feedMatch(feed, position, event);
    const { group, value } = wants[position] ?? noWants;
    rowKey(group.seed, row.words, row.at, group.offsets, key);
    const groupText = match?.group ?? feedGroup(feed, event) ?? lacking;
    groups.set(key, groupText, 2 + Math.ceil(groupText.length / 64));
    if (match === undefined) {
      if (groupText !== lacking) {
        rowKey(value.seed, row.words, row.at, value.offsets, key);
        values.set(key, lackingValue);
      }
      return undefined;
    }
    rowKey(value.seed, row.words, row.at, value.offsets, key);
    values.set(key, { value: match.value, number: match.number }, 2 + Math.ceil(match.value.length / 64));
    rowKey(0, row.words, row.at, callerOffsets, key);
    contexts.set(key, match.context.slice(0, -names.length), 2 + Math.ceil(match.context.length / 64));
    return match;
  }

  function feedAt(position: number): Feed {
    const feed = feeds[position];
    if (feed === undefined) throw new RangeError(`There is no feed ${position}.`);
    return feed;
  }
}

/** In place of a group, for events that lack a field of it. No group is empty text. */
const lacking = "";

type FeedValue = Pick<FeedMatch, "value" | "number">;

/** For events that lack a field of the value. */
const lackingValue: FeedValue = { value: "", number: 0 };

/** What a part of a match depends on; parts that want the same share what was learned. */
interface Want {
  readonly seed: number;
  readonly offsets: readonly number[];
}

const noWants = { group: { seed: 0, offsets: [] }, value: { seed: 0, offsets: [] } };

/** Apart, since callers and values multiply: who asked is new with each session, what was asked is not. */
function wantsOf(feeds: readonly Feed[], slots: FieldSlots): readonly { readonly group: Want; readonly value: Want }[] {
  const seeds = new Map<string, number>();
  const wantOf = (fields: readonly FieldPath[], more: string): Want => {
    const text = JSON.stringify([fields, more]);
    const seed = seeds.get(text) ?? seeds.size + 1;
    seeds.set(text, seed);
    return { seed, offsets: slots.offsetsOf(fields) ?? [] };
  };
  return feeds.map(({ groupBy, values, number }) => ({
    group: wantOf(
      groupBy.map(({ field }) => field),
      "group",
    ),
    value: wantOf(number === undefined ? values : [...values, number], number === undefined ? "value" : "number"),
  }));
}

function isName(field: FieldPath): boolean {
  return field === "eventName" || field === "eventSource";
}
