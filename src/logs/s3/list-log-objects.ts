import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import { createLimit } from "../aws/limit.ts";
import { isLogFileName } from "../find-log-files.ts";
import {
  dayPath,
  daysBetween,
  folderLevel,
  holdsEvents,
  isAccount,
  isOrganization,
  type LogWindow,
  wantedDays,
  wantedKeys,
} from "./log-place.ts";
import type { ObjectPage, ObjectQuery, ObjectStore } from "./object-store.ts";
import { objectUri, parseObjectUri } from "./object-uri.ts";

/** The log files behind an `s3://` address. */
export interface ListedLogs {
  /** Addresses of objects. */
  readonly files: readonly string[];
  /** All of them together, as stored. */
  readonly bytes: number;
  /** Objects whose name is not that of a log. */
  readonly skipped: number;
  /** What could not be listed. */
  readonly problems: readonly ProblemRecord[];
}

export interface ListOptions {
  /** Requests at the same time. */
  readonly concurrency: number;
  readonly onFound?: (files: number) => void;
}

/**
 * Lists the log files behind `s3://bucket`, a folder or an object of it, or whatever its keys begin with. Where they are laid out
 * as CloudTrail does, only wanted accounts, regions and days are listed, many at the same time; folders of digests and of other
 * services are left alone. All else is listed whole. Never throws: what cannot be listed is named.
 */
export async function listLogObjects(
  store: ObjectStore,
  uri: string,
  window: LogWindow,
  { concurrency, onFound }: ListOptions,
): Promise<ListedLogs> {
  const place = parseObjectUri(uri);
  if (place === undefined) {
    const message = "This is not the address of a bucket: s3://bucket/prefix.";
    return {
      files: [],
      bytes: 0,
      skipped: 0,
      problems: [{ code: "input.unsupported", message, location: { file: uri } }],
    };
  }
  const { bucket, key: prefix } = place;
  const limit = createLimit(concurrency);
  const isWanted = wantedKeys(window);
  const days = wantedDays(window);
  const files: string[] = [];
  const problems: ProblemRecord[] = [];
  /** Names of folders for regions and accounts, wanted or not. */
  const seen = { regions: new Set<string>(), accounts: new Set<string>() };
  let [bytes, skipped, sawLogs] = [0, 0, false];
  await named(prefix, listPrefix);
  if (files.length === 0 && problems.length === 0 && !sawLogs) await named(prefix, lookForLogs);
  nameMissing(window.accounts, seen.accounts, "account");
  nameMissing(window.regions, seen.regions, "region");
  return { files, bytes, skipped, problems };

  /** A window without files is quiet; an address without any is a mistake, which must not look like peace. */
  async function lookForLogs(): Promise<void> {
    for await (const { objects } of pages({ prefix })) {
      if (objects.some(({ key }) => isLogFileName(key))) return;
      break;
    }
    const message = "There is no CloudTrail file below this address.";
    problems.push({ code: "input.nothing", message, location: { file: uri } });
  }

  function nameMissing(wanted: readonly string[] | undefined, found: ReadonlySet<string>, what: string): void {
    if (found.size === 0) return;
    for (const name of wanted ?? []) {
      if (found.has(name)) continue;
      const message = `There are no files of ${what} ${name} below this address.`;
      problems.push({ code: "input.nothing", message, location: { file: uri } });
    }
  }

  /** As AWS CLI takes it: an object or a folder; else whatever begins so, as S3 does. */
  async function listPrefix(): Promise<void> {
    if (prefix === "" || prefix.endsWith("/")) return listFolder(prefix, 0);
    const near: ObjectPage[] = [];
    try {
      for await (const page of pages({ prefix, folders: true })) near.push(page);
    } catch (error) {
      // Who may see a folder need not be allowed to see what else begins like it.
      if (error instanceof Problem && error.code === "aws.denied") return listFolder(`${prefix}/`, 0);
      throw error;
    }
    const found = near.flatMap((page) => page.objects);
    const folders = near.flatMap((page) => page.folders);
    const exact = found.filter(({ key }) => key === prefix);
    for (const { key, size } of exact) take(key, size);
    if (folders.includes(`${prefix}/`)) return listFolder(`${prefix}/`, 0);
    if (exact.length === 0) return listWhole(prefix);
  }

  async function listFolder(folder: string, depth: number): Promise<void> {
    switch (folderLevel(folder)) {
      case "above":
        return listAbove(folder, depth);
      case "accounts":
        return listFolders(folder, (name) => isOrganization(name) || isWantedAccount(name), depth);
      case "kinds":
        return listFolders(folder, holdsEvents, depth);
      case "regions":
        return listFolders(folder, isWantedRegion, depth);
      case "days":
        return listRegion(folder);
      case "below":
        return listWhole(folder);
    }
  }

  function isWantedAccount(name: string): boolean {
    if (isAccount(name)) seen.accounts.add(name);
    return isAccount(name) && (window.accounts?.includes(name) ?? true);
  }

  function isWantedRegion(name: string): boolean {
    seen.regions.add(name);
    sawLogs = true;
    return window.regions?.includes(name) ?? true;
  }

  async function listFolders(folder: string, wants: (name: string) => boolean, depth: number): Promise<void> {
    const inside: string[] = [];
    for await (const page of pages({ prefix: folder, folders: true })) {
      inside.push(...page.folders.filter((name) => wants(name.slice(folder.length, -1))));
    }
    await each(inside, (name) => listFolder(name, depth + 1));
  }

  /** Trails may have prefixes, so that `AWSLogs/` may lie in folders, beside which others lie. */
  async function listAbove(folder: string, depth: number): Promise<void> {
    if (depth > mostDepth) return listWhole(folder);
    const seen: ObjectPage[] = [];
    let folders = 0;
    for await (const page of pages({ prefix: folder, folders: true })) {
      folders += page.folders.length;
      // To look into each would take longer than to list them all in a row.
      if (folders > mostFolders) return listWhole(folder);
      seen.push(page);
    }
    for (const page of seen) for (const { key, size } of page.objects) takeLog(key, size);
    await each(
      seen.flatMap((page) => page.folders),
      (name) => listFolder(name, depth + 1),
    );
  }

  /** A quiet region is one request; of a busy one the days are listed at the same time. */
  async function listRegion(folder: string): Promise<void> {
    const after = days.first === undefined ? undefined : folder + days.first;
    for await (const page of pages({ prefix: folder, after })) {
      for (const { key, size } of page.objects) takeLog(key, size);
      const last = page.objects.at(-1)?.key;
      if (page.isLast || last === undefined) return;
      if (days.last !== undefined && last.slice(folder.length, folder.length + dayLength) > days.last) return;
      if (await listDays(folder, last)) return;
    }
  }

  /** What comes after a key. False: the key tells no day, so that the region is listed page by page. */
  async function listDays(folder: string, last: string): Promise<boolean> {
    const day = last.slice(folder.length, folder.length + dayLength);
    const left = daysBetween(day, days.last ?? dayPath((store.now() ?? Date.now()) + oneDayMs));
    if (left.length === 0 || left.length > mostDays) return false;
    await each(
      left.map((path) => `${folder}${path}/`),
      (prefix) => listRest(prefix, last.startsWith(prefix) ? last : undefined),
    );
    // Behind all of them, where clocks are wrong or names are no days. `0` comes after the slash.
    if (days.last === undefined) await listRest(folder, `${folder}${left.at(-1)}0`);
    return true;
  }

  async function listWhole(start: string): Promise<void> {
    const isInside = folderLevel(start.slice(0, start.lastIndexOf("/") + 1)) === "below";
    for await (const page of pages({ prefix: start })) {
      for (const { key, size } of page.objects) {
        // Found by the way, digests and files of other services are left alone as they are when folders are listed.
        if (isInside || folderLevel(key.slice(0, key.lastIndexOf("/") + 1)) !== "below" || isOfEvents(key))
          takeLog(key, size);
      }
    }
  }

  async function listRest(prefix: string, after: string | undefined): Promise<void> {
    for await (const page of pages({ prefix, after })) for (const { key, size } of page.objects) takeLog(key, size);
  }

  function takeLog(key: string, size: number): void {
    // An empty object whose name ends in a slash is how the console makes folders.
    if (key.endsWith("/")) return;
    const isLog = isLogFileName(key);
    sawLogs ||= isLog;
    if (!isWanted(key)) return;
    if (isLog) take(key, size);
    else skipped += 1;
  }

  function take(key: string, size: number): void {
    files.push(objectUri({ bucket, key }));
    bytes += size;
    onFound?.(files.length);
  }

  /** Whoever waits for folders inside holds no place in the line for requests. */
  async function* pages(query: ObjectQuery): AsyncGenerator<ObjectPage> {
    const iterator = store.list(bucket, query)[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await limit(() => iterator.next());
      if (done === true) return;
      yield value;
    }
  }

  async function each(prefixes: readonly string[], list: (prefix: string) => Promise<void>): Promise<void> {
    await Promise.all(prefixes.map((one) => named(one, () => list(one))));
  }

  /** What may not be listed is named; the rest is. */
  async function named(key: string, list: () => Promise<void>): Promise<void> {
    try {
      await list();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push({ ...toProblemRecord(error), location: { file: objectUri({ bucket, key }) } });
    }
  }
}

function isOfEvents(key: string): boolean {
  return /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/CloudTrail(?:-(?!Digest\/)[A-Za-z]+)?\//.test(key);
}

const dayLength = "2026/11/21".length;
const oneDayMs = 86_400_000;
const mostDepth = 3;
const mostFolders = 200;
/** Ten years. */
const mostDays = 3700;
