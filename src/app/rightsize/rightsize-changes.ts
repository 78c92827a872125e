import { actionCatalogue, compactActions, expandActions } from "../../iam/index.ts";
import { isJsonObject, type Json, type JsonObject, ownObject, ownText, ownValue, Problem } from "../../model/index.ts";
import { type Canary, holderOf, type PlanToApply, type PolicyChange } from "../../provision/index.ts";
import {
  type Disablement,
  isPlanFile,
  type PolicyChange as PlannedChange,
  planHash,
  readPlan,
} from "../../rightsize/index.ts";

/** A saved plan as something to apply. */
export interface ApplicablePlan extends PlanToApply {
  /** ARN. */
  readonly principal: string;
  /** Names of the actions that it takes from the principal; `*` where it disables it. */
  readonly removed: readonly string[];
  /** Names of actions that stay, on fewer resources than before. */
  readonly narrowed: readonly string[];
}

/**
 * Reads a saved plan and refuses one that was edited or whose own proof does not hold. Whether it still holds against newer
 * inputs is for `verify` to say. Throws Problems `input.malformed`, `plan.invalid` and, for what cannot be changed, `input.unsupported`.
 */
export function applicablePlan(text: string, file: string, isCanary: boolean): ApplicablePlan {
  const read = jsonOf(text, file);
  if (!isPlanFile(read)) throw new Problem("input.malformed", "This is no rightsize plan.", { location: { file } });
  const plan = readPlan(read);
  if (typeof plan === "string") throw invalid(`The plan was edited: ${plan}.`, file);
  const { json, principal, changes, disable } = plan;
  const proof = ownObject(json, "proof") ?? {};
  const hash = ownText(json, "sha256");
  if (hash !== planHash(json)) throw invalid("The plan was edited: its hash is another one.", file);
  if (ownValue(proof, "holds") !== true) throw invalid("The proof of the plan does not hold.", file);
  const id = ownText(ownObject(json, "principal") ?? {}, "id");
  const removed = disable === undefined ? removedActions(changes, json) : ["*"];
  const narrowed = narrowedActions(ownValue(json, "changes"));
  if (isCanary && narrowed.length > 0 && disable === undefined) {
    throw new Problem("input.unsupported", "A canary denies actions, and this plan also narrows resources.", {
      location: { file },
      hint: "Make a plan of the level action for the canary.",
    });
  }
  const identity = (arn: string): string | undefined => (arn === principal ? id : undefined);
  const disabling = disable === undefined ? [] : [disabled(disable, identity)];
  return {
    plan: hash,
    principal,
    removed,
    narrowed,
    changes: [...changes.flatMap((change) => toChanges(change, identity)), ...disabling],
    expires: ownText(ownObject(proof, "freshness") ?? {}, "expires"),
    ...(isCanary && { canary: canaryOf(principal, id, removed) }),
  };
}

function jsonOf(text: string, file: string): Json {
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new Problem("input.malformed", "The plan is no JSON.", { location: { file }, cause });
  }
}

function disabled(
  { holder, name, document }: Disablement,
  identity: (arn: string) => string | undefined,
): PolicyChange {
  return { kind: "inline", holder: holderOf(holder, identity(holder)), name, before: null, after: document };
}

/** One, but for a managed policy that goes from everywhere it is attached to. */
function toChanges(change: PlannedChange, identity: (arn: string) => string | undefined): readonly PolicyChange[] {
  const { policy, how, before, after, attachedTo = [] } = change;
  if (policy.type !== "managed" || how !== "detach" || after !== null || change.holder !== undefined) {
    return [toChange(change, identity)];
  }
  if (attachedTo.length === 0) {
    throw new Problem("input.unsupported", `The plan does not say where policy ${policy.arn} is attached.`);
  }
  return attachedTo.map((arn) => ({
    kind: "detach",
    holder: holderOf(arn, identity(arn)),
    policy: policy.arn,
    before,
  }));
}

function toChange(change: PlannedChange, identity: (arn: string) => string | undefined): PolicyChange {
  const { policy, how, before, after, copy } = change;
  const holder = (arn: string) => holderOf(arn, identity(arn));
  if (policy.type !== "managed")
    return { kind: "inline", holder: holder(policy.arn), name: policy.name, before, after };
  if (how === "edit" && after !== null) return { kind: "edit", policy: policy.arn, before, after };
  const at = change.holder;
  if (how === "detach" && at !== undefined) return { kind: "detach", holder: holder(at), policy: policy.arn, before };
  if (how === "copy" && at !== undefined && copy !== undefined && after !== null) {
    return { kind: "copy", holder: holder(at), policy: policy.arn, copy, before, after };
  }
  throw new Problem("input.unsupported", `The plan says nothing that can be done with policy ${policy.arn}.`);
}

function canaryOf(principal: string, id: string | undefined, actions: readonly string[]): Canary {
  if (actions.includes("*")) return { holder: holderOf(principal, id), actions };
  const { actions: set } = expandActions(actions, actionCatalogue());
  return { holder: holderOf(principal, id), actions, compact: compactActions(set) };
}

/** All that goes and nothing that stays, whichever policy it is in. */
function removedActions(changes: readonly PlannedChange[], json: JsonObject): readonly string[] {
  const kept = new Set(keptActions(ownValue(json, "kept")));
  const removed = new Set(changes.flatMap((change) => change.removedActions));
  return [...removed].filter((name) => !kept.has(name)).toSorted();
}

/** By the statements of a plan's changes. */
function narrowedActions(changes: Json | undefined): readonly string[] {
  const names = objectsIn(changes)
    .flatMap((change) => objectsIn(ownValue(change, "statements")))
    .flatMap((statement) => ownValue(ownObject(statement, "resources") ?? {}, "actions") ?? [])
    .flatMap((name) => (typeof name === "string" ? [name] : []));
  return [...new Set(names)].toSorted();
}

function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function keptActions(kept: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(kept) ? kept : [];
  return list.flatMap((item) => {
    const name =
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? ownText(item as JsonObject, "action")
        : undefined;
    return name ?? [];
  });
}

function invalid(message: string, file: string): Problem {
  return new Problem("plan.invalid", message, {
    location: { file },
    hint: "Nothing was changed. Make a new plan, and see it with trailproof rightsize verify.",
  });
}
