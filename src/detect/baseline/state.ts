import { isJsonObject, type Json, ownValue, Problem } from "../../model/index.ts";
import type { BaselineRule } from "../../sigma/index.ts";
import type { Bounds } from "./bounds.ts";
import type { Question } from "./question.ts";
import { hourOf, type Watched } from "./watched.ts";

/** All that an engine remembers. */
export interface EngineState<G extends Watched> {
  readonly now: number;
  readonly suppressed: number;
  readonly evicted: number;
  /** Those that were not seen for longest first. */
  readonly groups: Map<string, G>;
}

/** Times of a group are written as what follows after its first event. */
export function writeState<G extends Watched>(rule: BaselineRule, state: EngineState<G>, question: Question<G>): Json {
  const { now, suppressed, evicted } = state;
  const groups = [...state.groups].map(([name, group]): Json => {
    const { first, last, hour, before, here } = group;
    return [name, first, last - first, hour - hourOf(first), before, here, question.save(group)];
  });
  return { version, shape: shapeOf(rule), now, suppressed, evicted, groups };
}

/** Throws a Problem for a state that no engine of this rule has saved. */
export function readState<G extends Watched>(
  rule: BaselineRule,
  state: Json,
  question: Question<G>,
  bounds: Bounds,
): EngineState<G> {
  const fields = isJsonObject(state) ? state : {};
  const [now, suppressed, evicted] = ["now", "suppressed", "evicted"].map((key) => ownValue(fields, key));
  const rows = ownValue(fields, "groups");
  if (ownValue(fields, "version") !== version || !Array.isArray(rows)) throw malformed(rule, "it is no state");
  if (ownValue(fields, "shape") !== shapeOf(rule)) {
    throw new Problem("state.changed", `The saved state of rule ${rule.id} is of another question.`, {
      hint: "Start with a new state: the rule has changed what it remembers.",
    });
  }
  if (!isCount(now) || !isCount(suppressed) || !isCount(evicted)) throw malformed(rule, "a number is missing");
  const groups = new Map<string, G>();
  // Saved with larger bounds: what was not seen for longest goes first.
  for (const [at, row] of rows.slice(-bounds.groups).entries()) {
    const read = readGroup(row, question);
    if (read === undefined || groups.has(read.name)) throw malformed(rule, `group ${at} is broken`);
    groups.set(read.name, read.group);
  }
  return { now, suppressed, evicted, groups };
}

const version = 1;

/** What the remembered values depend on. Limits may change; what was learned stays true. */
function shapeOf(rule: BaselineRule): string {
  const { question, groupBy } = rule;
  switch (question.kind) {
    case "first_seen":
    case "rare":
      return JSON.stringify([question.kind, groupBy, question.fields]);
    case "silence":
      return JSON.stringify([question.kind, groupBy, question.afterMs]);
    case "spike":
      return JSON.stringify([question.kind, groupBy, question.spanMs, question.sumOf ?? null]);
    default:
      return JSON.stringify([question.kind, groupBy]);
  }
}

function readGroup<G extends Watched>(row: Json, question: Question<G>): { name: string; group: G } | undefined {
  if (!Array.isArray(row) || row.length !== 7) return undefined;
  const [name, first, lastAfter, hourAfter, before, here, own] = row;
  if (typeof name !== "string" || own === undefined) return undefined;
  if (!isTime(first) || !isTime(lastAfter) || !isTime(hourAfter) || !isCount(before) || !isCount(here))
    return undefined;
  const watched: Watched = { first, last: first + lastAfter, hour: hourOf(first) + hourAfter, before, here };
  const group = question.open(watched, own);
  return group && { name, group };
}

/** A time, or the distance of two. */
export function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function malformed(rule: BaselineRule, reason: string): Problem {
  return new Problem("state.invalid", `The saved state of rule ${rule.id} cannot be read: ${reason}.`, {
    hint: "Start with a new state.",
  });
}
