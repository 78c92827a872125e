import { randomBytes } from "node:crypto";
import { createBehaviourFold } from "../audit/index.ts";
import {
  agentFamily,
  createIdTable,
  hashId,
  type IdHash,
  isPrivateAddress,
  networkOf,
  type Sighting,
} from "../detect/index.ts";
import { findLogFiles, type RecordRows, readLogFile, rowWord } from "../logs/index.ts";
import {
  type Behaviour,
  type CloudTrailEvent,
  ownText,
  Problem,
  type ProblemRecord,
  toProblemRecord,
} from "../model/index.ts";
import { inDeliveryOrder } from "./delivery-order.ts";
import { openGeo } from "./geo.ts";
import { createRowFacts } from "./read-behaviour-rows.ts";

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
}

/**
 * Condenses CloudTrail files into what identities did. Copies of an event count once. Never throws for what is in the files;
 * throws a {@link Problem} where there is no file at all.
 */
export async function readBehaviour(
  paths: readonly string[],
  { stdin, geoipPaths = [], also, onProgress, plain = false }: ReadBehaviourOptions = {},
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
  const id: IdHash = { low: 0, high: 0 };
  const seed = randomBytes(4).readInt32LE();
  const rowFacts = createRowFacts(seed);
  const options = {
    ...(stdin !== undefined && { stdin }),
    ...(also === undefined && !plain && { projection: rowFacts.projection }),
  };
  const problems: ProblemRecord[] = [...found.problems];
  for (const _ of found.problems) fold.addBroken();
  for (const [position, file] of files.entries()) {
    let isWhole = true;
    const sink = {
      event(event: CloudTrailEvent, index: number, checksum: number): void {
        also?.(event);
        if (isCopy(ownText(event, "eventID"), { checksum, file: position, index })) fold.addDuplicate();
        else fold.see(event, { file, index });
      },
      rows(rows: RecordRows, firstIndex: number): void {
        const { words, rowWords } = rows;
        for (let row = 0; row < rows.count; row += 1) {
          const at = row * rowWords;
          const index = firstIndex + row;
          const [idLow, idHigh] = [words[at + rowWord.idLow] ?? 0, words[at + rowWord.idHigh] ?? 0];
          const checksum = words[at + rowWord.checksum] ?? 0;
          if (isKnown({ idLow, idHigh, checksum, file: position, index })) fold.addDuplicate();
          else fold.seeFacts(rowFacts.factsOf(rows, row, file, index), rowFacts.parse);
        }
      },
      problem(problem: ProblemRecord): void {
        isWhole &&= problem.code === "input.nothing";
        problems.push(problem);
      },
    };
    await readLogFile(file, sink, options);
    if (!isWhole) fold.addBroken();
    onProgress?.(position + 1, files.length);
  }
  return {
    behaviour: fold.take(),
    problems: [...problems, ...geoProblems.map(toProblemRecord)],
    files: files.length,
    missingPaths: found.problems.length,
  };

  function isCopy(eventId: string | undefined, place: Omit<Sighting, "idLow" | "idHigh">): boolean {
    if (eventId === undefined || eventId === "") return false;
    hashId(eventId, seed, id);
    return isKnown({ idLow: id.low, idHigh: id.high, ...place });
  }

  /** Where there is no id, its hash is 0, 0. An id that comes again with another text is no copy. */
  function isKnown(sighting: Sighting): boolean {
    const hasId = sighting.idLow !== 0 || sighting.idHigh !== 0;
    return hasId && copies.see(sighting)?.kind === "duplicate";
  }

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
