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
  /** Tells what {@link RowTexts.of} is to be asked for. */
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
  /** With what others it is looked up, and its place among them. */
  readonly circle: Circle | undefined;
  readonly place: number;
}

type Texts = (SharedText | typeof isLacking | undefined)[];

/** Texts that depend on words of the same few, so that a row costs one look-up for all of them. */
interface Circle {
  readonly seed: number;
  readonly offsets: readonly number[];
  size: number;
  /** The texts of the row that has this turn. */
  turn: number;
  texts: Texts;
}

/** `groups` are lists of fields that will be asked for together. `maxWeight` is in units of about 64 bytes. */
export function createRowTexts(
  groups: readonly (readonly FieldPath[])[],
  slots: FieldSlots,
  share: (text: string) => SharedText,
  maxWeight: number,
): RowTexts {
  const texts = createWordCache<SharedText | typeof isLacking>(maxWeight / 4);
  const fieldTexts = createWordCache<string | typeof isLacking>(maxWeight / 4);
  const circleTexts = createWordCache<Texts>(maxWeight / 2);
  const fieldAsks = new Map<FieldPath, Pick<TextAsk, "seed" | "offsets">>();
  const key: WordKey = { low: 0, high: 0 };
  let seeds = 0;
  const callerFields = contextFields.filter((field) => !isName(field));
  const circles = [circleOf([contextFields.filter(isName)]), circleOf([callerFields, ...groups])];
  const caller = askOf(callerFields, (row) => {
    const event = row.open();
    return event === undefined ? isNoEvent : callerOf(event);
  });

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
      const { circle, place } = ask;
      if (circle === undefined) return find(ask, row);
      const known = circle.turn === row.turn ? circle.texts : findTexts(circle, row);
      return known[place] ?? learn(ask, known, row);
    },
  };

  /** The words that tell who calls and from where, or what is called; those that are new in every call keep apart. */
  function circleOf(lists: readonly (readonly FieldPath[])[]): Circle {
    const offsets = lists.flatMap((fields) => {
      const own = slots.offsetsOf(fields) ?? [];
      return lists.length === 1 || own.every((offset) => slots.steady.has(offset)) ? own : [];
    });
    seeds += 1;
    return { seed: seeds, offsets: [...new Set(offsets)].sort((a, b) => a - b), size: 0, turn: -1, texts: [] };
  }

  function askOf(fields: readonly FieldPath[], read: TextAsk["read"]): TextAsk {
    const offsets = slots.offsetsOf(fields);
    const circle = offsets && circles.find((one) => offsets.every((offset) => one.offsets.includes(offset)));
    seeds += 1;
    if (circle !== undefined) circle.size += 1;
    return { seed: seeds, offsets, read, circle, place: (circle?.size ?? 0) - 1 };
  }

  function findTexts(circle: Circle, row: RowReading): Texts {
    rowKey(circle.seed, row.words, row.at, circle.offsets, key);
    let known = circleTexts.find(key);
    if (known === undefined) {
      known = new Array<undefined>(circle.size).fill(undefined);
      circleTexts.set(key, known, 4 + Math.ceil(circle.size / 8));
    }
    circle.turn = row.turn;
    circle.texts = known;
    return known;
  }

  function learn(ask: TextAsk, into: Texts, row: RowReading): SharedText | typeof isLacking | typeof isNoEvent {
    const text = find(ask, row);
    if (text !== isNoEvent) into[ask.place] = text;
    return text;
  }

  function find(ask: TextAsk, row: RowReading): SharedText | typeof isLacking | typeof isNoEvent {
    const { seed, offsets } = ask;
    if (offsets !== undefined) {
      rowKey(seed, row.words, row.at, offsets, key);
      const known = texts.find(key);
      if (known !== undefined) return known;
    }
    const text = ask.read(row);
    if (text === isNoEvent) return isNoEvent;
    const shared = text === isLacking ? isLacking : share(text);
    if (offsets !== undefined) {
      rowKey(seed, row.words, row.at, offsets, key);
      texts.set(key, shared, weightOf(text));
    }
    return shared;
  }

  function fieldText(field: FieldPath, row: RowReading): string | typeof isLacking | typeof isNoEvent {
    const { seed, offsets } = fieldAsks.get(field) ?? addField(field);
    if (offsets !== undefined) {
      rowKey(seed, row.words, row.at, offsets, key);
      const known = fieldTexts.find(key);
      if (known !== undefined) return known;
    }
    const event = row.open();
    if (event === undefined) return isNoEvent;
    const text = firstText(event, field) ?? isLacking;
    if (offsets !== undefined) fieldTexts.set(key, text, weightOf(text));
    return text;
  }

  function addField(field: FieldPath): Pick<TextAsk, "seed" | "offsets"> {
    const ask = { seed: fieldAsks.size, offsets: slots.offsetsOf([field]) };
    fieldAsks.set(field, ask);
    return ask;
  }
}

function weightOf(text: string | typeof isLacking): number {
  return text === isLacking ? 1 : 2 + Math.ceil(text.length / 64);
}

function isName(field: FieldPath): boolean {
  return field === "eventName" || field === "eventSource";
}
