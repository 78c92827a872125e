import type { Trail } from "../model/index.ts";
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
    const note = "the selectors name more event sources and names than can be gone through";
    return { verdict: "unknown", covered: [], gaps: [], unknown: ["management events"], recording: [], notes: [note] };
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

/** Regions that are not the home of a trail at hand, and those that do not exist yet. */
const otherRegions = "*";
/** Events that IAM, STS, CloudFront and the like write in one region for the whole partition. */
const globalServices = "global";

type Records = (trail: Trail, cell: EventCell) => boolean;

function isCertain({ status, selectors }: Trail): boolean {
  return status?.isLogging === true && hasSelectors(selectors);
}

function recordsCell({ selectors }: Trail, cell: EventCell): boolean {
  return hasSelectors(selectors) && recordsManagementEvent(selectors, cell.event);
}

function mayRecordCell(trail: Trail, cell: EventCell): boolean {
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
function reaches(trail: Trail, place: string, partition: string): boolean {
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
function cellsOf(place: string, cells: readonly EventCell[]): readonly EventCell[] {
  return place === globalServices ? cells.filter((cell) => !excludableSources.includes(cell.source ?? "")) : cells;
}

function keyOf({ place, cell: { event } }: PlacedCell): string {
  return [place, event.readOnly, event.eventSource, event.eventName].join("\n");
}

function noteOn(trail: Trail): readonly string[] {
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
