import type { ActionSet } from "./action-set.ts";
import { lowerNames } from "./expand-actions.ts";

/**
 * The fewest names and patterns `PREFIX*` that stand for exactly this set in its catalogue, in order. A pattern is as
 * long as it can be (`s3:GetObject*` where `s3:G*` would do), and is used from two actions on, never over the border of a
 * service, but for `*` alone, which is the whole catalogue.
 *
 * Exact today: actions that AWS adds later may fall under a pattern. {@link ActionSet.names} is the form without.
 */
export function compactActions(set: ActionSet): readonly string[] {
  const { actions, services } = set.catalogue;
  if (set.size === 0) return [];
  if (set.size === actions.length) return ["*"];
  const found: string[] = [];
  for (const { actions: own } of services) {
    const first = own[0]?.position ?? 0;
    cover({ set, start: first, end: first + own.length, found });
  }
  return found;
}

/** The names from `start` to before `end`: all that begin as these do. */
interface Run {
  readonly set: ActionSet;
  readonly start: number;
  readonly end: number;
  readonly found: string[];
}

/** Takes the run whole if the set holds all of it; if not, divides it by the next character. */
function cover(run: Run): void {
  const { set, start, end, found } = run;
  const name = (position: number): string => set.catalogue.actions[position]?.name ?? "";
  const held = heldIn(set, start, end);
  if (held === 0) return;
  if (held === 1) {
    for (let at = start; at < end; at += 1) if (set.hasPosition(at)) found.push(name(at));
    return;
  }
  const names = lowerNames(set.catalogue);
  const length = sharedLength(names[start] ?? "", names[end - 1] ?? "");
  if (held === end - start) {
    found.push(`${name(start).slice(0, length)}*`);
    return;
  }
  for (let at = start; at < end; ) {
    const unit = names[at]?.charAt(length);
    let next = at + 1;
    while (next < end && names[next]?.charAt(length) === unit) next += 1;
    cover({ ...run, start: at, end: next });
    at = next;
  }
}

function heldIn(set: ActionSet, start: number, end: number): number {
  let held = 0;
  for (let at = start; at < end; at += 1) if (set.hasPosition(at)) held += 1;
  return held;
}

/** Names between two sorted ones share what these share. */
function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
