import { detectionUid } from "../../detect/index.ts";
import { compareSeverity, type Detection, type ProblemRecord, type Severity } from "../../model/index.ts";
import { headsOf } from "../../sigma/index.ts";
import { type DetectEventsRequest, detectEvents } from "./detect-events.ts";

/** How often a rule would speak up on somebody's own events. */
export interface RuleNoise {
  readonly id: string;
  readonly title: string;
  readonly level: Severity;
  readonly detections: number;
  /** What they fold into: one for each principal. */
  readonly findings: number;
  /** Detections a day, on average over the days that the events cover. */
  readonly perDay: number;
  /** On the day with most of them, UTC. */
  readonly worstDay: number;
}

export interface NoiseReport {
  /** One for each rule that may speak, the noisiest first. */
  readonly rules: readonly RuleNoise[];
  readonly events: number;
  /** From the first event to the last, at least one. */
  readonly days: number;
  readonly files: number;
  readonly notes: readonly string[];
  readonly problems: readonly ProblemRecord[];
}

/** Runs rules over events and counts, so that nobody switches on a rule without knowing how loud it is. */
export async function measureNoise(request: DetectEventsRequest): Promise<NoiseReport> {
  const found = await detectEvents(request);
  const { firstEvent, lastEvent } = found;
  const ms = firstEvent === undefined || lastEvent === undefined ? 0 : Date.parse(lastEvent) - Date.parse(firstEvent);
  const days = Math.max(1, ms / dayMs);
  const byRule = new Map<string, Detection[]>();
  for (const detection of found.detections) {
    const list = byRule.get(detection.rule.id);
    if (list === undefined) byRule.set(detection.rule.id, [detection]);
    else list.push(detection);
  }
  const silent = new Set(
    [...request.rules.rules, ...request.rules.correlations].filter((rule) => rule.silent).map(({ id }) => id),
  );
  const rules = headsOf(request.rules)
    .filter(({ id }) => !silent.has(id))
    .map(({ id, title, level }): RuleNoise => {
      const detections = byRule.get(id) ?? [];
      const findings = new Set(detections.map(detectionUid)).size;
      const perDay = detections.length / days;
      return { id, title, level, detections: detections.length, findings, perDay, worstDay: worstDay(detections) };
    })
    .sort((a, b) => b.detections - a.detections || compareSeverity(b.level, a.level) || (a.title < b.title ? -1 : 1));
  return {
    rules,
    events: found.stats.events,
    days,
    files: found.sources.files.length,
    notes: found.notes,
    problems: found.problems,
  };
}

const dayMs = 86_400_000;

function worstDay(detections: readonly Detection[]): number {
  const days = new Map<string, number>();
  for (const { time } of detections) days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + 1);
  return Math.max(0, ...days.values());
}
