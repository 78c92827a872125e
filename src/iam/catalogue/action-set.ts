import type { ActionCatalogue } from "./action-catalogue.ts";

/**
 * A set of actions of one catalogue, exact: one bit for each. It never changes; what looks like a change is a new set.
 * Two sets that meet must be of the same catalogue, otherwise a TypeError is thrown.
 */
export class ActionSet {
  readonly catalogue: ActionCatalogue;
  readonly #words: Uint32Array;
  #size: number | undefined;

  /** `words` holds 32 positions each, the lowest bit first, and belongs to the set from then on. */
  constructor(catalogue: ActionCatalogue, words: Uint32Array) {
    this.catalogue = catalogue;
    this.#words = words;
  }

  /** How many actions. */
  get size(): number {
    this.#size ??= count(this.#words);
    return this.#size;
  }

  /** Names ignore case; of actions that the catalogue does not know the answer is no. */
  has(name: string): boolean {
    const action = this.catalogue.action(name);
    return action !== undefined && this.hasPosition(action.position);
  }

  hasPosition(position: number): boolean {
    return (((this.#words[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;
  }

  union(other: ActionSet): ActionSet {
    const theirs = this.#wordsOf(other);
    const words = this.#words.slice();
    for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) | (theirs[at] ?? 0);
    return new ActionSet(this.catalogue, words);
  }

  intersection(other: ActionSet): ActionSet {
    const theirs = this.#wordsOf(other);
    const words = this.#words.slice();
    for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) & (theirs[at] ?? 0);
    return new ActionSet(this.catalogue, words);
  }

  /** The actions of this set that the other one lacks. */
  difference(other: ActionSet): ActionSet {
    const theirs = this.#wordsOf(other);
    const words = this.#words.slice();
    for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) & ~(theirs[at] ?? 0);
    return new ActionSet(this.catalogue, words);
  }

  /** The actions of this set that all others lack. */
  without(others: readonly ActionSet[]): ActionSet {
    const words = this.#words.slice();
    for (const other of others) {
      const theirs = this.#wordsOf(other);
      for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) & ~(theirs[at] ?? 0);
    }
    return new ActionSet(this.catalogue, words);
  }

  /** All actions of the catalogue that are not in this set. */
  complement(): ActionSet {
    return allActions(this.catalogue).difference(this);
  }

  isSubsetOf(other: ActionSet): boolean {
    const theirs = this.#wordsOf(other);
    const words = this.#words;
    for (let at = 0; at < words.length; at += 1) if (((words[at] ?? 0) & ~(theirs[at] ?? 0)) !== 0) return false;
    return true;
  }

  equals(other: ActionSet): boolean {
    const theirs = this.#wordsOf(other);
    return this.#words.every((word, index) => word === theirs[index]);
  }

  /** In ascending order. */
  positions(): readonly number[] {
    const found: number[] = [];
    for (let index = 0; index < this.#words.length; index += 1) {
      for (let rest = this.#words[index] ?? 0; rest !== 0; rest &= rest - 1)
        found.push(index * 32 + 31 - Math.clz32(rest & -rest));
    }
    return found;
  }

  /** As the catalogue writes them, in its order. */
  names(): readonly string[] {
    return this.positions().map((position) => this.catalogue.actions[position]?.name ?? "");
  }

  #wordsOf(other: ActionSet): Uint32Array {
    if (other.catalogue !== this.catalogue) throw new TypeError("The sets are of two catalogues.");
    return other.#words;
  }
}

export function noActions(catalogue: ActionCatalogue): ActionSet {
  return new ActionSet(catalogue, emptyWords(catalogue));
}

export function allActions(catalogue: ActionCatalogue): ActionSet {
  const words = emptyWords(catalogue);
  fillRange(words, 0, catalogue.actions.length);
  return new ActionSet(catalogue, words);
}

/** Positions that the catalogue does not have are left out. */
export function actionsAt(catalogue: ActionCatalogue, positions: Iterable<number>): ActionSet {
  const words = emptyWords(catalogue);
  for (const position of positions) {
    if (position >= 0 && position < catalogue.actions.length) fillRange(words, position, position + 1);
  }
  return new ActionSet(catalogue, words);
}

/** For whoever makes a set step by step. */
export function emptyWords(catalogue: ActionCatalogue): Uint32Array {
  return new Uint32Array(Math.ceil(catalogue.actions.length / 32));
}

/** Sets the bits from `start` to before `end`. */
export function fillRange(words: Uint32Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const index = at >>> 5;
    const isWhole = (at & 31) === 0 && at + 32 <= end;
    words[index] = isWhole ? 0xffffffff : (words[index] ?? 0) | (1 << (at & 31));
    at += isWhole ? 32 : 1;
  }
}

function count(words: Uint32Array): number {
  let sum = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    if (word !== 0) sum += ones(word);
  }
  return sum;
}

function ones(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
