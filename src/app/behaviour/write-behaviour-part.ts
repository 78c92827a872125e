import type { CallerFacts, CallFacts, EventDetails, EventFacts } from "../../audit/index.ts";
import type { Sighting } from "../../detect/index.ts";
import type { ProblemRecord } from "../../model/index.ts";
import { type BehaviourPart, flag, outcomes, partWord, partWords, readings } from "./behaviour-part.ts";

/** Packs what a thread reads of events into parts. One for each thread. */
export interface PartWriter {
  /** Undefined: the time of the event cannot be read. */
  add(facts: EventFacts | undefined, details: EventDetails | undefined, sighting: Sighting): void;
  problem(problem: ProblemRecord): void;
  /** Events that were added since {@link PartWriter.take}. */
  readonly count: number;
  /** Everything that was added since the last call. */
  take(file: number, end?: BehaviourPart["end"]): BehaviourPart;
}

export function createPartWriter(): PartWriter {
  const callers = numbered<CallerFacts>();
  const calls = numbered<CallFacts>();
  const texts = numbered<string>();
  let words = new Uint32Array(1024 * partWords);
  let ids = Buffer.allocUnsafe(1024 * 36);
  let details: [number, EventDetails][] = [];
  let problems: ProblemRecord[] = [];
  let [count, idEnd, textLength] = [0, 0, 0];
  let isFresh = true;

  return {
    add(facts, more, sighting) {
      const at = count * partWords;
      if (at === words.length) words = doubled(words);
      words[at + partWord.index] = sighting.index;
      words[at + partWord.checksum] = sighting.checksum;
      words[at + partWord.idLow] = sighting.idLow;
      words[at + partWord.idHigh] = sighting.idHigh;
      if (facts === undefined) words[at + partWord.msHigh] = flag.timeless;
      else addFacts(at, facts);
      words[at + partWord.idEnd] = idEnd;
      if (more !== undefined) details.push([count, more]);
      count += 1;
    },
    problem(problem) {
      problems.push(problem);
    },
    get count() {
      return count;
    },
    take(file, end) {
      const part: BehaviourPart = {
        file,
        words: words.slice(0, count * partWords),
        ids: Uint8Array.from(ids.subarray(0, idEnd)),
        added: { callers: callers.taken(), calls: calls.taken(), texts: texts.taken() },
        isFresh,
        details,
        problems,
        ...(end && { end }),
      };
      words.fill(0, 0, part.words.length);
      [details, problems] = [[], []];
      [count, idEnd] = [0, 0];
      // Somebody may write another user agent into each event.
      isFresh = textLength > maxTextLength || callers.size + calls.size + texts.size > maxNumbers;
      if (isFresh) {
        for (const table of [callers, calls, texts]) table.clear();
        textLength = 0;
      }
      return part;
    },
  };

  function addFacts(at: number, { seen, caller, call, userAgent, isRead, recipient }: EventFacts): void {
    words[at + partWord.msLow] = seen.ms;
    const outcome = outcomes.indexOf(seen.outcome) << flag.outcome;
    const high = Math.floor(seen.ms / 2 ** 32) | outcome | (readings.indexOf(isRead) << flag.isRead);
    words[at + partWord.msHigh] = high | addId(seen.eventId);
    words[at + partWord.call] = calls.numberOf(call);
    words[at + partWord.caller] = callers.numberOf(caller);
    words[at + partWord.sourceIp] = numberOfText(seen.sourceIp);
    words[at + partWord.region] = numberOfText(seen.region);
    words[at + partWord.userAgent] = numberOfText(userAgent);
    words[at + partWord.recipient] = numberOfText(recipient);
  }

  /** Gives the flag that it needs. */
  function addId(id: string): number {
    while (idEnd + 2 * id.length > ids.length) ids = Buffer.concat([ids, ids]);
    const isWide = beyondLatin1.test(id);
    idEnd += ids.write(id, idEnd, isWide ? "utf16le" : "latin1");
    return isWide ? flag.wideId : 0;
  }

  function numberOfText(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = texts.size;
    const number = texts.numberOf(text);
    if (texts.size > known) textLength += text.length;
    return number;
  }
}

const beyondLatin1 = /[^\u0000-\u00ff]/;
const maxNumbers = 60_000;
const maxTextLength = 4_000_000;

/** Things by number, from 1. */
interface Numbered<T> {
  numberOf(thing: T): number;
  /** Those that are new since the last call. */
  taken(): readonly T[];
  clear(): void;
  readonly size: number;
}

function numbered<T>(): Numbered<T> {
  const numbers = new Map<T, number>();
  let added: T[] = [];
  return {
    numberOf(thing) {
      const known = numbers.get(thing);
      if (known !== undefined) return known;
      numbers.set(thing, numbers.size + 1);
      added.push(thing);
      return numbers.size;
    },
    taken() {
      const all = added;
      added = [];
      return all;
    },
    clear: () => numbers.clear(),
    get size() {
      return numbers.size;
    },
  };
}

function doubled(words: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length);
  larger.set(words);
  return larger;
}
