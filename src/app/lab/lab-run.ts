import { randomUUID } from "node:crypto";
import {
  type LabActivityName,
  type LabRun,
  type LabTools,
  newRun,
  openLabAws,
  runLab,
  signInEndpoint,
  systemClock,
} from "../../provision/index.ts";
import { type LabPlace, labConnection } from "./lab-place.ts";
import type { LabStates } from "./lab-state.ts";
import { findLabTrail, labTrailName, makeLabTrail } from "./lab-trail.ts";

export interface LabRunOptions {
  /** Sign in to the console of AWS itself, too. */
  readonly isLive: boolean;
  /** The trail is not there and is about to be made. */
  readonly onTrail?: () => void;
  readonly onActivity?: (activity: LabActivityName, state: "begun" | "done" | "skipped") => void;
}

/** Makes one run of the lab, and leaves what it made. Throws the Problem of the first call that fails. */
export async function runLabOnce(place: LabPlace, states: LabStates, options: LabRunOptions): Promise<LabRun> {
  const { connection, account, partition, callerId, loopback, settleMs } = place;
  const id = randomUUID();
  const aws = await openLabAws({ id }, labConnection(place), systemClock);
  const lock = states.lock();
  try {
    const isTrailOurs = (await findLabTrail(place)) === undefined;
    const begun = newRun({
      id,
      account,
      partition,
      region: connection.region,
      ...(loopback !== undefined && { endpoint: loopback }),
      callerId,
      startedAt: new Date(aws.now()).toISOString(),
      trail: { name: labTrailName, isOurs: isTrailOurs },
    });
    if (isTrailOurs) {
      states.save(begun);
      options.onTrail?.();
      await makeLabTrail(place, states.workspace);
    }
    return await runLab(begun, {
      aws,
      save: states.save,
      signIn: signInOf(place, options.isLive),
      settleMs,
      ...(options.onActivity && { onActivity: options.onActivity }),
    });
  } finally {
    lock.release();
    aws.close();
  }
}

/** A sandbox has its own sign-in page; that of AWS is used only by who wants it. */
function signInOf({ loopback, partition }: LabPlace, isLive: boolean): LabTools["signIn"] {
  if (loopback !== undefined) return { endpoint: loopback };
  return isLive ? { endpoint: signInEndpoint(partition) } : { skipped: "console sign-in to AWS itself needs --live" };
}
