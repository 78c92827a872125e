import { arnName, parseArn } from "../../model/index.ts";
import type { RightsizeView } from "../../report/index.ts";
import type { KeptAction, PolicyChange, PolicyName, RightsizePlan } from "../../rightsize/index.ts";

/** A plan in words, for the table. */
export function rightsizeView(plan: RightsizePlan, file: string): RightsizeView {
  const { actions, services, risk, escalation } = plan.measure;
  return {
    principal: parseArn(plan.principal.arn)?.resource ?? plan.principal.arn,
    asOf: plan.options.asOf,
    windowDays: plan.options.windowDays,
    level: plan.options.level,
    file,
    changes: plan.changes.map((change) => ({
      policy: policyTitle(change.policy),
      how: howWords(change),
      removed: change.removedActions.length,
      why: change.why,
    })),
    ...(plan.disable && { disable: plan.disable }),
    kept: keptGroups(plan.kept),
    refusals: plan.refusals.map(({ policy, statement, reason }) => ({
      where: [policy === undefined ? [] : policyTitle(policy), statement ?? []].flat().join(", "),
      reason,
    })),
    measure: [
      { what: "granted actions", ...actions },
      { what: "services", ...services },
      { what: "risk (weighted actions)", ...risk },
      { what: "ways to more permissions", before: escalation.before, after: escalation.after },
    ],
    checks: plan.proof.checks.map((check) =>
      check.ok && isAboutNothing(check.name, plan) ? { ...check, nothing: true } : check,
    ),
  };
}

/** A plan that cuts nothing may disable: then there is something to replay all the same. */
function isAboutNothing(check: string, { changes, disable }: RightsizePlan): boolean {
  return changes.length === 0 && (disable === undefined || (check !== "replay" && check !== "disable"));
}

function policyTitle({ name, arn, type }: PolicyName): string {
  if (type === "managed") return `policy ${arn.includes(":iam::aws:") ? arn : name}`;
  return `${type === "group" ? `inline policy ${name} of group ${arnName(arn)}` : `inline policy ${name}`}`;
}

function howWords({ how, copy = "", holder = "", affects, form, statements }: PolicyChange): string {
  const isNarrowed = statements.some(({ resources }) => resources !== undefined);
  const wildcards = form === "wildcards" ? ", with wildcards since names would be too long" : "";
  const others = `${wildcards}${affects.length > 1 ? `, for ${affects.length} users and roles` : ""}`;
  switch (how) {
    case "edit":
      return `a ${isNarrowed ? "narrower" : "shorter"} document${others}`;
    case "copy":
      return `${copy} takes its place at ${parseArn(holder)?.resource ?? holder}${others}`;
    case "delete":
      return `nothing of it is left, it would be deleted${others}`;
    case "detach":
      return `nothing of it is left, it would be detached (by apply --detach)${others}`;
  }
}

/** Used first, then what is left for one reason, the most of it first. */
function keptGroups(kept: readonly KeptAction[]): RightsizeView["kept"] {
  const groups = new Map<string, { state: string; reason: string; names: string[]; services: Set<string> }>();
  for (const { action, service, state, reason } of kept) {
    const key = JSON.stringify([state, reason]);
    const group = groups.get(key) ?? { state, reason, names: [], services: new Set() };
    group.names.push(action);
    group.services.add(service);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ state, reason, names, services }) => ({
      state,
      reason,
      what:
        names.length <= namesShown
          ? names.join(", ")
          : `${[...services].slice(0, namesShown).join(", ")}${services.size > namesShown ? ", ..." : ""}`,
      actions: names.length,
    }))
    .toSorted((a, b) => Number(b.state === "used") - Number(a.state === "used") || b.actions - a.actions);
}

const namesShown = 6;
