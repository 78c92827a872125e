import { joinContext } from "../feeds.ts";
import { batchWord, eventIdAt, idKind } from "../observation-batch.ts";
import type { PlacedObservation } from "../over-time.ts";
import { unpackUuid } from "../uuid-words.ts";

/** An observation out of columns. What hardly any rule asks for is put together when one does. */
export class BufferedObservation implements PlacedObservation {
  readonly feed: number;
  readonly group: string;
  readonly value: string;
  readonly number: number;
  readonly ms: number;
  readonly lastMs: number;
  readonly count: number;
  readonly index: number;
  readonly file: string;
  readonly #caller: string;
  readonly #call: string;
  /** Undefined as long as it only stands in the words after it, which are small integers. */
  #eventId: string | undefined;
  readonly #id0: number;
  readonly #id1: number;
  readonly #id2: number;
  readonly #id3: number;

  /** Of the row whose numbers begin at `atNumbers` and whose words, as in a batch, begin at `at`. */
  constructor(
    numbers: Float64Array,
    atNumbers: number,
    words: Uint32Array,
    at: number,
    texts: readonly string[],
    file: string,
  ) {
    this.feed = wordAt(words, at + batchWord.feed);
    this.group = textAt(texts, words, at + batchWord.group);
    this.value = textAt(texts, words, at + batchWord.value);
    this.number = numbers[atNumbers + 2] ?? 0;
    this.ms = numbers[atNumbers] ?? 0;
    this.lastMs = numbers[atNumbers + 1] ?? 0;
    this.count = wordAt(words, at + batchWord.count);
    this.index = wordAt(words, at + batchWord.index);
    this.file = file;
    this.#caller = textAt(texts, words, at + batchWord.caller);
    this.#call = textAt(texts, words, at + batchWord.call);
    const isUuid = words[at + batchWord.idKind] === idKind.uuid;
    this.#eventId = isUuid ? undefined : eventIdAt(words, at, texts);
    this.#id0 = wordAt(words, at + batchWord.id) | 0;
    this.#id1 = wordAt(words, at + batchWord.id + 1) | 0;
    this.#id2 = wordAt(words, at + batchWord.id + 2) | 0;
    this.#id3 = wordAt(words, at + batchWord.id + 3) | 0;
  }

  get context(): string {
    return joinContext(this.#caller, this.#call);
  }

  get eventId(): string {
    if (this.#eventId === undefined) {
      scratch[0] = this.#id0;
      scratch[1] = this.#id1;
      scratch[2] = this.#id2;
      scratch[3] = this.#id3;
      this.#eventId = unpackUuid(scratch, 0);
    }
    return this.#eventId;
  }
}

function wordAt(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

function textAt(texts: readonly string[], words: Uint32Array, at: number): string {
  return texts[wordAt(words, at)] ?? "";
}

const scratch = new Uint32Array(4);
