import { randomBytes } from "node:crypto";
import { createBehaviourFold } from "../../audit/index.ts";
import { agentFamily, createIdTable, isPrivateAddress, networkOf } from "../../detect/index.ts";
import { findLogFiles } from "../../logs/index.ts";
import {
  type Behaviour,
  type CloudTrailEvent,
  Problem,
  type ProblemRecord,
  toProblemRecord,
} from "../../model/index.ts";
import { inDeliveryOrder } from "../events/delivery-order.ts";
import { openGeo } from "../geo/geo.ts";
import { createBehaviourReader, type EventTaker } from "./read-behaviour-file.ts";
import { readInThreads, threadsFor } from "./read-behaviour-in-threads.ts";

export interface ReadBehaviour {
  readonly behaviour: Behaviour;
  readonly problems: readonly ProblemRecord[];
  readonly files: number;
  /** Named paths that do not exist or may not be read. */
  readonly missingPaths: number;
}

export interface ReadBehaviourOptions {
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** GeoIP databases (`.mmdb`): a place is then an AS and a country, not an IP network. */
  readonly geoipPaths?: readonly string[];
  /** Hears of each event as well, copies included, so that files are read once. Every record is parsed then. */
  readonly also?: (event: CloudTrailEvent) => void;
  readonly onProgress?: (done: number, files: number) => void;
  /** Parse every record: slower, and the same result. */
  readonly plain?: boolean;
  /** As many as are worth it when left out. One where every record is parsed. */
  readonly threads?: number;
}

/**
 * Condenses CloudTrail files into what identities did. Copies of an event count once. Never throws for what is in the files;
 * throws a {@link Problem} where there is no file at all.
 */
export async function readBehaviour(
  paths: readonly string[],
  { stdin, geoipPaths = [], also, onProgress, plain = false, threads }: ReadBehaviourOptions = {},
): Promise<ReadBehaviour> {
  const found = findLogFiles(paths);
  const files = inDeliveryOrder(found.files);
  if (files.length === 0) throw nothingIn(paths, found.problems);
  const { geo, problems: geoProblems } = openGeo(geoipPaths);
  const isPlacedByGeo = geoipPaths.length > geoProblems.length;
  const fold = createBehaviourFold({
    placeOf: remembered(isPlacedByGeo ? placeByGeo : placeByNetwork),
    placedBy: isPlacedByGeo ? "geoip" : "network",
    agentOf: remembered(agentFamily),
  });
  const copies = createIdTable();
  const problems: ProblemRecord[] = [...found.problems];
  for (const _ of found.problems) fold.addBroken();
  let done = 0;
  const taker: EventTaker = {
    isCopy(sighting) {
      // Without an id it is no copy of any other, and one that comes again with another text is none either.
      const hasId = sighting.idLow !== 0 || sighting.idHigh !== 0;
      if (!hasId || copies.see(sighting).kind !== "duplicate") return false;
      fold.addDuplicate();
      return true;
    },
    take: fold.seeFacts,
    problem: (problem) => problems.push(problem),
  };
  const ended = (isWhole: boolean): void => {
    if (!isWhole) fold.addBroken();
    done += 1;
    onProgress?.(done, files.length);
  };
  const seed = randomBytes(4).readInt32LE();
  const count = plain || also !== undefined ? 1 : Math.min(threads ?? threadsFor(files), files.length);
  if (count > 1) await readInThreads(files, { seed, threads: count }, taker, ended);
  else {
    const read = createBehaviourReader(seed, { ...(stdin && { stdin }), ...(also && { also }), plain });
    for (const [position, file] of files.entries()) ended(await read(file, position, taker));
  }
  return {
    behaviour: fold.take(),
    problems: [...problems, ...geoProblems.map(toProblemRecord)],
    files: files.length,
    missingPaths: found.problems.length,
  };

  function placeByGeo(address: string): { readonly name: string; readonly country?: string } | undefined {
    const [asn, country] = [geo.asn(address), geo.country(address)];
    if (asn === undefined && country === undefined) return placeByNetwork(address);
    const name = [...(asn === undefined ? [] : [`AS${asn}`]), ...(country === undefined ? [] : [country])].join(" ");
    return { name, ...(country !== undefined && { country }) };
  }
}

/** The same few thousand addresses and user agents come again and again. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as T;
    const answer = read(text);
    if (answers.size >= maxRemembered) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}

const maxRemembered = 20_000;

/** Addresses of one site; those that mean something else in every network are no place. */
function placeByNetwork(address: string): { readonly name: string } | undefined {
  const network = isPrivateAddress(address) ? undefined : networkOf(address);
  return network === undefined ? undefined : { name: network };
}

function nothingIn(paths: readonly string[], problems: readonly ProblemRecord[]): Problem {
  const [first] = problems;
  if (first !== undefined) {
    return new Problem(first.code, first.message, {
      ...(first.location && { location: first.location }),
      ...(first.hint !== undefined && { hint: first.hint }),
    });
  }
  return new Problem("input.nothing", `There is no CloudTrail file in ${paths.join(", ")}.`, {
    hint: "A trail's files end in .json.gz; `trailproof detect --help` lists the forms that are read.",
  });
}
