import { Readable } from "node:stream";
import { feedMatch, feedsOf } from "../detect/index.ts";
import { readLogFile } from "../logs/index.ts";
import { type CloudTrailEvent, type Json, ownText, type ProblemRecord } from "../model/index.ts";
import { compileMatcher, headsOf, type RuleSet } from "../sigma/index.ts";
import type { AnyRule } from "./describe.ts";
import { detectEvents } from "./detect-events.ts";
import { createScanTools } from "./scan-tools.ts";
import { onlyRule } from "./select-rules.ts";

/** Events held against a rule over time. */
export interface ExplainedSequence {
  /** What each event said to the rule, those that say something first; at most `limit` events. */
  readonly steps: readonly SequenceStep[];
  readonly events: number;
  /** Events that the rule hears of. */
  readonly heard: number;
  /** Each detection in lines. */
  readonly detections: readonly (readonly string[])[];
  readonly notes: readonly string[];
  readonly problems: readonly ProblemRecord[];
}

export interface SequenceStep {
  readonly index: number;
  readonly words: string;
  /** What the rule heard: which of its rules the event meets, for which group, with which value. Empty: nothing. */
  readonly lines: readonly string[];
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
  const told = events.map((event) => linesOf(tools.derive(event)));
  const found = await detectEvents({
    paths: ["-"],
    stdin: Readable.from([Buffer.from(JSON.stringify({ Records: events }))]),
    rules: set,
    geoipPaths,
    workers: 1,
  });
  const all = events.map((event, index): SequenceStep => {
    const words = [ownText(event, "eventTime"), ownText(event, "eventName"), ownText(event, "eventID")];
    return { index, words: words.filter((word) => word !== undefined).join("  "), lines: told[index] ?? [] };
  });
  const heard = all.filter(({ lines }) => lines.length > 0);
  const steps = [...heard, ...all.filter(({ lines }) => lines.length === 0)].slice(0, limit);
  return {
    steps,
    events: events.length,
    heard: heard.length,
    detections: found.detections.map(({ time, groupBy, match, events: ids }) => [
      `${time}  ${ids.length} ${ids.length === 1 ? "event" : "events"}${wordsOf(" for ", groupBy)}${wordsOf(": ", match)}`,
      ...ids.map(({ index, eventTime, eventName }) => `  event ${index}  ${eventTime}  ${eventName}`),
    ]),
    notes: found.notes,
    problems,
  };

  function linesOf(event: CloudTrailEvent): readonly string[] {
    return feeds.flatMap(({ feed, position, matches }) => {
      if (!matches(event)) return [];
      const title = titles.get(feed.rule) ?? feed.rule;
      const match = feedMatch(feed, position, event);
      if (match === undefined) {
        const fields = [...feed.groupBy.map(({ field }) => field), ...feed.values];
        return [`no   '${title}' matches, but the event lacks one of ${fields.join(", ")}`];
      }
      // Written by `feedMatch`.
      const group = JSON.parse(match.group) as Json[];
      const value = JSON.parse(match.value) as Json[];
      const pairs = feed.groupBy.map(({ name }, at) => `${name} = ${group[at]}`);
      const values = feed.values.map((field, at) => `${field} = ${value[at]}`);
      return [`yes  '${title}'${[...pairs, ...values].map((pair) => `, ${pair}`).join("")}`];
    });
  }
}

function wordsOf(lead: string, values: { readonly [name: string]: Json }): string {
  const words = Object.entries(values).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return words.length === 0 ? "" : `${lead}${words.join(", ")}`;
}
