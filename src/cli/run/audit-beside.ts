import { readBehaviour } from "../../app/behaviour/read-behaviour.ts";
import { readSnapshot } from "../../app/snapshot/snapshot-file.ts";
import type { Behaviour, CloudTrailEvent, ProblemRecord, Snapshot } from "../../model/index.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { startProgress } from "../progress.ts";

/** Flags of what is known beside the state of the account. */
export interface BesideOptions extends CommonOptions {
  readonly logs?: readonly string[];
  readonly previous?: string;
  readonly geoip?: readonly string[];
}

export interface ReadBeside {
  readonly beside: { readonly behaviour?: Behaviour; readonly previous?: Snapshot };
  readonly problems: readonly ProblemRecord[];
  /** Logs were named, and nothing in them is an event. */
  readonly broken: boolean;
}

/** Reads logs and an earlier snapshot, where they were given. `also` hears of each event. */
export async function readBeside(
  options: BesideOptions,
  io: Io,
  also?: (event: CloudTrailEvent) => void,
): Promise<ReadBeside> {
  const { logs = [], previous, geoip } = options;
  const earlier = previous === undefined ? {} : { previous: await readSnapshot(previous) };
  if (logs.length === 0) return { beside: earlier, problems: [], broken: false };
  const progress = startProgress(io, options);
  const { behaviour, problems } = await readBehaviour(logs, {
    stdin: io.stdin,
    ...(geoip && { geoipPaths: geoip }),
    ...(also && { also }),
    onProgress: (done, files) => progress.show(`reading ${done}/${files} log files`),
  });
  progress.done();
  return {
    beside: { ...earlier, behaviour },
    problems,
    broken: behaviour.coverage.events === 0 && problems.length > 0,
  };
}
