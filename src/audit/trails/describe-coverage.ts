import { listed } from "../verdict.ts";
import type { EventCell } from "./coverage-cells.ts";

/** A kind of event in a region, in all other regions, or of the global services. */
export interface PlacedCell {
  readonly place: string;
  readonly cell: EventCell;
}

/** `cells` in words, as parts of `all`: `write events of kms.amazonaws.com in all regions`. */
export function describeCells(
  cells: readonly PlacedCell[],
  all: readonly PlacedCell[],
  otherRegions: string,
  globalServices: string,
): readonly string[] {
  const places = [...new Set(all.map(({ place }) => place))];
  const byPhrase = new Map<string, string[]>();
  for (const place of places) {
    for (const phrase of phrases(at(place, cells), at(place, all))) {
      byPhrase.set(phrase, [...(byPhrase.get(phrase) ?? []), place]);
    }
  }
  const regions = places.filter((place) => place !== globalServices);
  return [...byPhrase].map(([phrase, found]) => {
    const inRegions = found.filter((place) => place !== globalServices);
    const named = inRegions.filter((place) => place !== otherRegions);
    const names = [...named, ...(inRegions.includes(otherRegions) ? ["all other regions"] : [])];
    const where = inRegions.length === regions.length ? "in all regions" : `in ${listed(names)}`;
    const parts = [
      ...(inRegions.length === 0 ? [] : [where]),
      ...(found.includes(globalServices) ? ["of global services"] : []),
    ];
    return `${phrase} ${listed(parts)}`;
  });
}

function at(place: string, cells: readonly PlacedCell[]): readonly EventCell[] {
  return cells.filter((placed) => placed.place === place).map((placed) => placed.cell);
}

/** Read and write apart where they differ; sources and names only where not all of them are meant. */
function phrases(cells: readonly EventCell[], all: readonly EventCell[]): readonly string[] {
  const reads = whats(cells.filter(isRead), all.filter(isRead));
  const writes = whats(cells.filter(isWrite), all.filter(isWrite));
  const both = reads.filter((what) => writes.includes(what));
  return [
    ...both.map((what) => `read and write ${what}`),
    ...reads.filter((what) => !both.includes(what)).map((what) => `read ${what}`),
    ...writes.filter((what) => !both.includes(what)).map((what) => `write ${what}`),
  ];
}

function whats(cells: readonly EventCell[], all: readonly EventCell[]): readonly string[] {
  if (cells.length === 0) return [];
  if (cells.length === all.length) return ["events"];
  const sources = [...new Set(all.map((cell) => cell.source))];
  const whole: (string | undefined)[] = [];
  const parts: string[] = [];
  for (const source of sources) {
    const mine = cells.filter((cell) => cell.source === source);
    if (mine.length === all.filter((cell) => cell.source === source).length) whole.push(source);
    else
      parts.push(
        ...mine.map((cell) => `events ${cell.name ?? "of other names"} of ${cell.source ?? "all other sources"}`),
      );
  }
  const named = whole.filter((source) => source !== undefined);
  const names = named.length === whole.length ? named : [...named, "all other sources"];
  return [...(names.length === 0 ? [] : [`events of ${listed(names)}`]), ...new Set(parts)];
}

function isRead({ event }: EventCell): boolean {
  return event.readOnly;
}

function isWrite({ event }: EventCell): boolean {
  return !event.readOnly;
}
