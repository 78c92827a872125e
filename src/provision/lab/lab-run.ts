import { type LabActivityName, labActivities } from "./activities.ts";

/**
 * One run of the lab as it is kept on disk. It holds no secret: what keys and passwords the run makes are known to its process
 * alone, and nobody needs them to clean up.
 */
export interface LabRun {
  readonly schemaVersion: 1;
  readonly kind: "lab-run";
  /** A UUID: in the path of all that is made, in its tag, and in the user agent of all calls. */
  readonly id: string;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** Where the run was made: an endpoint on this machine; undefined: AWS. */
  readonly endpoint?: string;
  /** `UserId` of who ran it; it tells one sandbox from another at the same address. */
  readonly callerId: string;
  /** By the clock of AWS; ISO 8601. */
  readonly startedAt: string;
  readonly trail: LabTrail;
  /** In the order in which they were begun. */
  readonly steps: readonly LabStep[];
  readonly activities: readonly DoneActivity[];
  /** Every step was made. */
  readonly isComplete: boolean;
}

export interface LabTrail {
  readonly name: string;
  /** The lab made it, with its bucket, and removes both again. */
  readonly isOurs: boolean;
}

export interface LabStep {
  /** As the API calls it: `CreateUser`. */
  readonly call: string;
  readonly target: string;
  /** Without it: nobody knows whether the call was carried out. */
  readonly isDone?: true;
}

export interface DoneActivity {
  readonly activity: LabActivityName;
  /** `todo` also after a crash in the middle of it. */
  readonly state: "todo" | "done" | "skipped";
  /** When it was answered, by the clock of AWS; ISO 8601. */
  readonly at?: string;
  /** Why it was skipped. */
  readonly reason?: string;
}

/** A run that has not begun. */
export function newRun(
  given: Pick<LabRun, "id" | "account" | "partition" | "region" | "endpoint" | "callerId" | "startedAt" | "trail">,
): LabRun {
  const activities = labActivities.map(({ activity }) => ({ activity, state: "todo" }) as const);
  return { schemaVersion: 1, kind: "lab-run", ...given, steps: [], activities, isComplete: false };
}

/** What all that a run makes has in its user agent. */
export function labUserAgent(run: Pick<LabRun, "id">): string {
  return `trailproof-lab_${run.id}`;
}

export const labTag = "trailproof-lab";
