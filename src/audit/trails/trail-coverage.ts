import type { Trail } from "../../model/index.ts";
import { coverageCells, type EventCell, excludableSources } from "./coverage-cells.ts";
import { describeCells, type PlacedCell } from "./describe-coverage.ts";
import { hasSelectors, narrowingFields, recordsManagementEvent } from "./management-selectors.ts";

/** Which management events the trails of an account record together. */
export interface Coverage {
  readonly verdict: "complete" | "incomplete" | "unknown";
  /** In words, empty where there are none: what is recorded, what is not, and what may be. */
  readonly covered: readonly string[];
  readonly gaps: readonly string[];
  readonly unknown: readonly string[];
  /** Names of the trails that record something for certain. */
  readonly recording: readonly string[];
  /** What was not read or does not count, a clause each. */
  readonly notes: readonly string[];
}

/**
 * The union over all trails that are logging, by read and write, event source, region and global services.
 *
 * A trail whose status or selectors were not read may record what the others do not: what it may record is unknown, what
 * no trail can record is a gap. `moreTrails`: not all trails of the account were read.
 */
export function managementCoverage(trails: readonly Trail[], partition: string, moreTrails: boolean): Coverage {
  const cells = coverageCells(trails.flatMap(({ selectors }) => (hasSelectors(selectors) ? [selectors] : [])));
  const notes = trails.flatMap(noteOn);
  if (cells === undefined) {
    return {
      verdict: "unknown",
      covered: [],
      gaps: [],
      unknown: ["management events"],
      recording: [],
      notes: [tooMany],
    };
  }
  const regions = [...new Set(trails.map((trail) => trail.homeRegion)), otherRegions];
  const places = [...regions, globalServices];
  const certain = placedCells(trails.filter(isCertain), cells, places, partition, recordsCell);
  const possible = placedCells(trails, cells, places, partition, mayRecordCell);

  const all = places.flatMap((place) => cellsOf(place, cells).map((cell): PlacedCell => ({ place, cell })));
  const missing = all.filter((placed) => !certain.has(keyOf(placed)));
  const gaps = moreTrails ? [] : missing.filter((placed) => !possible.has(keyOf(placed)));
  const unknown = missing.filter((placed) => !gaps.includes(placed));
  return {
    verdict: gaps.length > 0 ? "incomplete" : unknown.length > 0 ? "unknown" : "complete",
    covered: describeCells(
      all.filter((placed) => certain.has(keyOf(placed))),
      all,
      otherRegions,
      globalServices,
    ),
    gaps: describeCells(gaps, all, otherRegions, globalServices),
    unknown: describeCells(unknown, all, otherRegions, globalServices),
    recording: trails
      .filter((trail) => isCertain(trail) && cells.some((cell) => recordsCell(trail, cell)))
      .map((trail) => trail.name),
    notes,
  };
}

/** Which management events more than one trail records, as {@link managementCoverage} says what one does. */
export interface RepeatedRecording {
  /** In words; empty where nothing is recorded twice for certain. */
  readonly repeated: readonly string[];
  /** Names of the trails that record something of it. */
  readonly trails: readonly string[];
  /** What was not read, a clause each: it may make more of them. */
  readonly notes: readonly string[];
}

export function repeatedRecording(trails: readonly Trail[], partition: string): RepeatedRecording {
  const logging = trails.filter(({ status }) => status?.isLogging !== false);
  const notes = logging.filter((trail) => !isCertain(trail)).flatMap(noteOn);
  const known = logging.filter(isCertain);
  const cells = coverageCells(known.flatMap(({ selectors }) => (hasSelectors(selectors) ? [selectors] : [])));
  if (cells === undefined) return { repeated: [], trails: [], notes: [tooMany] };
  const regions = [...new Set(known.map((trail) => trail.homeRegion)), otherRegions];
  const places = [...regions, globalServices];
  const each = known.map((trail) => {
    return { name: trail.name, keys: placedCells([trail], cells, places, partition, recordsCell) };
  });
  const all = places.flatMap((place) => cellsOf(place, cells).map((cell): PlacedCell => ({ place, cell })));
  const repeated = all.filter((placed) => each.filter(({ keys }) => keys.has(keyOf(placed))).length > 1);
  const names = each.filter(({ keys }) => repeated.some((placed) => keys.has(keyOf(placed)))).map(({ name }) => name);
  return { repeated: describeCells(repeated, all, otherRegions, globalServices), trails: names, notes };
}

const tooMany = "the selectors name more event sources and names than can be gone through";

/** Regions that are not the home of a trail at hand, and those that do not exist yet. */
export const otherRegions: string = "*";
/** Events that IAM, STS, CloudFront and the like write in one region for the whole partition. */
export const globalServices: string = "global";

type Records = (trail: Trail, cell: EventCell) => boolean;

export function isCertain({ status, selectors }: Trail): boolean {
  return status?.isLogging === true && hasSelectors(selectors);
}

export function recordsCell({ selectors }: Trail, cell: EventCell): boolean {
  return hasSelectors(selectors) && recordsManagementEvent(selectors, cell.event);
}

export function mayRecordCell(trail: Trail, cell: EventCell): boolean {
  if (trail.status?.isLogging === false) return false;
  return !hasSelectors(trail.selectors) || recordsCell(trail, cell);
}

function placedCells(
  trails: readonly Trail[],
  cells: readonly EventCell[],
  places: readonly string[],
  partition: string,
  records: Records,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const trail of trails) {
    const recorded = cells.filter((cell) => records(trail, cell));
    for (const place of places.filter((candidate) => reaches(trail, candidate, partition))) {
      for (const cell of recorded) found.add(keyOf({ place, cell }));
    }
  }
  return found;
}

/**
 * Since November 2021 global services write their events in one region, so that a trail of another single region
 * no longer gets them. Source: CloudTrail User Guide, "Global service events".
 */
export function reaches(trail: Trail, place: string, partition: string): boolean {
  if (place !== globalServices) return trail.isMultiRegion || trail.homeRegion === place;
  const home = homesOfGlobalServices.get(partition) ?? "us-east-1";
  return trail.includesGlobalServiceEvents && (trail.isMultiRegion || trail.homeRegion === home);
}

const homesOfGlobalServices: ReadonlyMap<string, string> = new Map([
  ["aws", "us-east-1"],
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-cn", "cn-north-1"],
]);

/** KMS and the RDS Data API are regional. */
export function cellsOf(place: string, cells: readonly EventCell[]): readonly EventCell[] {
  return place === globalServices ? cells.filter((cell) => !excludableSources.includes(cell.source ?? "")) : cells;
}

function keyOf({ place, cell: { event } }: PlacedCell): string {
  return [place, event.readOnly, event.eventSource, event.eventName].join("\n");
}

export function noteOn(trail: Trail): readonly string[] {
  const { name, status, selectors } = trail;
  if (status?.isLogging === false) return [`trail ${name} is stopped`];
  const fields = hasSelectors(selectors) ? [...new Set(narrowingFields(selectors))] : [];
  return [
    ...(status === undefined ? [`the status of trail ${name} was not read (cloudtrail:GetTrailStatus)`] : []),
    ...(selectors === undefined
      ? [`the event selectors of trail ${name} were not read (cloudtrail:GetEventSelectors)`]
      : []),
    ...(selectors !== undefined && !hasSelectors(selectors)
      ? [`the answer for trail ${name} lists no event selector`]
      : []),
    ...(fields.length === 0
      ? []
      : [`selectors of trail ${name} that are narrowed by ${fields.join(", ")} do not count`]),
  ];
}
