import { type ReadOptions, readLogFile } from "../../logs/index.ts";
import type { CloudTrailEvent, Detection } from "../../model/index.ts";
import { explainMatch, headsOf, type Rule, type RuleSet } from "../../sigma/index.ts";
import { explanationLines } from "./explanation-lines.ts";

/** Adds the fields that rules may ask and events do not write. */
export type Derive = (event: CloudTrailEvent) => CloudTrailEvent;

/**
 * Says of each detection why it was made. The events are read again, since none is kept; where one cannot be (standard input,
 * a file that an earlier run read), the explanation says so.
 */
export async function explainDetections(
  detections: readonly Detection[],
  set: RuleSet,
  derive: Derive,
  options: ReadOptions = {},
): Promise<readonly Detection[]> {
  const rules = new Map(set.rules.map((rule) => [rule.id, rule]));
  const overTime = new Set(headsOf({ ...set, rules: [] }).map(({ id }) => id));
  const wanted = new Map<string, Map<number, Set<Rule>>>();
  for (const detection of detections) {
    const rule = rules.get(detection.rule.id);
    const [event] = detection.events;
    if (rule === undefined || event === undefined || event.file === "-") continue;
    const indexes = getOrAdd(wanted, event.file, () => new Map<number, Set<Rule>>());
    getOrAdd(indexes, event.index, () => new Set<Rule>()).add(rule);
  }
  const lines = await readExplanations(wanted, derive, options);
  return detections.map((detection) => ({ ...detection, explanation: explanationOf(detection) }));

  function explanationOf(detection: Detection): readonly string[] {
    if (overTime.has(detection.rule.id)) return sequenceLines(detection);
    const [event] = detection.events;
    return lines.get(`${detection.rule.id} ${event?.index} ${event?.file}`) ?? ["The event cannot be read again."];
  }
}

async function readExplanations(
  wanted: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<Rule>>>,
  derive: Derive,
  options: ReadOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = new Map<string, readonly string[]>();
  for (const [file, indexes] of wanted) {
    const sink: Parameters<typeof readLogFile>[1] = {
      event(event, index) {
        for (const rule of indexes.get(index) ?? []) {
          lines.set(`${rule.id} ${index} ${file}`, explanationLines(explainMatch(rule.condition, derive(event))));
        }
      },
      // Said when the file was read for the first time.
      problem: () => {},
    };
    await readLogFile(file, sink, options);
  }
  return lines;
}

/** What a rule over time added up: its group, its numbers and its events in order. */
function sequenceLines({ groupBy, match, events }: Detection): readonly string[] {
  const pairs = (values: object): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(", ");
  const shown = events.slice(0, maxEvents).map(({ eventTime, eventName, eventId }) => {
    return `     ${eventTime}  ${eventName}  ${eventId}`;
  });
  const more = events.length - shown.length;
  return [
    ...(Object.keys(groupBy).length === 0 ? [] : [`yes  for ${pairs(groupBy)}`]),
    ...(Object.keys(match).length === 0 ? [] : [`yes  ${pairs(match)}`]),
    ...shown,
    ...(more > 0 ? [`     and ${more} more ${more === 1 ? "event" : "events"}`] : []),
  ];
}

const maxEvents = 20;

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
