import type { CorrelationRule } from "../../sigma/index.ts";

/** What one correlation may keep, so that hostile logs cannot exhaust memory. */
export interface WindowLimits {
  readonly groups: number;
  /** Of all groups together; those of detections are counted as well. */
  readonly events: number;
  /** The oldest go, and the group counts as forgotten. */
  readonly eventsPerGroup: number;
}

const usual: WindowLimits = { groups: 100_000, events: 500_000, eventsPerGroup: 50_000 };

/** The usual limits, with room for the number of events that the rule asks for. */
export function limitsFor({ condition }: CorrelationRule): WindowLimits {
  const asked = condition.kind === "compare" ? condition.comparisons.map(({ value }) => value + 1) : [];
  const eventsPerGroup = Math.min(Math.max(usual.eventsPerGroup, ...asked), usual.events);
  return { ...usual, eventsPerGroup };
}
