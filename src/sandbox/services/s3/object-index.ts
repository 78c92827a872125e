import type { ObjectVersion } from "../../world/nouns.ts";
import type { Table } from "../../world/table.ts";
import type { World } from "../../world/world.ts";
import { compareUtf8, sortUtf8 } from "./utf8-order.ts";

/** The keys of a bucket in order, and the versions of each: what its table alone would have to be searched for. */
export interface ObjectIndex {
  /** Ids of the versions of a key, newest first; none: no such key. */
  versionsOf(key: string): readonly string[];
  /** In UTF-8 order; good until the bucket changes. */
  keys(): readonly string[];
  /** Position of the first key after this one, or of the first not before it. */
  after(key: string): number;
  from(key: string): number;
  /** Position of the first key from there that does not begin so. */
  behindPrefix(prefix: string, start: number): number;
}

/** A key of the table. */
export function versionKey(key: string, versionId: string): string {
  return `${key}\u0000${versionId}`;
}

interface Known {
  /** Of the table, when this was true of it. */
  revision: number;
  /** By key, newest first. */
  readonly versions: Map<string, readonly string[]>;
  /** In order, as it was before `fresh` came and `gone` went. */
  sorted: string[];
  readonly fresh: Set<string>;
  readonly gone: Set<string>;
}

const known = new WeakMap<Table<ObjectVersion>, Known>();
const onlyNull: readonly string[] = ["null"];

/** Built when it is first asked for, and again when the table was changed by others or taken back; else kept up to date. */
export function objectIndex(world: World, bucket: string): ObjectIndex {
  const index = upToDate(world.objects(bucket));
  function keys(): readonly string[] {
    if (index.fresh.size + index.gone.size > 0) settle(index);
    return index.sorted;
  }
  return {
    versionsOf: (key) => index.versions.get(key) ?? [],
    keys,
    after: (key) => lowerBound(keys(), 0, (other) => compareUtf8(other, key) <= 0),
    from: (key) => lowerBound(keys(), 0, (other) => compareUtf8(other, key) < 0),
    behindPrefix: (prefix, start) => lowerBound(keys(), start, (other) => other.startsWith(prefix)),
  };
}

/** Puts a version, as the newest one of its key if it is new. */
export function indexedPut(world: World, bucket: string, object: ObjectVersion): void {
  const table = world.objects(bucket);
  const index = upToDate(table);
  table.put(versionKey(object.key, object.versionId), object);
  index.revision = table.revision;
  const before = index.versions.get(object.key);
  if (before?.includes(object.versionId)) return;
  index.versions.set(object.key, newestFirst(object.versionId, before));
  if (before === undefined && !index.gone.delete(object.key)) index.fresh.add(object.key);
}

export function indexedDelete(world: World, bucket: string, key: string, versionId: string): void {
  const table = world.objects(bucket);
  const index = upToDate(table);
  table.delete(versionKey(key, versionId));
  index.revision = table.revision;
  const left = (index.versions.get(key) ?? []).filter((id) => id !== versionId);
  if (left.length > 0) {
    index.versions.set(key, left);
    return;
  }
  index.versions.delete(key);
  if (!index.fresh.delete(key)) index.gone.add(key);
}

function upToDate(table: Table<ObjectVersion>): Known {
  const last = known.get(table);
  if (last?.revision === table.revision) return last;
  const versions = new Map<string, readonly string[]>();
  // The table is in the order in which versions were made.
  for (const { key, versionId } of table.values()) versions.set(key, newestFirst(versionId, versions.get(key)));
  const index = {
    revision: table.revision,
    versions,
    sorted: [],
    fresh: new Set(versions.keys()),
    gone: new Set<string>(),
  };
  known.set(table, index);
  return index;
}

/** One array for all the objects of buckets without versions: there are many. */
function newestFirst(versionId: string, before: readonly string[] | undefined): readonly string[] {
  if (before !== undefined) return [versionId, ...before];
  return versionId === "null" ? onlyNull : [versionId];
}

/** A few changes are made in place; after many everything is sorted. */
function settle(index: Known): void {
  const { sorted, fresh, gone, versions } = index;
  if (fresh.size + gone.size > 1000) {
    index.sorted = sortUtf8([...versions.keys()]);
  } else {
    for (const key of gone) sorted.splice(positionOf(sorted, key), 1);
    for (const key of fresh) sorted.splice(positionOf(sorted, key), 0, key);
  }
  fresh.clear();
  gone.clear();
}

function positionOf(sorted: readonly string[], key: string): number {
  return lowerBound(sorted, 0, (other) => compareUtf8(other, key) < 0);
}

/** The first position from `start` where it no longer holds; it holds up to somewhere and then never. */
function lowerBound(keys: readonly string[], start: number, holds: (key: string) => boolean): number {
  let [low, high] = [start, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle];
    if (key !== undefined && holds(key)) low = middle + 1;
    else high = middle;
  }
  return low;
}
