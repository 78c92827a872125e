import {
  callerOf,
  callOf,
  type EventFacts,
  hasPlace,
  isReadOf,
  outcomeOf,
  recipientOf,
  regionOf,
  seenOf,
  shortText,
  sourceIpOf,
  userAgentOf,
} from "../../audit/index.ts";
import { type Projection, parseRow, type RecordRows, rowWord } from "../../logs/index.ts";
import type { CloudTrailEvent } from "../../model/index.ts";

/** Tells what events are from their rows, of which few are parsed. One for a run. */
export interface RowFacts {
  readonly projection: Projection;
  /** Undefined: the time of the event has no place. Only during the call that hands the rows over. */
  factsOf(rows: RecordRows, row: number, file: string, index: number): EventFacts | undefined;
  /** The record that {@link factsOf} was asked about last, parsed. */
  readonly parse: () => CloudTrailEvent;
}

/**
 * What an event says of its caller, of the call and so on is read off the first record in which a field has that text;
 * others with the same hash of the field say the same. `seed`: secret of the run, so that nobody can write two texts of one hash.
 */
export function createRowFacts(seed: number): RowFacts {
  let rows: RecordRows = { count: 0, words: new Uint32Array(0), rowWords: 0, bytes: Buffer.alloc(0) };
  let row = 0;
  let parsed: CloudTrailEvent | undefined;
  const parse = (): CloudTrailEvent => {
    parsed ??= parseRow(rows, row);
    return parsed;
  };
  const [caller, call, outcome] = [remembered(callerOf), remembered(callOf), remembered(outcomeOf)];
  const [sourceIp, region, userAgent] = [remembered(sourceIpOf), remembered(regionOf), remembered(userAgentOf)];
  const [isRead, recipient] = [remembered(isReadOf), remembered(recipientOf)];

  return {
    projection: { paths: fields.map((field) => [field]), seed },
    factsOf(ofRows, ofRow, file, index) {
      rows = ofRows;
      row = ofRow;
      parsed = undefined;
      const { words, rowWords, bytes } = rows;
      const at = row * rowWords;
      const ms = (words[at + rowWord.time] ?? 0) * 1000;
      if (!hasPlace(ms)) return undefined;
      const called = call(words, at + rowWord.pairLow, parse);
      const eventId = bytes.toString("latin1", words[at + rowWord.idStart], words[at + rowWord.idEnd]);
      const seen = seenOf({
        ms,
        eventId: shortText(eventId),
        call: called,
        origin: { file, index },
        sourceIp: sourceIp(words, at + word.sourceIPAddress, parse),
        region: region(words, at + word.awsRegion, parse),
        outcome: outcomeAt(words, at),
      });
      return {
        seen,
        caller: caller(words, at + word.userIdentity, parse),
        call: called,
        userAgent: userAgent(words, at + word.userAgent, parse),
        isRead: isRead(words, at + word.readOnly, parse),
        recipient: recipient(words, at + word.recipientAccountId, parse),
      };
    },
    parse,
  };

  /** Follows from two fields, of which most events have neither. */
  function outcomeAt(words: Uint32Array, at: number): EventFacts["seen"]["outcome"] {
    const code = at + word.errorCode;
    const message = at + word.errorMessage;
    both[0] = (words[code] ?? 0) ^ Math.imul(words[message] ?? 0, 0x9e3779b1);
    both[1] = (words[code + 1] ?? 0) ^ Math.imul(words[message + 1] ?? 0, 0x85ebca6b);
    return outcome(both, 0, parse);
  }
}

const fields = [
  "userIdentity",
  "sourceIPAddress",
  "awsRegion",
  "userAgent",
  "readOnly",
  "recipientAccountId",
  "errorCode",
  "errorMessage",
] as const;

/** Where the hash of each begins in a row. */
const word = {
  userIdentity: rowWord.fields,
  sourceIPAddress: rowWord.fields + 2,
  awsRegion: rowWord.fields + 4,
  userAgent: rowWord.fields + 6,
  readOnly: rowWord.fields + 8,
  recipientAccountId: rowWord.fields + 10,
  errorCode: rowWord.fields + 12,
  errorMessage: rowWord.fields + 14,
} satisfies { readonly [field in (typeof fields)[number]]: number };

const both = new Uint32Array(2);

type ReadAt<T> = (words: Uint32Array, at: number, parse: () => CloudTrailEvent) => T;

/** `read`, once for each hash that stands in two words at `at`. */
function remembered<T>(read: (event: CloudTrailEvent) => T): ReadAt<T> {
  const answers = new Map<number, { readonly high: number; readonly answer: T }>();
  return (words, at, parse) => {
    const high = words[at + 1] ?? 0;
    // All that a number holds exactly; the rest is compared.
    const key = (words[at] ?? 0) + (high & 0x1f_ffff) * 2 ** 32;
    const known = answers.get(key);
    if (known !== undefined && known.high === high) return known.answer;
    const answer = read(parse());
    if (answers.size >= maxAnswers) answers.clear();
    answers.set(key, { high, answer });
    return answer;
  };
}

const maxAnswers = 20_000;
