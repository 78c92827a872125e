import type { LabActivityName } from "./activities.ts";
import type { LabRun } from "./lab-run.ts";

/** What a run makes: all names follow from its id, so that they are known before anything is made. */
export interface LabPeople {
  /** IAM path of everything. */
  readonly path: string;
  /** Who does an activity. */
  readonly actor: (activity: LabActivityName) => string;
  /** A policy is attached to it and detached from it. */
  readonly target: string;
  /** Made by the activity create-user. */
  readonly made: string;
  /** Removed by the activity delete-user. */
  readonly doomed: string;
  /** Assumed by the activity assume-role. */
  readonly role: string;
  /** The device of the activity deactivate-mfa-device. */
  readonly device: string;
  readonly exercises: { readonly noMfa: string; readonly unusedServices: string; readonly oldKey: string };
}

export function peopleOf({ id }: Pick<LabRun, "id">): LabPeople {
  const named = (what: string): string => `trailproof-lab-${id.slice(0, 8)}-${what}`;
  return {
    path: `${labPath}${id}/`,
    actor: named,
    target: named("target"),
    made: named("made"),
    doomed: named("doomed"),
    role: named("role"),
    device: named("device"),
    exercises: { noMfa: named("no-mfa"), unusedServices: named("unused-services"), oldKey: named("old-key") },
  };
}

/** Below it lies what any run of any lab made. */
export const labPath = "/trailproof-lab/";

export function labArn(
  { account, partition, id }: Pick<LabRun, "account" | "partition" | "id">,
  type: "user" | "role" | "mfa",
  name: string,
): string {
  return `arn:${partition}:iam::${account}:${type}${peopleOf({ id }).path}${name}`;
}

/** A policy of AWS's own. */
export function awsPolicy({ partition }: Pick<LabRun, "partition">, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}
