import { Readable } from "node:stream";
import { feedMatch, feedsOf } from "../../detect/index.ts";
import { readLogFile } from "../../logs/index.ts";
import type { CloudTrailEvent, Detection, Json, ProblemRecord } from "../../model/index.ts";
import { compileMatcher, type Explanation, explainMatch, headsOf, type RuleSet } from "../../sigma/index.ts";
import { detectEvents } from "../detect/detect-events.ts";
import { createScanTools } from "../detect/scan-tools.ts";
import type { AnyRule } from "../rules/describe.ts";
import { onlyRule } from "../rules/select-rules.ts";
import { type ToldEvent, toldEvent } from "./explain-event.ts";

/** Events held against a rule over time. */
export interface ExplainedSequence {
  /** What each event said to the rule, those that say something first; at most `limit` events. */
  readonly steps: readonly SequenceStep[];
  readonly events: number;
  /** Events that the rule hears of. */
  readonly heard: number;
  readonly detections: readonly Detection[];
  readonly notes: readonly string[];
  readonly problems: readonly ProblemRecord[];
}

export interface SequenceStep extends ToldEvent {
  /** What the rule heard of the event; empty: none of its rules matches. */
  readonly heard: readonly HeardMatch[];
  /** Where none of its rules matches: why each does not. */
  readonly missed?: readonly MissedMatch[];
}

interface NamedRule {
  readonly id: string;
  readonly title: string;
}

/** An event that meets one of the rules that a rule over time asks. */
export interface HeardMatch {
  readonly rule: NamedRule;
  /** It takes part; else it lacks one of the fields `lacks`. */
  readonly counts: boolean;
  readonly lacks?: readonly string[];
  readonly groupBy?: { readonly [field: string]: Json };
  readonly values?: { readonly [field: string]: Json };
}

/** An event that does not meet one of them. */
export interface MissedMatch {
  readonly rule: NamedRule;
  readonly condition: Explanation;
}

/** Runs the events of a file through one correlation or baseline and says what each of them added. */
export async function explainSequence(
  every: RuleSet,
  rule: AnyRule,
  file: string,
  stdin: AsyncIterable<Uint8Array>,
  limit: number,
  geoipPaths: readonly string[],
): Promise<ExplainedSequence> {
  const set = onlyRule(every, rule.id);
  const { tools, problems: geoProblems } = createScanTools(set, geoipPaths, 0);
  const titles = new Map(headsOf(every).map(({ id, title }) => [id, title]));
  const feeds = feedsOf(set).map((feed, position) => ({ feed, position, matches: compileMatcher(feed.condition) }));
  const events: CloudTrailEvent[] = [];
  const problems: ProblemRecord[] = [...geoProblems];
  const sink = {
    event: (event: CloudTrailEvent): unknown => events.push(event),
    problem: (problem: ProblemRecord): unknown => problems.push(problem),
  };
  await readLogFile(file, sink, { stdin });
  const found = await detectEvents({
    paths: ["-"],
    stdin: Readable.from([Buffer.from(JSON.stringify({ Records: events }))]),
    rules: set,
    geoipPaths,
    workers: 1,
  });
  const all = events.map((event, index): SequenceStep => {
    return { ...toldEvent(event, index), heard: heardOf(tools.derive(event)) };
  });
  const loud = all.filter(({ heard }) => heard.length > 0);
  const quiet = all.filter(({ heard }) => heard.length === 0).slice(0, Math.max(0, limit - loud.length));
  const steps = [...loud.slice(0, limit), ...quiet.map((step) => ({ ...step, missed: missedOf(step.index) }))];
  return {
    steps,
    events: events.length,
    heard: loud.length,
    // They were read from memory, not from the file.
    detections: found.detections.map((one) => ({ ...one, events: one.events.map((event) => ({ ...event, file })) })),
    notes: found.notes,
    problems,
  };

  function heardOf(event: CloudTrailEvent): readonly HeardMatch[] {
    return feeds.flatMap(({ feed, position, matches }): readonly HeardMatch[] => {
      if (!matches(event)) return [];
      const named = nameOf(feed.rule);
      const match = feedMatch(feed, position, event);
      if (match === undefined) {
        return [{ rule: named, counts: false, lacks: [...feed.groupBy.map(({ field }) => field), ...feed.values] }];
      }
      // Written by `feedMatch`.
      const group = JSON.parse(match.group) as Json[];
      const value = JSON.parse(match.value) as Json[];
      return [
        {
          rule: named,
          counts: true,
          groupBy: Object.fromEntries(feed.groupBy.map(({ name }, at) => [name, group[at] ?? null])),
          values: Object.fromEntries(feed.values.map((field, at) => [field, value[at] ?? null])),
        },
      ];
    });
  }

  function missedOf(index: number): readonly MissedMatch[] {
    const event = tools.derive(events[index] ?? {});
    // Several correlations of a chain may ask the same rule.
    const conditions = new Map(feeds.map(({ feed }) => [feed.rule, feed.condition]));
    return [...conditions].map(([id, condition]) => ({ rule: nameOf(id), condition: explainMatch(condition, event) }));
  }

  function nameOf(id: string): NamedRule {
    return { id, title: titles.get(id) ?? id };
  }
}
