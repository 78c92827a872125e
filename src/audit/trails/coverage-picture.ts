import type { Snapshot, Trail } from "../../model/index.ts";
import { coverageCells, type EventCell } from "./coverage-cells.ts";
import { dataEventsRecorded } from "./data-events.ts";
import { hasSelectors } from "./management-selectors.ts";
import {
  cellsOf,
  globalServices,
  isCertain,
  mayRecordCell,
  noteOn,
  otherRegions,
  reaches,
  recordsCell,
} from "./trail-coverage.ts";

/** Which events the trails record, by class of event and by place. Plain data. */
export interface CoveragePicture {
  readonly places: readonly { readonly name: string; readonly regions: readonly string[] }[];
  readonly classes: readonly {
    readonly group: "Management events" | "Data events" | "Insights";
    readonly name: string;
    /** One for each place. */
    readonly cells: readonly CoverageState[];
  }[];
  /** What was not read or does not count, a clause each. */
  readonly notes: readonly string[];
}

/** `partly`: some of the class for certain. `unknown`: what was not read may record it. `none`: there is no such event there. */
export interface CoverageState {
  readonly state: "recorded" | "partly" | "not" | "unknown" | "none";
  /** Names of the trails that record something of it for certain. */
  readonly trails: readonly string[];
}

/**
 * The union over all trails that are logging, classic and advanced selectors. Places that are alike in every class
 * stand together. Undefined: no trail was asked for, so that nothing can be said.
 *
 * Sources: CloudTrail User Guide, "Logging management events", "Logging data events", "Working with CloudTrail Insights".
 */
export function coveragePicture({ trails, regions = [], partition, sources }: Snapshot): CoveragePicture | undefined {
  if (trails === undefined) return undefined;
  const question: Question = {
    trails,
    partition,
    moreTrails: sources.trails.state !== "complete",
    cells: coverageCells(trails.flatMap(({ selectors }) => (hasSelectors(selectors) ? [selectors] : []))),
  };
  const enabled = regions.filter(({ status }) => status.startsWith("ENABLED")).map(({ name }) => name);
  const named = [...new Set([...trails.map(({ homeRegion }) => homeRegion), ...enabled])].toSorted();
  const columns = [...named, otherRegions, globalServices].map((place) => ({
    place,
    cells: classes.map(({ judge }) => judge(place, question)),
  }));
  const groups = alike(columns);
  return {
    places: groups.map((group) => ({ name: nameOf(group, named.length), regions: group.map(({ place }) => place) })),
    classes: classes.map(({ group, name }, at) => ({
      group,
      name,
      cells: groups.map(([first]) => first?.cells[at] ?? { state: "unknown", trails: [] }),
    })),
    notes: [
      ...trails.flatMap(noteOn),
      ...trails.flatMap(({ name, status, insights }) =>
        insights === undefined && status?.isLogging !== false
          ? [`the Insight selectors of trail ${name} were not read (cloudtrail:GetInsightSelectors)`]
          : [],
      ),
      ...(question.moreTrails ? ["not all trails of the account were read"] : []),
      ...(question.cells === undefined ? ["the selectors name more event sources than can be gone through"] : []),
    ],
  };
}

interface Question {
  readonly trails: readonly Trail[];
  readonly partition: string;
  readonly moreTrails: boolean;
  /** Undefined: too many to be gone through. */
  readonly cells: readonly EventCell[] | undefined;
}

interface Column {
  readonly place: string;
  readonly cells: readonly CoverageState[];
}

type Judge = (place: string, question: Question) => CoverageState;

const classes: readonly {
  readonly group: CoveragePicture["classes"][number]["group"];
  readonly name: string;
  readonly judge: Judge;
}[] = [
  { group: "Management events", name: "writes", judge: management((cell) => !cell.event.readOnly) },
  { group: "Management events", name: "reads", judge: management((cell) => cell.event.readOnly) },
  ...(["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"] as const).flatMap((type) => {
    const what = {
      "AWS::S3::Object": "S3 objects",
      "AWS::Lambda::Function": "Lambda functions",
      "AWS::DynamoDB::Table": "DynamoDB tables",
    }[type];
    // Lambda has one data event, Invoke, which is a write.
    const kinds = type === "AWS::Lambda::Function" ? [false] : [false, true];
    return kinds.map((readOnly) => ({
      group: "Data events" as const,
      name: `${type === "AWS::Lambda::Function" ? "calls" : readOnly ? "reads" : "writes"} of ${what}`,
      judge: data(type, readOnly),
    }));
  }),
  { group: "Insights", name: "unusual call rates", judge: insight("ApiCallRateInsight") },
  { group: "Insights", name: "unusual error rates", judge: insight("ApiErrorRateInsight") },
];

function management(isOfClass: (cell: EventCell) => boolean): Judge {
  return (place, { trails, partition, moreTrails, cells }) => {
    if (cells === undefined) return { state: "unknown", trails: [] };
    const own = cellsOf(place, cells).filter(isOfClass);
    const near = trails.filter((trail) => reaches(trail, place, partition));
    const certain = near.filter(isCertain);
    const missing = own.filter((cell) => !certain.some((trail) => recordsCell(trail, cell)));
    const names = certain.filter((trail) => own.some((cell) => recordsCell(trail, cell))).map(({ name }) => name);
    const mayBe = moreTrails || near.some((trail) => missing.some((cell) => mayRecordCell(trail, cell)));
    return stateOf(missing.length === 0 ? "all" : missing.length < own.length ? "some" : "none", mayBe, names);
  };
}

function data(type: string, readOnly: boolean): Judge {
  return (place, { trails, moreTrails }) => {
    if (place === globalServices) return { state: "none", trails: [] };
    const near = trails.filter(
      (trail) => trail.status?.isLogging !== false && (trail.isMultiRegion || trail.homeRegion === place),
    );
    const certain = near
      .filter(isCertain)
      .map((trail) => ({ trail, extent: dataEventsRecorded(trail.selectors, type, readOnly) }))
      .filter(({ extent }) => extent !== "none");
    const extent = certain.some((one) => one.extent === "all") ? "all" : certain.length > 0 ? "some" : "none";
    const mayBe =
      moreTrails ||
      near.some(
        (trail) =>
          !isCertain(trail) &&
          (!hasSelectors(trail.selectors) || dataEventsRecorded(trail.selectors, type, readOnly) !== "none"),
      );
    return stateOf(
      extent,
      mayBe,
      certain.map(({ trail }) => trail.name),
    );
  };
}

function insight(type: string): Judge {
  return (place, { trails, partition, moreTrails }) => {
    const near = trails.filter((trail) => trail.status?.isLogging !== false && reaches(trail, place, partition));
    const certain = near.filter((trail) => trail.status !== undefined && trail.insights?.includes(type) === true);
    const mayBe =
      moreTrails ||
      near.some(({ status, insights }) => insights === undefined || (status === undefined && insights.includes(type)));
    return stateOf(
      certain.length > 0 ? "all" : "none",
      mayBe,
      certain.map(({ name }) => name),
    );
  };
}

/** What is missing for certain is said to be missing only where nothing that was not read may record it. */
function stateOf(extent: "all" | "some" | "none", mayBe: boolean, trails: readonly string[]): CoverageState {
  if (extent === "all") return { state: "recorded", trails };
  if (extent === "some") return { state: "partly", trails };
  return { state: mayBe ? "unknown" : "not", trails };
}

/** Columns with the same states and trails stand together; global services stay apart, since they are no region. */
function alike(columns: readonly Column[]): readonly (readonly Column[])[] {
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    const key = column.place === globalServices ? globalServices : JSON.stringify(column.cells);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  return [...groups.values()];
}

function nameOf(group: readonly Column[], regionsInAll: number): string {
  const names = group.map(({ place }) => place);
  if (names.includes(globalServices)) return "global services";
  const regions = names.filter((name) => name !== otherRegions);
  const [first = ""] = regions;
  if (!names.includes(otherRegions))
    return regions.length < 3 ? regions.join(", ") : `${first} and ${regions.length - 1} more`;
  if (regions.length === regionsInAll) return "all regions";
  return regions.length === 0
    ? "all other regions"
    : `${first}${regions.length > 1 ? ` and ${regions.length - 1} more` : ""} and all others`;
}
