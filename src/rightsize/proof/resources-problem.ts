import {
  compileGlob,
  expandElement,
  globCovers,
  globsIntersect,
  parsePolicy,
  type Statement,
} from "../../iam/index.ts";
import type { TouchedPlace } from "../../model/index.ts";
import { narrowableServices } from "../activity/narrowable-services.ts";
import { activityOf } from "../plan/activity-of.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions, PolicyChange } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";
import type { UsageJudge } from "../usage/usage-judge.ts";
import { statementPairs } from "./structure.ts";

/**
 * Were the resources of a change narrowed by logs that are whole, and is everything that was touched still within them, for everybody
 * who has the policy? Asks the recorded places themselves, and knows nothing of how the patterns were found. Gives what is wrong, a
 * clause; undefined: nothing.
 */
export function resourcesProblem(
  { before, after, affects }: Pick<PolicyChange, "before" | "after" | "affects">,
  facts: RightsizeFacts,
  options: PlanOptions,
  judge: UsageJudge,
): string | undefined {
  const [old, left] = [parsePolicy(before).statements, after === null ? [] : parsePolicy(after).statements];
  for (const [from, to] of statementPairs(before, after)) {
    const [outer, inner] = [old[from], left[to]];
    if (outer === undefined || inner === undefined || isSame(outer, inner)) continue;
    const problem = statementProblem(outer, inner, affects, facts, options, judge);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Whether resources of any statement differ, whoever changed them. */
export function narrowsResources({ before, after }: Pick<PolicyChange, "before" | "after">): boolean {
  const [old, left] = [parsePolicy(before).statements, after === null ? [] : parsePolicy(after).statements];
  return statementPairs(before, after).some(([from, to]) => {
    const [outer, inner] = [old[from], left[to]];
    return outer !== undefined && inner !== undefined && !isSame(outer, inner);
  });
}

function isSame({ resource: a }: Statement, { resource: b }: Statement): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function statementProblem(
  { resource: old }: Statement,
  { action, resource: left, effect }: Statement,
  affects: readonly string[],
  facts: RightsizeFacts,
  options: PlanOptions,
  judge: UsageJudge,
): string | undefined {
  const { catalogue, wholeLogs, activity } = facts;
  if (effect !== "Allow") return "resources of a Deny differ";
  if (wholeLogs === undefined || wholeLogs.problems.length > 0) {
    return `the logs are not known to be whole${wholeLogs === undefined ? "" : `: ${wholeLogs.problems[0]}`}`;
  }
  const names = expandElement(action, catalogue).actions.names();
  const services = new Set(names.map((name) => name.slice(0, name.indexOf(":"))));
  const unseen = [...services].find((service) => !wholeLogs.services.includes(service));
  if (unseen !== undefined) return `nothing shows that every call of ${unseen} is recorded`;
  const from = windowStart(options);
  for (const arn of affects) {
    for (const name of names) {
      const state = judge.of(arn)?.action(name).state ?? "unknown";
      if (state !== "used" && state !== "unused")
        return `its resources are narrowed, and ${name} of ${arn} is ${state}`;
    }
    const touched = activityOf(activity, arn).flatMap((one) => one.touched ?? []);
    const recent = touched.filter(
      ({ service, last }) => (services.has(service) || service === "*") && !(Date.parse(last) < from),
    );
    const lost = recent.find((place) => !isStillIn(place, old?.patterns ?? [], left?.patterns ?? []));
    if (lost !== undefined) return `${arn} used ${lost.place} of ${lost.service} at ${lost.last}, which is left out`;
  }
  return undefined;
}

/** What of the place the old patterns held, the new ones hold. */
function isStillIn({ service, place }: TouchedPlace, old: readonly string[], left: readonly string[]): boolean {
  if (place === "*") return false;
  const patterns = narrowableServices.get(service)?.patternsOf(place) ?? [place];
  const held = left.map((text) => compileGlob(text));
  return patterns.every((pattern) => {
    const inner = compileGlob(pattern);
    return old.every((text) => {
      const outer = compileGlob(text);
      const isVariable = text.includes("${");
      if (!isVariable && !globsIntersect(outer, inner)) return true;
      return left.includes(text) || (!isVariable && held.some((glob) => globCovers(glob, inner)));
    });
  });
}
