import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createHashSet, type HashSet, sha256Hex } from "../../integrity/index.ts";
import { statOf } from "../../logs/index.ts";

/** What an earlier run wrote down. */
export interface SavedProgress {
  /** Hex; of this run, so that nobody who names files knows which are taken for each other. */
  readonly salt: string;
  /** ISO 8601 */
  readonly begunAt: string;
  readonly done: HashSet;
  readonly count: number;
  /** What follows is a line that was not finished. */
  readonly wholeBytes: number;
  readonly lastSeal: string;
  readonly notes: readonly string[];
}

/** What was written; or why it is not used, in a sentence, which is empty where there is nothing. */
export async function readProgress(file: string, identity: string, now: Date): Promise<SavedProgress | string> {
  if (statOf(file) === undefined) return "";
  const anew = (why: string): string => `An earlier run was interrupted; it begins anew, since ${why}.`;
  const done = createHashSet();
  let head: Head | undefined;
  let seal = "";
  let count = 0;
  let wholeBytes = 0;
  const size = statOf(file)?.size ?? 0;
  for await (const line of createInterface({ input: createReadStream(file, "latin1"), crlfDelay: Infinity })) {
    // The last line has no end when the run was killed while it wrote.
    if (wholeBytes + line.length + 1 > size) break;
    wholeBytes += line.length + 1;
    if (head === undefined) {
      head = headOf(line, identity);
      if (head === undefined) return anew("what it left belongs to something else or is damaged");
      if (!isFresh(head, now)) return anew(`what it left is of ${head.begunAt}, and is used for a day`);
      continue;
    }
    const [text = "", told = ""] = line.split(" ");
    seal = sealOf(head.salt, seal, text);
    if (told !== seal) return anew("what it left is damaged");
    count += addHashes(done, Buffer.from(text, "base64"));
  }
  if (head === undefined || count === 0) return "";
  const note = `An earlier run of ${head.begunAt} was interrupted; the ${count} log files that it found valid are not read again (--no-resume reads all).`;
  return { ...head, done, count, wholeBytes, lastSeal: seal, notes: [note] };
}

/** Answers how many there are. */
function addHashes(done: HashSet, bytes: Buffer): number {
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    done.add({ high: bytes.readUInt32BE(at), low: bytes.readUInt32BE(at + 4) });
  }
  return Math.floor(bytes.length / 8);
}

/** Each line vouches for itself and for those before it. */
export function sealOf(salt: string, before: string, text: string): string {
  return sha256Hex(`${salt} ${before} ${text}`).slice(0, 16);
}

interface Head {
  readonly salt: string;
  readonly begunAt: string;
}

function headOf(line: string, identity: string): Head | undefined {
  try {
    const members = new Map<string, unknown>(Object.entries(JSON.parse(line)));
    const [salt, begunAt] = [members.get("salt"), members.get("begunAt")];
    const isOurs = members.get("kind") === "trail-verify-progress" && members.get("schemaVersion") === 1;
    if (!isOurs || members.get("identity") !== identity) return undefined;
    if (typeof salt !== "string" || typeof begunAt !== "string" || !/^[0-9a-f]{32}$/.test(salt)) return undefined;
    return Number.isNaN(Date.parse(begunAt)) ? undefined : { salt, begunAt: new Date(begunAt).toISOString() };
  } catch {
    return undefined;
  }
}

/** What was valid long ago may have been changed since. */
function isFresh({ begunAt }: Head, now: Date): boolean {
  const age = now.getTime() - Date.parse(begunAt);
  return age >= -clockSlackMs && age < dayMs;
}

const dayMs = 86_400_000;
const clockSlackMs = 300_000;
