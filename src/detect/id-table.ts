/** One record: a hash of its `eventID`, a checksum of its text, and where it stands. Unsigned 32-bit numbers. */
export interface Sighting {
  readonly idLow: number;
  readonly idHigh: number;
  readonly checksum: number;
  /** Position in the list of files. */
  readonly file: number;
  /** Position among the records of that file. */
  readonly index: number;
}

/**
 * `new`: the id was not seen before. `duplicate`: seen with the same text. `suspect`: seen with another text, first at
 * `first`; whether the content is another as well, only a look at both can tell.
 */
export type Verdict =
  | { readonly kind: "new" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "suspect"; readonly first: { readonly file: number; readonly index: number } };

/** Remembers which events were seen, in memory that does not grow with their number. */
export interface IdTable {
  see(sighting: Sighting): Verdict;
  /** Events that were forgotten to make room: a later copy of one counts as new. */
  readonly evicted: number;
}

/** Three quarters of 2^22 slots of 20 bytes: both generations together take 168 MB at most, for inputs that large only. */
export const defaultGenerationSize = 3_145_728;

/**
 * An open-addressing table in two generations. When the younger is full it becomes the older, and what the older held is
 * forgotten: at least the last `generationSize` events are known, at most twice as many.
 *
 * `expected`: how many events there will be, roughly; to grow takes time.
 */
export function createIdTable(expected: number = 0, generationSize: number = defaultGenerationSize): IdTable {
  let young = createGeneration(slotsFor(Math.min(expected, generationSize)));
  let old: Generation | undefined;
  let evicted = 0;

  return {
    see(sighting) {
      const inYoung = find(young, sighting);
      if (inYoung === isKnown) return isDuplicate;
      const inOld = old === undefined ? noTexts : find(old, sighting);
      if (inOld === isKnown) return isDuplicate;
      if (inYoung.texts < maxTexts) remember(sighting);
      // The older one has the earlier record.
      const first = inOld.first ?? inYoung.first;
      return first === undefined ? isNew : { kind: "suspect", first: { file: first.file, index: first.index } };
    },
    get evicted() {
      return evicted;
    },
  };

  function remember(sighting: Sighting): void {
    if (young.count >= generationSize) {
      evicted += old?.count ?? 0;
      old = young;
      young = createGeneration(initialSlots);
    } else if (young.count >= (young.slots.length / slotWords) * maxLoad) {
      young = grow(young);
    }
    insert(young.slots, sighting);
    young.count += 1;
  }
}

/** Slots of five words, in the order of {@link Sighting}. Ids 0,0 stand for an empty slot. */
interface Generation {
  readonly slots: Uint32Array;
  count: number;
}

function slotsFor(events: number): number {
  let slots = initialSlots;
  while (slots * maxLoad < events) slots *= 2;
  return slots;
}

const slotWords = 5;
const initialSlots = 2 ** 14;
const maxLoad = 0.75;
/**
 * Of one id, since all of them are looked at each time: some programs write the same id into every record. Copies of further
 * texts are suspects like the texts themselves.
 */
const maxTexts = 32;
const isNew: Verdict = { kind: "new" };
const isDuplicate: Verdict = { kind: "duplicate" };

function createGeneration(slotCount: number): Generation {
  return { slots: new Uint32Array(slotCount * slotWords), count: 0 };
}

function grow({ slots, count }: Generation): Generation {
  // By four: to put each record in its new place costs more than the room.
  const larger = createGeneration((4 * slots.length) / slotWords);
  for (let at = 0; at < slots.length; at += slotWords) {
    if (!isEmpty(slots, at)) insert(larger.slots, sightingAt(slots, at));
  }
  larger.count = count;
  return larger;
}

/** Other texts of an id: how many, and the earliest record of them. */
interface OtherTexts {
  readonly texts: number;
  readonly first: Sighting | undefined;
}

const noTexts: OtherTexts = { texts: 0, first: undefined };
const isKnown: OtherTexts = { texts: 0, first: undefined };

function find({ slots }: Generation, sighting: Sighting): OtherTexts {
  let first: Sighting | undefined;
  let texts = 0;
  for (let at = startOf(slots, sighting); !isEmpty(slots, at); at = next(slots, at)) {
    if (slots[at] !== sighting.idLow || slots[at + 1] !== notZero(sighting.idHigh)) continue;
    if (slots[at + 2] === sighting.checksum) return isKnown;
    texts += 1;
    // Probing meets the records of one id in the order in which they came, until the table grows.
    const other = sightingAt(slots, at);
    if (first === undefined || isBefore(other, first)) first = other;
  }
  return first === undefined ? noTexts : { texts, first };
}

function insert(slots: Uint32Array, sighting: Sighting): void {
  let at = startOf(slots, sighting);
  while (!isEmpty(slots, at)) at = next(slots, at);
  slots[at] = sighting.idLow;
  slots[at + 1] = notZero(sighting.idHigh);
  slots[at + 2] = sighting.checksum;
  slots[at + 3] = sighting.file;
  slots[at + 4] = sighting.index;
}

function startOf(slots: Uint32Array, { idLow, idHigh }: Sighting): number {
  const slotCount = slots.length / slotWords;
  return ((idLow ^ Math.imul(notZero(idHigh), 0x9e3779b1)) & (slotCount - 1)) * slotWords;
}

function next(slots: Uint32Array, at: number): number {
  return at + slotWords === slots.length ? 0 : at + slotWords;
}

function isEmpty(slots: Uint32Array, at: number): boolean {
  return slots[at] === 0 && slots[at + 1] === 0;
}

/** So that a slot in use never looks empty. */
function notZero(word: number): number {
  return word === 0 ? 1 : word;
}

function isBefore(a: Sighting, b: Sighting): boolean {
  return a.file < b.file || (a.file === b.file && a.index < b.index);
}

function sightingAt(slots: Uint32Array, at: number): Sighting {
  return {
    idLow: slots[at] ?? 0,
    idHigh: slots[at + 1] ?? 0,
    checksum: slots[at + 2] ?? 0,
    file: slots[at + 3] ?? 0,
    index: slots[at + 4] ?? 0,
  };
}
