import type { EventSelectors } from "../../model/index.ts";
import { type ManagementEvent, mentioned } from "./management-selectors.ts";

/** One stand-in for each kind of management event that the selectors at hand can tell apart. */
export interface EventCell {
  readonly event: ManagementEvent;
  /** Undefined: every source that no selector mentions. */
  readonly source?: string;
  /** Undefined: every name that no selector mentions. */
  readonly name?: string;
}

/** Sources that classic selectors can exclude, so that they are always looked at by themselves. */
export const excludableSources: readonly string[] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

/**
 * The cells of {read, write} x {general, KMS, RDS Data, whatever else is mentioned} x {event names, where some are mentioned}.
 * Undefined when the selectors mention so much that it cannot be gone through.
 */
export function coverageCells(selectors: readonly EventSelectors[]): readonly EventCell[] | undefined {
  const sources = standIns(mentioned(selectors, "eventSource"), excludableSources, ".amazonaws.com");
  const names = standIns(mentioned(selectors, "eventName"), [], "");
  if (sources.length * names.length > maxCells) return undefined;
  return sources.flatMap((source) =>
    names.flatMap((name) =>
      [true, false].map((readOnly) => ({
        event: { readOnly, eventSource: source.text, eventName: name.text },
        ...(source.label !== undefined && { source: source.label }),
        ...(name.label !== undefined && { name: name.label }),
      })),
    ),
  );
}

const maxCells = 5000;

/** Hardly a part of any source or name that AWS has. */
const other = "~";

interface StandIn {
  readonly text: string;
  readonly label?: string;
}

/** A text for everything mentioned, for each beginning and ending, for each pair of both, and for all the rest. */
function standIns(
  conditions: ReturnType<typeof mentioned>,
  always: readonly string[],
  usualEnd: string,
): readonly StandIn[] {
  const whole = [...new Set([...always, ...conditions.whole])];
  const starts = [...new Set(conditions.starts)];
  const ends = [...new Set(conditions.ends)];
  if (starts.length * ends.length > maxCells) return Array.from({ length: maxCells + 1 }, () => ({ text: other }));
  const all: readonly StandIn[] = [
    { text: `${other}${usualEnd}` },
    ...whole.map((text) => ({ text, label: text })),
    ...starts.map((start) => ({ text: `${start}${other}${usualEnd}`, label: `${start}*` })),
    ...ends.map((end) => ({ text: `${other}${end}`, label: `*${end}` })),
    ...starts.flatMap((start) => ends.map((end) => ({ text: `${start}${other}${end}`, label: `${start}*${end}` }))),
  ];
  return [...new Map(all.toReversed().map((standIn) => [standIn.text, standIn])).values()].toReversed();
}
