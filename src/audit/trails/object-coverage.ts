import type {
  AdvancedSelector,
  Bucket,
  ClassicSelector,
  EventSelectors,
  FieldSelector,
  Trail,
} from "../../model/index.ts";
import { compareText } from "../order.ts";
import { listed } from "../verdict.ts";
import { hasSelectors, selectorHolds } from "./management-selectors.ts";

/** Which reads or writes of a bucket's objects the trails of an account record together. */
export interface ObjectCoverage {
  /** `some`: not of all objects or all calls, or not in the bucket's region for certain. */
  readonly verdict: "all" | "some" | "none" | "unknown";
  /** Names of the trails that record something of it for certain. */
  readonly recording: readonly string[];
  /** What is not recorded or not known, in words; empty for `all`. */
  readonly gaps: readonly string[];
}

export interface ObjectCoverageQuestion {
  readonly bucket: Pick<Bucket, "name" | "region">;
  readonly readOnly: boolean;
  readonly partition: string;
  /** Not all trails of the account were read. */
  readonly moreTrails: boolean;
}

/**
 * The union over all trails that are logging, classic and advanced selectors, by object and by name of the call. The
 * name of a selector means nothing.
 *
 * Source: CloudTrail User Guide, "Logging data events", and API reference, "DataResource", "AdvancedFieldSelector".
 */
export function objectCoverage(all: readonly Trail[], asked: ObjectCoverageQuestion): ObjectCoverage {
  const trails = all.toSorted((a, b) => compareText(a.arn, b.arn));
  const cells = cellsFor(trails, asked);
  if (cells === undefined) {
    const why = "the selectors name more objects and calls than can be gone through";
    return { verdict: "unknown", recording: [], gaps: [why] };
  }
  const near = trails.filter((trail) => trail.status?.isLogging !== false && reach(trail, asked) !== "no");
  const certain = near.filter((trail) => isCertain(trail) && reach(trail, asked) === "yes");
  const missing = cells.filter((cell) => !certain.some((trail) => records(trail, cell)));
  const recording = certain.filter((trail) => cells.some((cell) => records(trail, cell))).map(({ name }) => name);
  if (missing.length === 0) return { verdict: "all", recording, gaps: [] };

  const doubtful = near.filter((trail) => !certain.includes(trail) && missing.some((cell) => mayRecord(trail, cell)));
  if (doubtful.length > 0 || asked.moreTrails) {
    const notes = doubtful.map((trail) => doubtOf(trail));
    return { verdict: "unknown", recording, gaps: asked.moreTrails ? [...notes, "not all trails were read"] : notes };
  }
  const gaps = [...new Set(missing.map(({ label }) => label))];
  return { verdict: recording.length === 0 ? "none" : "some", recording, gaps };
}

interface ObjectCell {
  readonly arn: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  /** What of the bucket it stands for. */
  readonly label: string;
}

const objectType = "AWS::S3::Object";
/** Hardly a part of any key or call. */
const other = "~";
const maxCells = 5000;

/** One stand-in for each kind of object and call that the selectors at hand can tell apart. */
function cellsFor(
  trails: readonly Trail[],
  { bucket, readOnly, partition }: ObjectCoverageQuestion,
): readonly ObjectCell[] | undefined {
  const base = `arn:${partition}:s3:::${bucket.name}/`;
  const conditions = trails.flatMap(({ selectors }) => objectConditions(selectors));
  const keys = standIns(
    conditions.filter(({ field }) => field === "resources.ARN"),
    base,
    classicValues(trails),
  );
  const names = standIns(
    conditions.filter(({ field }) => field === "eventName"),
    "",
    [],
  );
  if (keys === undefined || names === undefined || keys.length * names.length > maxCells) return undefined;
  return keys.flatMap((key) =>
    names.map((name) => {
      const ofKey = key.label === undefined ? undefined : `objects ${key.label.slice(base.length)}`;
      const ofName = name.label === undefined ? undefined : `calls ${name.label}`;
      const named = [ofKey, ofName].filter((label) => label !== undefined);
      const label = named.length === 0 ? "whatever no selector names" : listed(named);
      return { arn: key.text, eventName: name.text, readOnly, label };
    }),
  );
}

interface StandIn {
  readonly text: string;
  /** Undefined: everything that no selector mentions. */
  readonly label?: string;
}

/** Below `base`: what is mentioned there, each beginning, each ending, each pair of both, and the rest. */
function standIns(
  conditions: readonly FieldSelector[],
  base: string,
  moreStarts: readonly string[],
): readonly StandIn[] | undefined {
  const whole = conditions.flatMap(({ equals = [], notEquals = [] }) => [...equals, ...notEquals]);
  const starts = conditions.flatMap(({ startsWith = [], notStartsWith = [] }) => [...startsWith, ...notStartsWith]);
  const ends = conditions.flatMap(({ endsWith = [], notEndsWith = [] }) => [...endsWith, ...notEndsWith]);
  const below = [...new Set([...starts, ...moreStarts])].filter((text) => text.startsWith(base) && text !== base);
  const endings = [...new Set(ends)];
  if (below.length * endings.length > maxCells) return undefined;
  return [
    { text: `${base}${other}` },
    ...[...new Set(whole)].filter((text) => text.startsWith(base)).map((text) => ({ text, label: text })),
    ...below.map((start) => ({ text: `${start}${other}`, label: `${start}*` })),
    ...endings.map((end) => ({ text: `${base}${other}${end}`, label: `${base}*${end}` })),
    ...below.flatMap((start) => endings.map((end) => ({ text: `${start}${other}${end}`, label: `${start}*${end}` }))),
  ];
}

function objectConditions(selectors: EventSelectors | undefined): readonly FieldSelector[] {
  if (selectors?.kind !== "advanced") return [];
  return selectors.selectors.filter(isAboutObjects).flatMap(({ fieldSelectors }) => fieldSelectors);
}

function classicValues(trails: readonly Trail[]): readonly string[] {
  return trails.flatMap(({ selectors }) =>
    selectors?.kind === "classic"
      ? selectors.selectors.flatMap(({ dataResources }) => dataResources.flatMap(({ values }) => values))
      : [],
  );
}

function records({ selectors }: Trail, cell: ObjectCell): boolean {
  if (selectors === undefined) return false;
  return selectors.kind === "classic"
    ? selectors.selectors.some((selector) => classicRecords(selector, cell))
    : selectors.selectors.some((selector) => advancedRecords(selector, cell));
}

function mayRecord(trail: Trail, cell: ObjectCell): boolean {
  return !hasSelectors(trail.selectors) || records(trail, cell);
}

/** A value is the beginning of an ARN; `arn:aws:s3` alone means all buckets. */
function classicRecords({ readWriteType, dataResources }: ClassicSelector, { arn, readOnly }: ObjectCell): boolean {
  if (readWriteType !== "All" && (readWriteType === "ReadOnly") !== readOnly) return false;
  return dataResources.some(
    ({ type, values }) => type === objectType && values.some((value) => value !== "" && arn.startsWith(value)),
  );
}

function isAboutObjects({ fieldSelectors }: AdvancedSelector): boolean {
  const holds = (field: string, value: string): boolean => {
    const conditions = fieldSelectors.filter((condition) => condition.field === field);
    return conditions.length > 0 && conditions.every((condition) => selectorHolds(condition, value));
  };
  return holds("eventCategory", "Data") && holds("resources.type", objectType);
}

/** A selector that also asks for another field (`userIdentity.arn`, ...) records some such events, so it counts for none. */
function advancedRecords(selector: AdvancedSelector, cell: ObjectCell): boolean {
  const values: ReadonlyMap<string, string> = new Map([
    ["eventCategory", "Data"],
    ["resources.type", objectType],
    ["eventSource", "s3.amazonaws.com"],
    ["readOnly", String(cell.readOnly)],
    ["eventName", cell.eventName],
    ["resources.ARN", cell.arn],
  ]);
  if (!isAboutObjects(selector)) return false;
  return selector.fieldSelectors.every((condition) => {
    const value = values.get(condition.field);
    return value !== undefined && selectorHolds(condition, value);
  });
}

function isCertain({ status, selectors }: Trail): boolean {
  return status?.isLogging === true && hasSelectors(selectors);
}

/** Data events are written in the region of the bucket. */
function reach({ isMultiRegion, homeRegion }: Trail, { bucket }: ObjectCoverageQuestion): "yes" | "no" | "unknown" {
  if (isMultiRegion) return "yes";
  if (bucket.region === undefined) return "unknown";
  return bucket.region === homeRegion ? "yes" : "no";
}

function doubtOf({ name, status, selectors, homeRegion }: Trail): string {
  if (status === undefined) return `the status of trail ${name} was not read (cloudtrail:GetTrailStatus)`;
  if (!hasSelectors(selectors))
    return `the event selectors of trail ${name} were not read (cloudtrail:GetEventSelectors)`;
  return `trail ${name} records ${homeRegion} only, and the bucket's region was not read (s3:GetBucketLocation)`;
}
