import { readLogFile } from "../logs/index.ts";
import { type CloudTrailEvent, ownText, type ProblemRecord } from "../model/index.ts";
import { compileMatcher, explainMatch, type Rule } from "../sigma/index.ts";
import { explanationLines } from "./explanation-lines.ts";
import { createScanTools } from "./scan-tools.ts";

/** One event held against a rule. */
export interface ExplainedEvent {
  readonly index: number;
  readonly matches: boolean;
  /** Which event this is, for a heading. */
  readonly words: string;
  /** The condition as a tree of lines, each with its answer and the values that were met. */
  readonly lines: readonly string[];
}

/** Holds every event of a file against a rule. At most `limit` events are explained, those that match first; all are counted. */
export async function explainEvents(
  rule: Rule,
  file: string,
  stdin: AsyncIterable<Uint8Array>,
  limit: number,
  geoipPaths: readonly string[],
): Promise<{ explained: ExplainedEvent[]; events: number; matches: number; problems: ProblemRecord[] }> {
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
    const words = [ownText(event, "eventTime"), ownText(event, "eventName"), ownText(event, "eventID")];
    return {
      index,
      matches: matched,
      words: words.filter((word) => word !== undefined).join("  "),
      lines: explanationLines(explainMatch(rule.condition, event)),
    };
  }
}
