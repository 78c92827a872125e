import type { SharedText } from "./feeds.ts";

/**
 * The texts of the batches of one writer. A batch brings only those that no earlier one has brought, since the same callers and
 * calls come again in every file; rows name positions in the list of all.
 */
export interface BatchTexts {
  /** Number of the writer. */
  readonly writer: number;
  /** Position of the first of `added`; 0 begins a new list. */
  readonly first: number;
  readonly added: readonly string[];
}

export interface TextWriter {
  /** Makes a text whose position is looked up once. */
  share(text: string): SharedText;
  positionOf(text: SharedText): number;
  position(text: string): number;
  /** Those since the last time. */
  take(): BatchTexts;
  /** To be asked after {@link TextWriter.take}: true when the list has become long and begins anew, without any position. */
  renew(): boolean;
}

export function createTextWriter(writer: number, maxLength: number): TextWriter {
  const positions = new Map<string, number>();
  let list = {};
  let length = 0;
  let first = 0;
  let added: string[] = [];

  return {
    share: (text) => new PlacedText(text),
    positionOf(text) {
      if (!(text instanceof PlacedText)) return position(text.text);
      if (text.list !== list) {
        text.position = position(text.text);
        text.list = list;
      }
      return text.position;
    },
    position,
    take() {
      const taken = { writer, first, added };
      first = positions.size;
      added = [];
      return taken;
    },
    renew() {
      if (length <= maxLength) return false;
      positions.clear();
      list = {};
      length = 0;
      first = 0;
      return true;
    },
  };

  function position(text: string): number {
    const known = positions.get(text);
    if (known !== undefined) return known;
    const next = positions.size;
    positions.set(text, next);
    added.push(text);
    length += text.length + textCost;
    return next;
  }
}

class PlacedText implements SharedText {
  readonly text: string;
  /** Stands for the list that the position is of. */
  list: object | undefined;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }
}

/** The lists of all writers, by numbers. */
export interface TextReader {
  /** The list that the rows of a batch name. Batches of one writer have to come in the order in which they were made. */
  read(texts: BatchTexts): number;
  textsOf(list: number): readonly string[];
  /** Characters of the lists that no batch to come names. */
  readonly closedLength: number;
  /** Forgets those of them that are not in `used`. */
  keepClosed(used: ReadonlySet<number>): void;
}

/** `keep` may give an equal text that is there already. */
export function createTextReader(keep: (text: string) => string): TextReader {
  const lists: List[] = [];
  /** By writer. */
  const open = new Map<number, number>();
  let closedLength = 0;

  return {
    read({ writer, first, added }) {
      const number = first === 0 ? begin(writer) : (open.get(writer) ?? -1);
      const list = lists[number];
      if (list?.texts.length !== first) throw new RangeError(`Batches of writer ${writer} came in a wrong order.`);
      for (const text of added) {
        list.texts.push(keep(text));
        list.length += text.length + textCost;
      }
      return number;
    },
    textsOf: (list) => lists[list]?.texts ?? [],
    get closedLength() {
      return closedLength;
    },
    keepClosed(used) {
      const opened = new Set(open.values());
      for (const number of lists.keys()) if (!used.has(number) && !opened.has(number)) forget(number);
    },
  };

  function begin(writer: number): number {
    closedLength += lists[open.get(writer) ?? -1]?.length ?? 0;
    open.set(writer, lists.length);
    return lists.push({ texts: [], length: 0 }) - 1;
  }

  function forget(number: number): void {
    closedLength -= lists[number]?.length ?? 0;
    lists[number] = forgotten;
  }
}

interface List {
  readonly texts: string[];
  length: number;
}

const forgotten: List = { texts: [], length: 0 };

/** What a text takes beside its characters. */
const textCost = 64;
