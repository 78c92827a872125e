import type { ActionSet, CatalogueAction } from "../../iam/index.ts";
import type { Evidence } from "./action-evidence.ts";
import type { KeptAction } from "./plan.ts";
import type { Removal } from "./removal.ts";

/** Why each action of a policy goes: one sentence for all of a service that go for the same reason. */
export function whyGone(
  removed: ActionSet,
  principal: string,
  affected: number,
  evidence: Evidence,
): readonly string[] {
  const groups = new Map<string, { service: string; reason: string; names: string[] }>();
  for (const action of actionsIn(removed)) {
    const { reason } = evidence(principal, action);
    const key = `${action.service}\n${reason}`;
    const group = groups.get(key) ?? { service: action.service, reason, names: [] };
    group.names.push(action.name);
    groups.set(key, group);
  }
  const others =
    affected === 1
      ? ""
      : ` The same holds for ${affected === 2 ? "the other one who has" : `the ${affected - 1} others who have`} the policy.`;
  return [...groups.values()].map(({ service, reason, names }) => {
    const what = names.length === 1 ? names[0] : `${service} (${names.length} actions)`;
    return `${what}: ${reason}${others}`;
  });
}

/** Everything that stays, and why (`refusals`: why nothing may go at all, clauses); first what somebody needs, by name. */
export function keptActions(
  { granted, removed, holds }: Removal,
  unknownPatterns: readonly string[],
  principal: string,
  evidence: Evidence,
  [refusal]: readonly string[],
): readonly KeptAction[] {
  const uncut = refusal === undefined ? "The level of the plan does not cut it." : `Nothing is cut: ${refusal}.`;
  const known = actionsIn(granted.difference(removed)).map((action): KeptAction => {
    const { state, reason, mayGo } = evidence(principal, action);
    const { name, service } = action;
    if (state !== "unused") return { action: name, service, state, reason };
    const hold = mayGo ? holds.find(({ actions }) => actions.hasPosition(action.position)) : undefined;
    const because = hold?.reason ?? uncut;
    return { action: name, service, state: "protected", reason: `${because} ${reason}` };
  });
  const { date } = granted.catalogue;
  const unknown = unknownPatterns.map(
    (pattern): KeptAction => ({
      action: pattern,
      service: pattern.slice(0, Math.max(0, pattern.indexOf(":"))).toLowerCase(),
      state: "unknown",
      reason: `The catalogue of ${date} knows no such action.`,
    }),
  );
  return [...known, ...unknown];
}

function actionsIn(set: ActionSet): readonly CatalogueAction[] {
  const { actions } = set.catalogue;
  return set
    .positions()
    .map((position) => actions[position])
    .filter((action) => action !== undefined);
}
