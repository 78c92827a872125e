import { actionCatalogue } from "../../iam/index.ts";
import { findLogFiles, readLogFile } from "../../logs/index.ts";
import { type CloudTrailEvent, ownText, Problem, type ProblemRecord } from "../../model/index.ts";
import { type DeniedCall, deniedCallsOf, readJournalFile } from "../../provision/index.ts";
import { actionOf } from "../../rightsize/index.ts";
import { applicablePlan } from "./rightsize-changes.ts";

/** What the logs tell since a canary was put in place, or a plan was applied. */
export interface RightsizeWatch {
  readonly purpose: "apply" | "canary";
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Time of the newest event of the logs, whoever it is of: no later denial can be seen in them. */
  readonly seenTo?: string;
  readonly events: number;
  /** In order of time; each event once. */
  readonly denied: readonly DeniedCall[];
  readonly problems: readonly ProblemRecord[];
}

export interface RightsizeWatchOptions {
  readonly journal: string;
  readonly logs: readonly string[];
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/**
 * Looks in CloudTrail files for calls that were denied and that the plan took away. Throws a Problem `journal.invalid` when the journal
 * tells of no canary and no apply of this plan that is in force, and those of {@link applicablePlan}.
 */
export async function watchRightsize(
  text: string,
  file: string,
  { journal, logs, stdin }: RightsizeWatchOptions,
): Promise<RightsizeWatch> {
  const { plan, principal, removed, narrowed } = applicablePlan(text, file, false);
  const run = readJournalFile(journal).runs.findLast(
    (candidate) => candidate.plan === plan && !candidate.ended.has("undo"),
  );
  if (run === undefined) {
    throw new Problem("journal.invalid", "The journal tells of no canary and no apply of this plan that is in force.", {
      location: { file: journal },
    });
  }
  const deniedCall = deniedCallsOf({ principal, actions: [...removed, ...narrowed], since: run.at, actionsOf });
  const found = findLogFiles(logs);
  const problems: ProblemRecord[] = [...found.problems];
  const denied = new Map<string, DeniedCall>();
  let events = 0;
  let seenTo = "";
  for (const name of found.files) {
    const event = (record: CloudTrailEvent): void => {
      events += 1;
      const time = ownText(record, "eventTime") ?? "";
      if (time > seenTo && !Number.isNaN(Date.parse(time))) seenTo = time;
      const call = deniedCall(record);
      if (call !== undefined) denied.set(call.eventId === "" ? `${name} ${events}` : call.eventId, call);
    };
    await readLogFile(
      name,
      { event, problem: (problem) => problems.push(problem) },
      stdin === undefined ? {} : { stdin },
    );
  }
  const calls = [...denied.values()].toSorted((a, b) => compare(a.time, b.time) || compare(a.eventId, b.eventId));
  return {
    purpose: run.purpose === "canary" ? "canary" : "apply",
    since: run.at,
    ...(seenTo !== "" && { seenTo }),
    events,
    denied: calls,
    problems,
  };
}

function actionsOf(event: CloudTrailEvent): readonly string[] {
  const found = actionOf(event, actionCatalogue());
  return found.kind === "actions" ? found.needs.map(({ action }) => action.name) : [];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
