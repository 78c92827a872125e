import { basename } from "node:path";
import { pathProblem } from "../../evidence/index.ts";
import { chainId, type Digest, hourMs, parseLogFileKey } from "../../integrity/index.ts";
import { statOf } from "../../logs/index.ts";
import type { CitedLog } from "./evidence-cited-logs.ts";
import { type FoundMirrorDigest, readMirrorDigests } from "./evidence-mirror.ts";
import type { PackEntry } from "./evidence-write.ts";

/** Log files and the digests that vouch for them, as they are packed. */
export interface TrailFiles {
  readonly entries: readonly PackEntry[];
  /** Where in the pack each cited file is. */
  readonly pathOf: ReadonlyMap<string, string>;
  /** Newest first. */
  readonly digests: readonly { readonly path: string; readonly digest: Digest }[];
}

/**
 * Packs cited log files, the digests that name them or cover their time, and the digests between the oldest and the newest of
 * these, so that the chain has no hole. What is read and what is not are decided by names; nothing is judged here.
 */
export async function packTrailFiles(logs: readonly CitedLog[]): Promise<TrailFiles> {
  const entries = new Map<string, PackEntry>();
  const pathOf = new Map<string, string>();
  const digests = new Map<string, Digest>();
  for (const group of byMirror(logs)) {
    const [first] = group;
    const found = first?.mirror === undefined ? [] : await readMirrorDigests(first.mirror.root, placesOf(group));
    const names = namesIn(found);
    for (const log of group) {
      const path = logPath(log, names, found, entries);
      pathOf.set(log.cited, path);
      entries.set(path, { path, from: { file: log.file } });
    }
    for (const { file, path, digest } of neededOf(found, group)) {
      entries.set(path, { path, from: { file } });
      const sidecar = `${file}.metadata.json`;
      if (statOf(sidecar)?.isFile()) {
        entries.set(`${path}.metadata.json`, { path: `${path}.metadata.json`, from: { file: sidecar } });
      }
      if (digest !== undefined) digests.set(path, digest);
    }
  }
  const newestFirst = [...digests].map(([path, digest]) => ({ path, digest }));
  newestFirst.sort((a, b) => (a.digest.digestEndTime < b.digest.digestEndTime ? 1 : -1));
  return { entries: [...entries.values()], pathOf, digests: newestFirst };
}

function byMirror(logs: readonly CitedLog[]): readonly (readonly CitedLog[])[] {
  const groups = new Map<string | undefined, CitedLog[]>();
  for (const log of logs) {
    const known = groups.get(log.mirror?.root);
    if (known === undefined) groups.set(log.mirror?.root, [log]);
    else known.push(log);
  }
  return [...groups.values()];
}

/** Accounts and regions of the log files, and the earliest time for which a digest is of use. */
function placesOf(logs: readonly CitedLog[]): Parameters<typeof readMirrorDigests>[1] {
  const places = new Map<string, { account: string; region: string; organization?: string; from: number }>();
  for (const { mirror } of logs) {
    const name = parseLogFileKey(mirror?.key ?? "");
    if (name === undefined) continue;
    const { account, region, organization } = name;
    const id = [organization, account, region].join(" ");
    const from = Math.min(places.get(id)?.from ?? Infinity, Date.parse(name.time) - hourMs);
    places.set(id, { account, region, from, ...(organization !== undefined && { organization }) });
  }
  return [...places.values()];
}

/** Where digests say that files are, by the part of the key that a mirror shows. */
function namesIn(found: readonly FoundMirrorDigest[]): ReadonlyMap<string, string> {
  const named = found.flatMap(({ digest, below }) =>
    (digest?.logFiles ?? []).flatMap(({ s3Bucket, s3Object }) =>
      s3Object.startsWith(below) ? [[s3Object.slice(below.length), `s3/${s3Bucket}/${s3Object}`] as const] : [],
    ),
  );
  return new Map(named);
}

function logPath(
  { cited, file, mirror }: CitedLog,
  names: ReadonlyMap<string, string>,
  found: readonly FoundMirrorDigest[],
  taken: ReadonlyMap<string, PackEntry>,
): string {
  const key = mirror?.key ?? basename(file);
  const [first] = found;
  const unnamed = first === undefined ? `logs/${key}` : `${first.path.slice(0, -first.key.length)}${key}`;
  const wanted = names.get(key) ?? unnamed;
  const isFree = taken.get(wanted) === undefined || sameFile(taken.get(wanted), file);
  if (pathProblem(wanted) === undefined && isFree) return wanted;
  const plain = basename(cited)
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .slice(-100);
  return `logs/${taken.size}-${plain}`;
}

function sameFile(entry: PackEntry | undefined, file: string): boolean {
  return typeof entry?.from === "object" && entry.from.file === file;
}

/** Of each chain from the oldest to the newest that names a cited file or covers its time. Backfill digests only by name. */
function neededOf(found: readonly FoundMirrorDigest[], logs: readonly CitedLog[]): readonly FoundMirrorDigest[] {
  const keys = new Set(logs.flatMap(({ mirror }) => mirror?.key ?? []));
  const times = logs.flatMap(({ mirror }) => {
    const name = parseLogFileKey(mirror?.key ?? "");
    return name === undefined ? [] : [{ time: Date.parse(name.time), account: name.account, region: name.region }];
  });
  const chains = new Map<string, FoundMirrorDigest[]>();
  for (const one of found) {
    const known = chains.get(chainId(one.chain));
    if (known === undefined) chains.set(chainId(one.chain), [one]);
    else known.push(one);
  }
  return [...chains.values()].flatMap((chain) => {
    const sorted = chain.toSorted((a, b) => a.time - b.time);
    const wanted = sorted.map((one) => isNeeded(one));
    const [from, to] = [wanted.indexOf(true), wanted.lastIndexOf(true)];
    if (from < 0) return [];
    return sorted[0]?.chain.isBackfill === true ? sorted.filter((_, at) => wanted[at]) : sorted.slice(from, to + 1);
  });

  function isNeeded({ digest, below, time, chain }: FoundMirrorDigest): boolean {
    const isNaming = (digest?.logFiles ?? []).some(
      ({ s3Object }) => s3Object.startsWith(below) && keys.has(s3Object.slice(below.length)),
    );
    const isCovering = times.some(
      (one) =>
        one.account === chain.account &&
        one.region === chain.region &&
        time > one.time - slackMs &&
        time - hourMs <= one.time,
    );
    return isNaming || (isCovering && !chain.isBackfill);
  }
}

/** Names of log files tell their time in steps of five minutes. */
const slackMs = 300_000;
