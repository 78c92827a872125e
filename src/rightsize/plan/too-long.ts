import { type ActionCatalogue, type ActionSet, expandActions } from "../../iam/index.ts";
import type { UnitCut } from "./cut-policy.ts";
import type { Hold } from "./holds.ts";
import type { Refusal } from "./plan.ts";

/**
 * Services that stay whole in policies which would be too long: those whose lists of what stays are the longest, until it
 * fits. When there is no such list, the policies stay as they are.
 */
export function servicesTooLong(
  cuts: readonly UnitCut[],
  excess: number,
  limit: number,
  removed: ActionSet,
  catalogue: ActionCatalogue,
): { readonly holds: readonly Hold[]; readonly refusals: readonly Refusal[] } {
  const lists = cuts.flatMap((cut) => listsOf(cut, removed, catalogue)).toSorted((a, b) => b.saves - a.saves);
  if (lists.length === 0) return wholePolicies(cuts, limit, removed);
  const chosen: ServiceList[] = [];
  for (let saved = 0; saved < excess; ) {
    const next = lists[chosen.length];
    if (next === undefined) break;
    chosen.push(next);
    saved += next.saves;
  }
  return {
    holds: chosen.map(({ service, actions }) => ({
      actions,
      reason: `All that is granted of ${service} stays: the list of the rest would be longer than the ${limit} characters that AWS stores.`,
    })),
    refusals: chosen.map(({ service, unit }) => ({
      scope: "policy",
      policy: unit.policy,
      reason: `${service} stays whole: the list of what stays of it would make the policy longer than ${limit} characters.`,
    })),
  };
}

/** What stays of a service of which something goes, as one policy lists it. */
interface ServiceList {
  readonly unit: UnitCut["unit"];
  readonly service: string;
  /** What the policy grants of the service. */
  readonly actions: ActionSet;
  /** Characters, about: a list gives way to one pattern. */
  readonly saves: number;
}

function listsOf(
  { unit, granted, cut }: UnitCut,
  removed: ActionSet,
  catalogue: ActionCatalogue,
): readonly ServiceList[] {
  const lengths = new Map<string, number>();
  for (const { change, after = [] } of cut.statements) {
    if (change !== "cut") continue;
    for (const pattern of after) {
      const service = pattern.slice(0, pattern.indexOf(":")).toLowerCase();
      lengths.set(service, (lengths.get(service) ?? 0) + pattern.length + 3);
    }
  }
  return [...lengths].flatMap(([service, length]) => {
    const actions = granted.intersection(expandActions([`${service}:*`], catalogue).actions);
    const saves = length - service.length - 5;
    return saves > 0 && actions.intersection(removed).size > 0 ? [{ unit, service, actions, saves }] : [];
  });
}

function wholePolicies(
  cuts: readonly UnitCut[],
  limit: number,
  removed: ActionSet,
): { readonly holds: readonly Hold[]; readonly refusals: readonly Refusal[] } {
  const changed = cuts.filter(({ granted }) => granted.intersection(removed).size > 0);
  return {
    holds: changed.map(({ unit, granted }) => ({
      actions: granted,
      reason: `It is granted by policy ${unit.policy.name}, which would be longer than the ${limit} characters that AWS stores.`,
    })),
    refusals: changed.map(({ unit: { policy } }) => ({
      scope: "policy",
      policy,
      reason: `The policy stays as it is: what is left of it would be longer than ${limit} characters.`,
    })),
  };
}
