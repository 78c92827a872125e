import type { ActionSet } from "../../iam/index.ts";
import { arnName } from "../../model/index.ts";
import type { Evidence } from "./action-evidence.ts";
import type { UnitCut } from "./cut-policy.ts";
import type { PolicyChange, StatementChange } from "./plan.ts";
import { policySize, sizeLimit } from "./policy-size.ts";
import { whyGone } from "./reasons.ts";
import type { Removal } from "./removal.ts";

/** The policies that change, in the order in which the principal has them. */
export function changesOf(
  { cuts, removed }: Removal,
  principal: string,
  takenNames: readonly string[],
  evidence: Evidence,
): readonly PolicyChange[] {
  const taken = new Set(takenNames.map((name) => name.toLowerCase()));
  return cuts
    .filter(({ unit, cut }) => cut.after !== unit.document)
    .map((unitCut) => changeOf(unitCut, unitCut.granted.intersection(removed), principal, taken, evidence));
}

function changeOf(
  { unit, cut, form }: UnitCut,
  removed: ActionSet,
  principal: string,
  taken: Set<string>,
  evidence: Evidence,
): PolicyChange {
  const { policy, holder, attachedTo, affects, document } = unit;
  const isManaged = policy.type === "managed";
  const how = cut.after !== null ? unit.way : isManaged ? "detach" : "delete";
  const copy = how === "copy" ? copyName(policy.name, holder ?? "", taken) : undefined;
  return {
    policy,
    how,
    ...(holder !== undefined && { holder }),
    ...(attachedTo !== undefined && { attachedTo }),
    ...(copy !== undefined && { copy }),
    affects,
    before: document,
    after: cut.after,
    size: { before: policySize(document), after: policySize(cut.after), limit: sizeLimit(unit).limit },
    form,
    statements: cut.statements,
    removedActions: removed.names(),
    why: [...whyNarrowed(cut.statements), ...whyGone(removed, principal, affects.length, evidence)],
  };
}

function whyNarrowed(statements: readonly StatementChange[]): readonly string[] {
  return statements.flatMap(({ statement, resources }) => {
    if (resources === undefined) return [];
    const { before, after, why } = resources;
    return [`${statement}: only ${after.join(", ")} in place of ${before.join(", ")}. ${why}`];
  });
}

/** Free in the account and at most 128 characters, as IAM wants it. Names of policies ignore case. */
function copyName(policy: string, holder: string, taken: Set<string>): string {
  const base = `${policy.slice(0, 60)}-${arnName(holder).slice(0, 50)}-rightsized`;
  let name = base;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${base}-${count}`;
  taken.add(name.toLowerCase());
  return name;
}

/** A copy is a policy of the account that its holder is in. */
export function copyArn(change: PolicyChange): string {
  const [, partition = "aws", , , account = ""] = (change.holder ?? "").split(":");
  return `arn:${partition}:iam::${account}:policy/${change.copy ?? ""}`;
}
