/** One record: a hash of its `eventID`, a checksum of its text, and where it stands. 32-bit numbers, signed or not. */
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

/** Three quarters of 2^22 slots of 4 bytes, and 16 for a record: both generations together take 134 MB at most, for large inputs only. */
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
    }
    add(young, sighting);
  }
}

/**
 * A slot is the number of a record, from 1, and some bits of its id, which tell most others from it without a look at the record:
 * slots are met in no order, so they should be few bytes. 0: empty. Records stand one after the other, in the order of
 * {@link Sighting}, but for the file: since they come file by file, it is enough to know where each begins.
 */
interface Generation {
  slots: Int32Array;
  records: Int32Array;
  count: number;
  readonly files: FileStart[];
  lastFile: number;
}

interface FileStart {
  readonly file: number;
  /** Of the first record that is remembered of it. */
  readonly number: number;
}

function slotsFor(events: number): number {
  let slots = initialSlots;
  while (slots * maxLoad < events) slots *= 2;
  return slots;
}

const recordWords = 4;
const initialSlots = 2 ** 14;
/** Of a slot, for the number of the record. */
const numberBits = 22;
const numberMask = 2 ** numberBits - 1;
const maxLoad = 0.75;
/**
 * Of one id, since all of them are looked at each time: some programs write the same id into every record. Copies of further
 * texts are suspects like the texts themselves.
 */
const maxTexts = 32;
const isNew: Verdict = { kind: "new" };
const isDuplicate: Verdict = { kind: "duplicate" };

function createGeneration(slotCount: number): Generation {
  // Signed, since V8 makes objects of whole numbers from 2^31 on.
  const records = new Int32Array(Math.ceil(slotCount * maxLoad) * recordWords);
  return { slots: new Int32Array(slotCount), records, count: 0, files: [], lastFile: -1 };
}

/** Other texts of an id: how many, and the earliest record of them. */
interface OtherTexts {
  readonly texts: number;
  readonly first: Sighting | undefined;
}

const noTexts: OtherTexts = { texts: 0, first: undefined };
const isKnown: OtherTexts = { texts: 0, first: undefined };

function find(generation: Generation, sighting: Sighting): OtherTexts {
  const { slots, records } = generation;
  let first: Sighting | undefined;
  let texts = 0;
  const last = slots.length - 1;
  const tag = tagOf(sighting);
  for (let at = hashOf(sighting) & last; ; at = (at + 1) & last) {
    const slot = slots[at] ?? 0;
    if (slot === 0) break;
    if (slot >>> numberBits !== tag) continue;
    const number = slot & numberMask;
    const record = (number - 1) * recordWords;
    if (differ(records[record], sighting.idLow) || differ(records[record + 1], sighting.idHigh)) continue;
    if (!differ(records[record + 2], sighting.checksum)) return isKnown;
    texts += 1;
    // Probing meets the records of one id in the order in which they came, until the table grows.
    const other = sightingOf(generation, number);
    if (first === undefined || isBefore(other, first)) first = other;
  }
  return first === undefined ? noTexts : { texts, first };
}

function add(generation: Generation, sighting: Sighting): void {
  if (generation.count >= generation.slots.length * maxLoad) grow(generation);
  const { records, count, files } = generation;
  const at = count * recordWords;
  records[at] = sighting.idLow;
  records[at + 1] = sighting.idHigh;
  records[at + 2] = sighting.checksum;
  records[at + 3] = sighting.index;
  generation.count = count + 1;
  if (generation.lastFile !== sighting.file) {
    generation.lastFile = sighting.file;
    files.push({ file: sighting.file, number: generation.count });
  }
  insert(generation.slots, sighting, generation.count);
}

function grow(generation: Generation): void {
  // By four: to put each record in its new place costs more than the room.
  const larger = createGeneration(4 * generation.slots.length);
  larger.records.set(generation.records);
  for (let number = 1; number <= generation.count; number += 1) {
    const at = (number - 1) * recordWords;
    insert(larger.slots, { idLow: larger.records[at] ?? 0, idHigh: larger.records[at + 1] ?? 0 }, number);
  }
  generation.slots = larger.slots;
  generation.records = larger.records;
}

function insert(slots: Int32Array, sighting: Pick<Sighting, "idLow" | "idHigh">, number: number): void {
  const last = slots.length - 1;
  let at = hashOf(sighting) & last;
  while (slots[at] !== 0) at = (at + 1) & last;
  slots[at] = (tagOf(sighting) << numberBits) | number;
}

function hashOf({ idLow, idHigh }: Pick<Sighting, "idLow" | "idHigh">): number {
  return idLow ^ Math.imul(idHigh, 0x9e3779b1);
}

/** Bits that do not decide the place in a table of that size. */
function tagOf({ idHigh }: Pick<Sighting, "idHigh">): number {
  return idHigh >>> numberBits;
}

/** As 32 bits, whatever their sign. */
function differ(a: number | undefined, b: number): boolean {
  return ((a ?? 0) ^ b) !== 0;
}

function isBefore(a: Sighting, b: Sighting): boolean {
  return a.file < b.file || (a.file === b.file && a.index < b.index);
}

function sightingOf({ records, files }: Generation, number: number): Sighting {
  const at = (number - 1) * recordWords;
  return {
    idLow: records[at] ?? 0,
    idHigh: records[at + 1] ?? 0,
    checksum: records[at + 2] ?? 0,
    file: fileOf(files, number),
    index: records[at + 3] ?? 0,
  };
}

function fileOf(files: readonly FileStart[], number: number): number {
  let from = 0;
  let to = files.length;
  while (to - from > 1) {
    const middle = (from + to) >>> 1;
    if ((files[middle]?.number ?? 0) <= number) from = middle;
    else to = middle;
  }
  return files[from]?.file ?? 0;
}
