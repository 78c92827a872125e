import { coverageCells, dataEventsRecorded, narrowingFields, recordsManagementEvent } from "../../audit/index.ts";
import { hourMs } from "../../integrity/index.ts";
import { parseArn, type Snapshot, type SourceName, type Trail } from "../../model/index.ts";
import { narrowableServices } from "../../rightsize/index.ts";

/** A trail of the account that records every management event of every Region; else why there is none, clauses. */
export type RecordingTrail =
  | { readonly trail: Trail; readonly account: string }
  | { readonly problems: readonly string[] };

/**
 * Looks in a snapshot for a trail by which usage can be known wholly. What it records today is all that a snapshot tells, so that it must
 * have been collected from AWS within the window (milliseconds since 1970), or before the first digest after it.
 */
export function recordingTrail(
  snapshot: Snapshot,
  { from, to }: { readonly from: number; readonly to: number },
): RecordingTrail {
  const { account, clock, collection, takenAt, sources, trails = [] } = snapshot;
  if (clock !== "collected" || collection === undefined) {
    return none("the snapshot was not collected from AWS, so that nobody knows of when the trail's settings are");
  }
  if (Date.parse(takenAt) < from || !(Date.parse(collection.finishedAt) <= to + hourMs)) {
    return none(`the snapshot of ${takenAt} is not of the window`);
  }
  const missing = needed.find((name) => sources[name].state !== "complete");
  if (missing !== undefined) return none(`the snapshot does not have all of ${missing}`);
  const own = trails.filter((trail) => !trail.isOrganizationTrail && parseArn(trail.arn)?.account === account);
  const judged = own.map((trail) => ({ trail, problem: trailProblem(trail, from) }));
  const fit = judged.find(({ problem }) => problem === undefined);
  if (fit !== undefined) return { trail: fit.trail, account };
  const why = judged.map(({ trail, problem }) => `trail ${trail.name} ${problem}`);
  return why.length > 0
    ? { problems: why }
    : none("the account has no trail of its own, and of an organization's nobody here can see when it was changed");
}

/** Prefixes of the services of which the trail records every call, in order. */
export function servicesRecorded({ selectors }: Trail): readonly string[] {
  return [...narrowableServices]
    .filter(([, { dataTypes }]) =>
      dataTypes.every((type) => [true, false].every((isRead) => dataEventsRecorded(selectors, type, isRead) === "all")),
    )
    .map(([prefix]) => prefix)
    .toSorted();
}

const needed = ["trails", "trail-status", "event-selectors", "regions"] as const satisfies readonly SourceName[];

function none(problem: string): RecordingTrail {
  return { problems: [problem] };
}

/** A clause about it. */
function trailProblem(trail: Trail, from: number): string | undefined {
  const { status, selectors } = trail;
  if (!trail.isMultiRegion || !trail.includesGlobalServiceEvents)
    return "does not record all Regions and global services";
  if (!trail.logFileValidation) return "makes no digests";
  if (status?.isLogging !== true) return "is not known to be logging";
  if (!(Date.parse(status.startedLogging ?? "") <= from))
    return "is not known to have been logging since before the window";
  if (Date.parse(status.stoppedLogging ?? "") >= from) return `was stopped at ${status.stoppedLogging}`;
  if (selectors === undefined || selectors.selectors.length === 0) return "has selectors that are not known";
  const cells = coverageCells([selectors]);
  const isWhole =
    narrowingFields(selectors).length === 0 &&
    cells?.every(({ event }) => recordsManagementEvent(selectors, event)) === true;
  return isWhole ? undefined : "does not record every management event";
}
