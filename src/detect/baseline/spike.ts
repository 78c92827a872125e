import { isJsonObject, type Json, ownValue } from "../../model/index.ts";
import type { BaselineQuestion, BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { PlacedObservation } from "../over-time.ts";
import type { Bounds } from "./bounds.ts";
import type { Alert, Question } from "./question.ts";
import { readObservation, saveObservation } from "./saved-observation.ts";
import { isCount, isTime } from "./state.ts";
import { hourOf, type IsLearning, type Watched } from "./watched.ts";

interface WithSpans extends Watched {
  /** Totals of complete spans, by the span's number since 1970; those without any are left out. */
  readonly totals: Map<number, number>;
  span: number;
  /** Of the current span, up to the hour before. */
  total: number;
  /** The first observation of the current hour, while it is not added to the total. */
  open: PlacedObservation | undefined;
  openTotal: number;
  saidSpan: number | undefined;
}

/**
 * Who does far more than usual? Spans are whole hours, `spanMs` rounded up, aligned to 1970 UTC. A total is judged when an hour
 * is over, so that it does not matter how its events are folded; the detection stands at the first event of that hour.
 */
export function spikeQuestion(
  rule: BaselineRule,
  { spanMs, factor, atLeast, sumOf }: Extract<BaselineQuestion, { kind: "spike" }>,
  isLearning: IsLearning,
  bounds: Bounds,
): Question<WithSpans> {
  const spanHours = Math.max(1, Math.ceil(spanMs / hourMs));
  /** How many spans back count. */
  const window = Math.max(1, Math.min(Math.floor(rule.forgetMs / (spanHours * hourMs)), bounds.valuesOfGroup));
  /** Groups with events in the current hour. */
  let open = new Map<string, WithSpans>();
  let openHour = Number.NEGATIVE_INFINITY;

  return {
    empty: { totals: [], span: null, total: 0, open: null, openTotal: 0, saidSpan: null },
    open: (watched, state) => openGroup(watched, state, spanOf),
    save: ({ totals, span, total, open: opened, openTotal, saidSpan }) => ({
      totals: [...totals].flat(),
      span,
      total,
      open: opened === undefined ? null : saveObservation(opened),
      openTotal,
      saidSpan: saidSpan ?? null,
    }),
    added(name, group) {
      if (group.open !== undefined) keepOpen(name, group);
    },
    see(group, observation) {
      group.open ??= observation;
      group.openTotal = bounded(group.openTotal + (sumOf === undefined ? observation.count : observation.number));
      keepOpen(observation.group, group);
      return undefined;
    },
    advance(ms, groups) {
      // The end of the input, an infinite time, ends the hour as well.
      if (ms < (openHour + 1) * hourMs || open.size === 0) return [];
      const closed = open;
      open = new Map();
      return [...closed].flatMap(([name, group]) => (groups.get(name) === group ? closeHour(group) : []));
    },
    forget: ({ totals }, ms) => forgetBefore(totals, spanOf(hourOf(ms)) - window),
    // Numbers take less than texts.
    weigh: ({ totals }) => Math.ceil(totals.size / 8),
  };

  function keepOpen(name: string, group: WithSpans): void {
    open.set(name, group);
    openHour = Math.max(openHour, group.hour);
  }

  function closeHour(group: WithSpans): readonly Alert[] {
    const { open: trigger, openTotal } = group;
    group.open = undefined;
    group.openTotal = 0;
    if (trigger === undefined) return [];
    const span = spanOf(group.hour);
    if (span > group.span) {
      if (group.total > 0) group.totals.set(group.span, group.total);
      forgetBefore(group.totals, span - window);
      group.span = span;
      group.total = 0;
    }
    group.total = bounded(group.total + openTotal);
    if (group.total < atLeast || group.saidSpan === span) return [];
    const spans = Math.min(span - spanOf(hourOf(group.first)), window);
    const usual = percentile99(group.totals, spans);
    if (group.total <= factor * usual) return [];
    group.saidSpan = span;
    const held = spans === 0 || isLearning(group, trigger.ms);
    return [{ trigger, match: { count: group.total, usual }, held }];
  }

  function spanOf(hour: number): number {
    return Math.floor(hour / spanHours);
  }
}

/** By nearest rank, of `spans` totals of which all but the given ones are 0: the highest but one of a hundred. */
function percentile99(totals: ReadonlyMap<number, number>, spans: number): number {
  const above = spans - Math.ceil(0.99 * spans);
  return [...totals.values()].sort((a, b) => b - a)[above] ?? 0;
}

function forgetBefore(totals: Map<number, number>, span: number): void {
  // In the order of time.
  for (const at of totals.keys()) {
    if (at >= span) return;
    totals.delete(at);
  }
}

/** Numbers come from events; the total stays one that JSON can write. */
function bounded(total: number): number {
  return Math.min(Math.max(total, 0), Number.MAX_SAFE_INTEGER);
}

function openGroup(watched: Watched, state: Json, spanOf: (hour: number) => number): WithSpans | undefined {
  if (!isJsonObject(state)) return undefined;
  const [span, total, openTotal, saidSpan] = ["span", "total", "openTotal", "saidSpan"].map((key) =>
    ownValue(state, key),
  );
  const totals = readTotals(ownValue(state, "totals"));
  const saved = ownValue(state, "open");
  const open = readObservation(saved);
  if (totals === undefined || !isCount(total) || !isCount(openTotal) || (saved !== null && !open)) return undefined;
  if ((span !== null && !isTime(span)) || (saidSpan !== null && !isTime(saidSpan))) return undefined;
  return {
    ...watched,
    totals,
    span: span ?? spanOf(watched.hour),
    total,
    open,
    openTotal,
    saidSpan: saidSpan ?? undefined,
  };
}

/** A flat list of spans, in the order of time, and totals. */
function readTotals(state: Json | undefined): Map<number, number> | undefined {
  if (!Array.isArray(state) || state.length % 2 !== 0) return undefined;
  const totals = new Map<number, number>();
  for (let at = 0; at < state.length; at += 2) {
    const [span, total] = [state[at], state[at + 1]];
    if (!isTime(span) || !isCount(total) || totals.has(span)) return undefined;
    totals.set(span, total);
  }
  return totals;
}
