import { readFileSync, statSync } from "node:fs";
import { Reader } from "mmdb-lib";
import { canonicalAddress, type GeoLookup, isPrivateAddress } from "../../detect/index.ts";
import { Problem } from "../../model/index.ts";
import { type GeoFacts, geoFactsIn } from "./geo-facts.ts";
import { type PrefixReader, sampleRecords } from "./geo-sample.ts";

/** What was opened, and what was wrong with the rest. */
export interface OpenedGeo {
  readonly geo: GeoLookup;
  /** One for each file that is not a database, that is broken, or that says nothing of addresses' places or AS. */
  readonly problems: readonly Problem[];
}

/**
 * Opens the user's MaxMind databases (`.mmdb`) of countries, cities and AS numbers, of MaxMind or of others; which is which
 * is told by `database_type` and by what they hold. A fact comes from the first database that has it. A lookup that meets a
 * broken part of a file knows nothing, and adds a problem for the file.
 */
export function openGeo(paths: readonly string[]): OpenedGeo {
  const problems: Problem[] = [];
  const databases: Database[] = [];
  for (const file of paths) {
    try {
      databases.push(openDatabase(file, problems));
    } catch (cause) {
      problems.push(cause instanceof Problem ? cause : notReadable(file, cause));
    }
  }
  const factsOf = remembered((address) => lookUp(databases, address));
  return {
    problems,
    geo: {
      country: (address) => factsOf(address).country,
      asn: (address) => factsOf(address).asn,
      location: (address) => factsOf(address).location,
    },
  };
}

type Database = (address: string) => GeoFacts;

/** The largest that are sold have about 1 GB. */
const maxBytes = 2 ** 31 - 1;

function openDatabase(file: string, problems: Problem[]): Database {
  const bytes = readDatabase(file);
  const reader = new Reader(bytes, { cache: boundedCache() });
  const { databaseType, ipVersion, nodeCount, searchTreeSize } = reader.metadata;
  const isComplete = Number.isSafeInteger(nodeCount) && nodeCount > 0 && searchTreeSize < bytes.length;
  if (!isComplete || (ipVersion !== 4 && ipVersion !== 6)) throw new Error("its search tree is cut or empty");
  const read = (address: string): unknown =>
    // A tree of IPv4 addresses would be left at a wrong place.
    ipVersion === 4 && address.includes(":") ? undefined : reader.getWithPrefixLength(address)[0];
  if (!isUsable(databaseType, reader, ipVersion)) throw foreign(file, databaseType);
  let isBroken = false;
  return (address) => {
    try {
      return geoFactsIn(read(address));
    } catch (cause) {
      if (!isBroken) problems.push(notReadable(file, cause));
      isBroken = true;
      return {};
    }
  };
}

function readDatabase(file: string): Buffer {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Error("it is no file");
    if (stats.size > maxBytes) {
      throw new Problem("input.too-large", "The GeoIP database is larger than 2 GiB.", { location: { file } });
    }
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // Whatever a file system throws is an Error with a message that names the path.
    const reason = (cause as Error).message;
    throw new Problem("input.unreadable", `The GeoIP database cannot be read: ${reason}.`, {
      location: { file },
      cause,
    });
  }
}

/** By its name, else by what its first records hold: names are free, and some holders use their own. */
function isUsable(databaseType: unknown, reader: PrefixReader, ipVersion: number): boolean {
  const samples = sampleRecords(reader, ipVersion);
  const isNamed = typeof databaseType === "string" && /country|city|enterprise|asn|isp(?![a-z])/i.test(databaseType);
  return isNamed || samples.some((record) => Object.keys(geoFactsIn(record)).length > 0);
}

function lookUp(databases: readonly Database[], address: string): GeoFacts {
  const canonical = canonicalAddress(address);
  if (canonical === undefined || isPrivateAddress(canonical)) return {};
  // Those of the first database are the last to be written.
  return Object.assign({}, ...databases.map((database) => database(canonical)).reverse());
}

function remembered(read: (address: string) => GeoFacts): (address: string) => GeoFacts {
  const answers = boundedMap<string, GeoFacts>();
  return (address) => {
    const known = answers.get(address);
    if (known !== undefined) return known;
    const answer = read(address);
    answers.set(address, answer);
    return answer;
  };
}

interface BoundedMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

function boundedMap<K, V>(): BoundedMap<K, V> {
  const map = new Map<K, V>();
  return {
    get: (key) => map.get(key),
    set(key, value) {
      if (map.size >= maxRemembered) map.clear();
      map.set(key, value);
    },
  };
}

const maxRemembered = 20_000;

/** With it the reader decodes what many records point to once, also in a file made to point at itself over and over. */
function boundedCache(): BoundedMap<string | number, unknown> {
  return boundedMap();
}

function notReadable(file: string, cause: unknown): Problem {
  const reason = cause instanceof Error ? cause.message : "unknown reason";
  return new Problem("input.malformed", `This is no MaxMind database, or it is broken: ${reason}.`, {
    location: { file },
    hint: "Download the database again; the file must be the unpacked .mmdb.",
    cause,
  });
}

function foreign(file: string, databaseType: unknown): Problem {
  const type = typeof databaseType === "string" ? ` (${databaseType.slice(0, 60)})` : "";
  return new Problem("input.unsupported", `The database${type} has no countries, places or AS numbers of addresses.`, {
    location: { file },
    hint: "Name a database of countries, cities or AS numbers.",
  });
}
