import type { Output } from "../../call.ts";
import { validationError } from "./errors.ts";

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** `IsTruncated`, and `Marker` where more follows. */
  readonly ends: Output;
}

/**
 * One page of things in the order of their keys. The marker holds the last key, so that what is deleted between two pages
 * makes none of the others be skipped. Throws ValidationError of a marker that is none.
 */
export function pageOf<T>(
  all: Iterable<T>,
  keyOf: (item: T) => string,
  { Marker, MaxItems = 100 }: PageRequest,
): Page<T> {
  const after = Marker === undefined ? undefined : keyFrom(Marker);
  const sorted = [...all].map((item) => ({ key: keyOf(item).toLowerCase(), item })).sort(byKey);
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => key > after);
  const page = rest.slice(0, MaxItems);
  const last = page.at(-1);
  const ends =
    rest.length > MaxItems && last !== undefined
      ? { IsTruncated: true, Marker: markerOf(last.key) }
      : { IsTruncated: false };
  return { items: page.map(({ item }) => item), ends };
}

/** The same of things whose order tells something, as that of policy versions. */
export function pageInOrder<T>(all: readonly T[], request: PageRequest): Page<T> {
  const numbered = all.map((item, index) => ({ item, key: String(index).padStart(6, "0") }));
  const { items, ends } = pageOf(numbered, ({ key }) => key, request);
  return { items: items.map(({ item }) => item), ends };
}

interface Keyed {
  readonly key: string;
}

function byKey(a: Keyed, b: Keyed): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

const head = "page:";

function markerOf(key: string): string {
  return Buffer.from(head + key).toString("base64url");
}

function keyFrom(marker: string): string {
  const text = Buffer.from(marker, "base64url").toString();
  if (!text.startsWith(head)) throw validationError("Invalid Marker.");
  return text.slice(head.length);
}
