import { compareSeverity, type Detection, isAtLeast, targetName } from "../../model/index.ts";
import { mergeSpans, worstDetection } from "../text/activity.ts";
import { type Counted, compareText, countValues, groupDetections } from "../text/summary.ts";
import type { Cell, Terminal } from "../text/terminal.ts";
import { formatCount, formatTime, plural, principalName } from "../text/words.ts";
import type { ActivitySpan } from "../views/report.ts";

/** One character a span of time (or several spans), the height by events, with a mark below where high or critical detections fell. */
export function activityLines(activity: readonly ActivitySpan[], terminal: Terminal): readonly string[] {
  const first = activity[0];
  const last = activity.at(-1);
  if (first === undefined || last === undefined) return [];
  const spans = mergeSpans(activity, Math.min(terminal.width ?? 120, 120) - 2);
  const peak = spans.reduce((most, span) => (span.events > most.events ? span : most));
  const total = activity.reduce((sum, { events }) => sum + events, 0);
  const steps = terminal.mark("ellipsis") === "..." ? asciiSteps : unicodeSteps;
  const bars = spans.map(
    ({ events }) => steps[events === 0 ? 0 : Math.ceil((events / peak.events) * (steps.length - 1))],
  );
  const marks = spans.map((span) => {
    const worst = worstDetection(span);
    return worst !== undefined && isAtLeast(worst, "high")
      ? (terminal.severity(worst).lines[0]?.charAt(0) ?? " ")
      : " ";
  });
  const days = `${formatTime(first.start).slice(0, 10)} ${terminal.mark("to")} ${formatTime(last.start).slice(0, 10)}`;
  return [
    ...terminal.text(`Activity ${days} (UTC)`, "strong"),
    ` ${bars.join("")}`,
    ...(marks.some((mark) => mark !== " ") ? [` ${marks.join("").trimEnd()}`] : []),
    ...terminal.text(
      `${plural(total, "event")}; most in ${formatCount(peak.hours)} h: ${formatCount(peak.events)}, from ${formatTime(peak.start, "minute")}`,
      "quiet",
      " ",
    ),
  ];
}

const topCount = 3;
const timelineLimit = 30;
const unicodeSteps = " ▁▂▃▄▅▆▇█";
const asciiSteps = " .:-=+*#";

/** Detections by rule: how many, when, who and from where. */
export function ruleLines(detections: readonly Detection[], terminal: Terminal): readonly string[] {
  if (detections.length === 0) return [];
  const rows = groupDetections(detections).map((group): readonly Cell[] => [
    terminal.severity(group.rule.level),
    { lines: [formatCount(group.detections.length)] },
    { lines: [group.rule.title] },
    { lines: [...new Set([formatTime(group.first, "minute"), formatTime(group.last, "minute")])] },
    {
      lines: [
        topValues(group.principals),
        `from ${topValues(group.sourceIps)}`,
        ...(group.targets.length === 0 ? [] : [`on ${topValues(group.targets)}`]),
      ],
    },
  ]);
  return [
    ...terminal.text(`Detections by rule (${formatCount(rows.length)})`, "strong"),
    ...terminal.table(
      [
        { header: "LEVEL" },
        { header: "COUNT", align: "right" },
        { header: "RULE", flexible: true },
        { header: "FIRST, LAST" },
        { header: "WHO, FROM WHERE, ON WHAT", flexible: true },
      ],
      rows,
    ),
  ];
}

function topValues(values: readonly Counted[], count: number = topCount): string {
  const more = values.length - count;
  const shown = values.slice(0, count).map(({ value }) => value);
  return shown.length === 0 ? "(not said)" : `${shown.join(", ")}${more > 0 ? ` +${formatCount(more)} more` : ""}`;
}

/**
 * The high and critical detections in order of time. A rule that keeps matching the same principal from the same
 * address, week after week, is one row; where rows are too many, the most severe, then the newest, are kept.
 */
export function timelineLines(detections: readonly Detection[], terminal: Terminal): readonly string[] {
  const grave = detections.filter(({ rule }) => isAtLeast(rule.level, "high"));
  if (grave.length === 0) return [];
  const runs = foldRuns(grave);
  const kept = runs
    .toSorted((a, b) => compareSeverity(b.first.rule.level, a.first.rule.level) || compareText(b.last, a.last))
    .slice(0, timelineLimit)
    .toSorted((a, b) => compareText(a.first.time, b.first.time));
  const more = grave.length - kept.reduce((sum, { count }) => sum + count, 0);
  const rows = kept.map(({ first, count, last, targets }): readonly Cell[] => [
    { lines: [formatTime(first.time), ...(count > 1 ? [`to ${formatTime(last)}`] : [])] },
    terminal.severity(first.rule.level),
    {
      lines: [
        count > 1 ? `${first.rule.title} ${terminal.mark("times")}${formatCount(count)}` : first.rule.title,
        ...(targets.length === 0 ? [] : [`on ${topValues(countValues(targets), 1)}`]),
      ],
    },
    { lines: [principalName(first.principal)] },
    { lines: [first.sourceIp] },
  ]);
  const rest = `${terminal.mark("ellipsis")} ${formatCount(more)} more high or critical detections (use -o jsonl)`;
  return [
    ...terminal.text(`Timeline of high and critical detections (${formatCount(grave.length)})`, "strong"),
    ...terminal.table(
      [
        { header: "TIME" },
        { header: "LEVEL" },
        { header: "RULE", flexible: true },
        { header: "WHO", flexible: true },
        { header: "FROM", flexible: true },
      ],
      rows,
    ),
    ...(more > 0 ? terminal.text(rest, "quiet", " ") : []),
  ];
}

/** Why detections were made, where that was asked for: the most severe first. */
export function explanationSections(detections: readonly Detection[], terminal: Terminal): readonly string[] {
  const explained = detections
    .filter(({ explanation }) => explanation !== undefined)
    .toSorted((a, b) => compareSeverity(b.rule.level, a.rule.level) || compareText(a.time, b.time));
  const shown = explained.slice(0, explainedLimit);
  const more = explained.length - shown.length;
  if (shown.length === 0) return [];
  return [
    ...terminal.text(`Why (${formatCount(explained.length)})`, "strong"),
    ...shown.flatMap(({ rule, time, principal, explanation = [] }) => [
      ...terminal.text(`${formatTime(time)}  ${rule.title}  ${principalName(principal)}`, "strong", " "),
      ...explanation.flatMap((line) => terminal.text(line, undefined, "   ")),
    ]),
    ...(more > 0
      ? terminal.text(`${terminal.mark("ellipsis")} ${formatCount(more)} more (use -o jsonl)`, "quiet", " ")
      : []),
  ];
}

const explainedLimit = 20;

/** Detections that say the same again: the first of them, how many, and the time of the last. */
interface Run {
  readonly first: Detection;
  count: number;
  last: string;
  /** Of all of them. */
  readonly targets: string[];
}

function foldRuns(detections: readonly Detection[]): readonly Run[] {
  const runs: Run[] = [];
  const open = new Map<string, Run>();
  for (const detection of detections.toSorted((a, b) => compareText(a.time, b.time))) {
    const key = [detection.rule.id, principalName(detection.principal), detection.sourceIp].join("\n");
    const run = open.get(key);
    const targets = (detection.targets ?? []).map(targetName);
    if (run !== undefined && Date.parse(detection.time) - Date.parse(run.last) <= maxGapMs) {
      run.count += 1;
      run.last = detection.time;
      run.targets.push(...targets);
      continue;
    }
    const fresh: Run = { first: detection, count: 1, last: detection.time, targets };
    open.set(key, fresh);
    runs.push(fresh);
  }
  return runs;
}

/** Longer than a weekend, so that a daily habit is one row. */
const maxGapMs = 7 * 86_400_000;
