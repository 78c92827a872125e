import {
  accountFolder,
  chainId,
  chainOfKey,
  type DigestList,
  digestFolder,
  digestList,
  hourMs,
} from "../../integrity/index.ts";
import type { Archive } from "../../logs/index.ts";
import type { DigestChainName } from "../../model/index.ts";

/** One account's folder for one region. */
export interface TrailPlace {
  readonly prefix: string;
  readonly organization?: string;
  readonly account: string;
  readonly region: string;
}

/** Milliseconds since 1970; undefined: no limit. */
export interface AskedSpan {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What is listed of one chain. */
export interface ListedChain {
  readonly chain: DigestChainName;
  readonly listed: DigestList;
  readonly olderEnd?: number;
}

/** All places below the prefixes, in the order of their keys. */
export async function findPlaces(
  archive: Archive,
  prefixes: readonly string[],
  wants: { readonly account: (account: string) => boolean; readonly region: (region: string) => boolean },
): Promise<readonly TrailPlace[]> {
  const accounts = (await Promise.all(prefixes.map((prefix) => findAccounts(archive, prefix)))).flat();
  const places = accounts
    .filter(({ account }) => wants.account(account))
    .map(async (account) => {
      const folders = logKinds.map((kind) => archive.folders(`${accountFolder(account)}/${kind}/`));
      const regions = new Set((await Promise.all(folders)).flat());
      return [...regions]
        .filter(wants.region)
        .sort()
        .map((region) => ({ ...account, region }));
    });
  return (await Promise.all(places)).flat();
}

type AccountPlace = Omit<TrailPlace, "region">;

async function findAccounts(archive: Archive, prefix: string): Promise<readonly AccountPlace[]> {
  const top = prefix === "" ? "AWSLogs/" : `${prefix}/AWSLogs/`;
  const found = (await archive.folders(top)).map(async (name) => {
    if (isAccount(name)) return [{ prefix, account: name }];
    if (!/^o-[a-z0-9]{10,32}$/.test(name)) return [];
    const accounts = (await archive.folders(`${top}${name}/`)).filter(isAccount);
    return accounts.map((account) => ({ prefix, organization: name, account }));
  });
  return (await Promise.all(found)).flat();
}

function isAccount(name: string): boolean {
  return /^\d{12}$/.test(name);
}

/** Siblings in an account's folder; the first holds digests. */
const logKinds = ["CloudTrail-Digest", "CloudTrail"] as const;

/**
 * The digests of a place by chain. Those that end from `from` to an hour after `to` are listed, as AWS CLI takes them: what
 * was delivered before `to` may stand in the digest of the next hour.
 */
export async function listChains(
  archive: Archive,
  place: TrailPlace,
  { from = -Infinity, to = Infinity }: AskedSpan,
): Promise<readonly ListedChain[]> {
  const folder = digestFolder(place);
  const chains = new Map<string, { chain: DigestChainName; ends: number[]; olderEnd?: number }>();
  for await (const page of archive.list(folder, from === -Infinity ? undefined : folder + dayPath(from - hourMs))) {
    for (const { key } of page) {
      const found = chainOfKey(key);
      if (found === undefined || found.time < from - hourMs || found.time > to + hourMs) continue;
      const id = chainId(found.chain);
      const known = chains.get(id) ?? { chain: found.chain, ends: [] };
      if (found.time < from) known.olderEnd = Math.max(known.olderEnd ?? -Infinity, found.time);
      else known.ends.push(found.time);
      chains.set(id, known);
    }
    if (page.some(({ key }) => to !== Infinity && key > folder + dayPath(to + hourMs + dayMs))) break;
  }
  // Backfill digests after the others, as AWS CLI does.
  return [...chains.entries()]
    .sort(([a, x], [b, y]) => Number(x.chain.isBackfill) - Number(y.chain.isBackfill) || (a < b ? -1 : 1))
    .map(([, { chain, ends, olderEnd }]) => ({
      chain,
      listed: digestList(chain, ends),
      ...(olderEnd !== undefined && { olderEnd }),
    }));
}

/** `2026/11/21` */
export function dayPath(ms: number): string {
  const time = new Date(Math.min(Math.max(ms, 0), maxTime));
  return time.toISOString().slice(0, 10).replaceAll("-", "/");
}

const dayMs = 24 * hourMs;
/** The end of the year 9999: keys have four digits for it. */
const maxTime = 253_402_300_799_000;

/** Where `AWSLogs` lies in a folder that mirrors a bucket: the prefixes of its trails. */
export async function findPrefixes(archive: Archive, below = "", depth = 0): Promise<readonly string[]> {
  if (depth > maxPrefixDepth) return [];
  const names = await archive.folders(below);
  const here = names.includes("AWSLogs") ? [below.slice(0, -1)] : [];
  const deeper = await Promise.all(
    names.flatMap((name) => (name === "AWSLogs" ? [] : findPrefixes(archive, `${below}${name}/`, depth + 1))),
  );
  return [...here, ...deeper.flat()];
}

/** Prefixes may have slashes; nobody nests them further. */
const maxPrefixDepth = 6;
