import { readLogFile } from "../../logs/index.ts";
import { type CloudTrailEvent, ownText, type ProblemRecord } from "../../model/index.ts";
import { compileMatcher, type Explanation, explainMatch, type Rule } from "../../sigma/index.ts";
import { createScanTools } from "../detect/scan-tools.ts";
import type { AnyRule } from "../rules/describe.ts";

/** Which event of a file is meant; texts that it does not have are left out. */
export interface ToldEvent {
  readonly index: number;
  readonly eventTime?: string;
  readonly eventName?: string;
  readonly eventId?: string;
}

/** One event held against a rule. */
export interface ExplainedEvent extends ToldEvent {
  readonly matches: boolean;
  /** The condition as a tree, each part with its answer and the values that were met. */
  readonly condition: Explanation;
}

export interface ExplainedEvents {
  readonly explained: readonly ExplainedEvent[];
  readonly events: number;
  readonly matches: number;
  readonly problems: readonly ProblemRecord[];
}

/** Holds every event of a file against a rule. At most `limit` events are explained, those that match first; all are counted. */
export async function explainEvents(
  rule: Rule,
  file: string,
  stdin: AsyncIterable<Uint8Array>,
  limit: number,
  geoipPaths: readonly string[],
): Promise<ExplainedEvents> {
  const { tools, problems: geoProblems } = createScanTools(
    { rules: [rule], correlations: [], baselines: [] },
    geoipPaths,
    0,
  );
  const matcher = compileMatcher(rule.condition);
  const met: ExplainedEvent[] = [];
  const missed: ExplainedEvent[] = [];
  const problems: ProblemRecord[] = [...geoProblems];
  let events = 0;
  let matches = 0;
  const sink = {
    event(written: CloudTrailEvent, index: number): void {
      const event = tools.derive(written);
      events += 1;
      const matched = matcher(event);
      if (matched) matches += 1;
      const list = matched ? met : missed;
      if (list.length < limit) list.push(explain(event, index, matched));
    },
    problem: (problem: ProblemRecord): unknown => problems.push(problem),
  };
  await readLogFile(file, sink, { stdin });
  return { explained: [...met, ...missed].slice(0, limit), events, matches, problems };

  function explain(event: CloudTrailEvent, index: number, matched: boolean): ExplainedEvent {
    return { ...toldEvent(event, index), matches: matched, condition: explainMatch(rule.condition, event) };
  }
}

export type SingleRule = Rule;

/** Whether a rule looks at one event at a time. */
export function isSingleRule(rule: AnyRule): rule is SingleRule {
  return !("timespanMs" in rule) && !("question" in rule);
}

/** Which event this is. */
export function toldEvent(event: CloudTrailEvent, index: number): ToldEvent {
  const [eventTime, eventName, eventId] = ["eventTime", "eventName", "eventID"].map((key) => ownText(event, key));
  return {
    index,
    ...(eventTime !== undefined && { eventTime }),
    ...(eventName !== undefined && { eventName }),
    ...(eventId !== undefined && { eventId }),
  };
}
