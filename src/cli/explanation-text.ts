import { explanationLines } from "../app/detect/explanation-lines.ts";
import type { ExplainedEvent, ToldEvent } from "../app/explain/explain-event.ts";
import type { ExplainedSequence, HeardMatch, MissedMatch } from "../app/explain/explain-sequence.ts";
import type { Detection, Json } from "../model/index.ts";
import { counted } from "./counted.ts";

/** One event held against a rule, for people. */
export function eventLines(title: string, event: ExplainedEvent): readonly string[] {
  const verb = event.matches ? "matches" : "does not match";
  return [
    `${title} ${verb} event ${event.index}  ${wordsOf(event)}`,
    ...explanationLines(event.condition).map((line) => `  ${line}`),
    "",
  ];
}

/** Events held against a rule over time, for people: what each adds, and what came of it. */
export function sequenceLines(
  title: string,
  { steps, events, heard, detections }: ExplainedSequence,
): readonly string[] {
  const more = events - steps.length;
  return [
    ...steps.flatMap((step) => [
      `event ${step.index}  ${wordsOf(step)}`,
      ...step.heard.map(heardLine),
      ...(step.missed ?? []).flatMap(missedLines),
    ]),
    ...(more > 0 ? [`... and ${counted(more, "more event")}`] : []),
    "",
    `${title}: ${heard} of ${counted(events, "event")} ${heard === 1 ? "counts" : "count"}, ${counted(detections.length, "detection")}`,
    ...detections.flatMap(detectionLines),
  ];
}

function wordsOf({ eventTime, eventName, eventId }: ToldEvent): string {
  return [eventTime, eventName, eventId].filter((word) => word !== undefined).join("  ");
}

function heardLine({ rule: { title }, counts, lacks = [], groupBy = {}, values = {} }: HeardMatch): string {
  if (!counts) return `  no   '${title}' matches, but the event lacks one of ${lacks.join(", ")}`;
  return `  yes  '${title}'${pairs({ ...groupBy, ...values })
    .map((pair) => `, ${pair}`)
    .join("")}`;
}

function missedLines({ rule: { title }, condition }: MissedMatch): readonly string[] {
  return [`  no   '${title}' does not match`, ...explanationLines(condition).map((line) => `         ${line}`)];
}

function detectionLines({ time, groupBy, match, events }: Detection): readonly string[] {
  const [group, found] = [pairs(groupBy).join(", "), pairs(match).join(", ")];
  return [
    `  ${time}  ${counted(events.length, "event")}${group && ` for ${group}`}${found && `: ${found}`}`,
    ...events.map(({ index, eventTime, eventName }) => `    event ${index}  ${eventTime}  ${eventName}`),
  ];
}

function pairs(values: { readonly [name: string]: Json }): readonly string[] {
  return Object.entries(values).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}
