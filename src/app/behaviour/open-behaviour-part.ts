import { type CallerFacts, type CallFacts, type EventFacts, seenOf } from "../../audit/index.ts";
import type { Sighting } from "../../detect/index.ts";
import { type BehaviourPart, flag, outcomes, partWord, partWords, readings } from "./behaviour-part.ts";
import type { EventTaker } from "./read-behaviour-file.ts";

/** Opens parts of one thread, in the order in which it made them; `file` is the name of the part's. */
export function createPartOpener(): (part: BehaviourPart, file: string, taker: EventTaker) => void {
  const callers: CallerFacts[] = [];
  const calls: CallFacts[] = [];
  const texts: string[] = [];

  return (part, file, taker) => {
    if (part.isFresh) callers.length = calls.length = texts.length = 0;
    for (const caller of part.added.callers) callers.push(caller);
    for (const call of part.added.calls) calls.push(call);
    for (const text of part.added.texts) texts.push(text);
    const { words } = part;
    const details = new Map(part.details);
    const ids = Buffer.from(part.ids.buffer, part.ids.byteOffset, part.ids.length);
    let idStart = 0;
    for (let at = 0; at < words.length; at += partWords) {
      const sighting: Sighting = {
        file: part.file,
        index: words[at + partWord.index] ?? 0,
        checksum: words[at + partWord.checksum] ?? 0,
        idLow: words[at + partWord.idLow] ?? 0,
        idHigh: words[at + partWord.idHigh] ?? 0,
      };
      if (!taker.isCopy(sighting)) {
        const facts = factsAt(words, at, { ids, idStart, file, index: sighting.index });
        taker.take(facts, details.get(at / partWords), sighting);
      }
      idStart = words[at + partWord.idEnd] ?? 0;
    }
  };

  function factsAt(words: Uint32Array, at: number, { ids, idStart, file, index }: Place): EventFacts | undefined {
    const high = words[at + partWord.msHigh] ?? 0;
    const call = calls[(words[at + partWord.call] ?? 0) - 1];
    const caller = callers[(words[at + partWord.caller] ?? 0) - 1];
    if ((high & flag.timeless) !== 0 || call === undefined || caller === undefined) return undefined;
    const encoding = (high & flag.wideId) === 0 ? "latin1" : "utf16le";
    const seen = seenOf({
      ms: (high & flag.msMask) * 2 ** 32 + (words[at + partWord.msLow] ?? 0),
      eventId: ids.toString(encoding, idStart, words[at + partWord.idEnd]),
      call,
      origin: { file, index },
      sourceIp: textAt(words, at + partWord.sourceIp),
      region: textAt(words, at + partWord.region),
      outcome: outcomes[(high >>> flag.outcome) & 3] ?? "failed",
    });
    return {
      seen,
      caller,
      call,
      userAgent: textAt(words, at + partWord.userAgent),
      isRead: readings[(high >>> flag.isRead) & 3],
      recipient: textAt(words, at + partWord.recipient),
    };
  }

  function textAt(words: Uint32Array, at: number): string | undefined {
    return texts[(words[at] ?? 0) - 1];
  }
}

/** Where an event stands, and where its id begins. */
interface Place {
  readonly ids: Buffer;
  readonly idStart: number;
  readonly file: string;
  readonly index: number;
}
