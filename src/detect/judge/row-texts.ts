import type { CloudTrailEvent } from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";
import { callerOf, contextFields, firstText, type SharedText } from "../feeds.ts";
import type { FieldSlots } from "./projection.ts";
import { rowKey } from "./row-key.ts";
import type { RowReading } from "./row-reading.ts";
import { createWordCache, type WordKey } from "./word-cache.ts";

/**
 * The texts that the words of rows stand for, as events told them. They are remembered one by one: callers and calls multiply,
 * and a row whose words are new in this combination only is not parsed.
 */
export interface RowTexts {
  /** For {@link RowTexts.of}. */
  ask(fields: readonly FieldPath[], write: WriteText): TextAsk;
  /** {@link callerOf}. */
  readonly caller: TextAsk;
  of(ask: TextAsk, row: RowReading): SharedText | typeof isLacking | typeof isNoEvent;
}

/** Makes a text of the {@link firstText} of fields; undefined when one that it needs is lacking. */
export type WriteText = (textOf: (field: FieldPath) => string | undefined) => string | undefined;

/** In place of a text: the event lacks it. */
export const isLacking: unique symbol = Symbol("lacking");
/** In place of a text: the record is no event. */
export const isNoEvent: unique symbol = Symbol("no event");

export interface TextAsk {
  /** Tells its texts from those of others. */
  readonly seed: number;
  /** What the text depends on; undefined when only the event itself can tell. */
  readonly offsets: readonly number[] | undefined;
  read(row: RowReading): string | typeof isLacking | typeof isNoEvent;
  /** The latest answer, and the turn of its row: several feeds ask for the same. */
  turn: number;
  latest: SharedText | typeof isLacking | typeof isNoEvent;
}

/** `maxWeight` is in units of about 64 bytes. */
export function createRowTexts(slots: FieldSlots, share: (text: string) => SharedText, maxWeight: number): RowTexts {
  const texts = createWordCache<SharedText | typeof isLacking>(maxWeight / 2);
  const fieldTexts = createWordCache<string | typeof isLacking>(maxWeight / 2);
  const fieldSeeds = new Map<FieldPath, number>();
  const key: WordKey = { low: 0, high: 0 };
  let asks = 0;
  const caller = askOf(
    contextFields.filter((field) => !isName(field)),
    (row) => ofEvent(row, callerOf),
  );

  return {
    ask(fields, write) {
      return askOf(fields, (row) => {
        let isEvent = true;
        const text = write((field) => {
          const found = fieldText(field, row);
          if (found === isNoEvent) isEvent = false;
          return typeof found === "string" ? found : undefined;
        });
        return isEvent ? (text ?? isLacking) : isNoEvent;
      });
    },
    caller,
    of(ask, row) {
      if (ask.turn === row.turn) return ask.latest;
      ask.latest = find(ask, row);
      ask.turn = row.turn;
      return ask.latest;
    },
  };

  function askOf(fields: readonly FieldPath[], read: TextAsk["read"]): TextAsk {
    asks += 1;
    return { seed: asks, offsets: slots.offsetsOf(fields), read, turn: -1, latest: isNoEvent };
  }

  function find(ask: TextAsk, row: RowReading): SharedText | typeof isLacking | typeof isNoEvent {
    if (ask.offsets !== undefined) {
      rowKey(ask.seed, row.words, row.at, ask.offsets, key);
      const known = texts.find(key);
      if (known !== undefined) return known;
    }
    const text = ask.read(row);
    if (text === isNoEvent) return isNoEvent;
    const shared = text === isLacking ? isLacking : share(text);
    if (ask.offsets !== undefined) {
      rowKey(ask.seed, row.words, row.at, ask.offsets, key);
      texts.set(key, shared, weightOf(text));
    }
    return shared;
  }

  function fieldText(field: FieldPath, row: RowReading): string | typeof isLacking | typeof isNoEvent {
    const offsets = slots.offsetsOf([field]);
    const read = (): string | typeof isLacking | typeof isNoEvent =>
      ofEvent(row, (event) => firstText(event, field) ?? isLacking);
    if (offsets === undefined) return read();
    const seed = fieldSeeds.get(field) ?? fieldSeeds.size;
    fieldSeeds.set(field, seed);
    rowKey(seed, row.words, row.at, offsets, key);
    const known = fieldTexts.find(key);
    if (known !== undefined) return known;
    const text = read();
    if (text !== isNoEvent) fieldTexts.set(key, text, weightOf(text));
    return text;
  }
}

function ofEvent<T>(row: RowReading, read: (event: CloudTrailEvent) => T): T | typeof isNoEvent {
  const event = row.open();
  return event === undefined ? isNoEvent : read(event);
}

function weightOf(text: string | typeof isLacking): number {
  return text === isLacking ? 1 : 2 + Math.ceil(text.length / 64);
}

function isName(field: FieldPath): boolean {
  return field === "eventName" || field === "eventSource";
}
