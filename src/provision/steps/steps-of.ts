import { Problem } from "../../model/index.ts";
import { documentText, sameText } from "../document.ts";
import { defaultDocument, type LivePolicy, type LiveState } from "../live/live-state.ts";
import { ownDescription } from "../live/own-description.ts";
import { placeOf } from "../live/place-of.ts";
import { type CopyChange, type PolicyChange, policyArn } from "../policy-change.ts";
import type { Step } from "./step.ts";

/**
 * The writes that changes need, in an order in which nothing goes before what takes its place is there. Changes that are made
 * already need none. Throws a Problem `plan.drift` that names every difference when the account is not as the changes expect.
 */
export function stepsOf(changes: readonly PolicyChange[], live: LiveState, plan: string): readonly Step[] {
  const problems = [...clashes(changes), ...driftOf(changes, live, plan)];
  if (problems.length > 0) {
    throw new Problem("plan.drift", `The account is not as the plan says: ${problems.join("; ")}.`, {
      hint: "Nothing was changed. Collect the account again and make a new plan.",
    });
  }
  const todo = changes.filter((change) => placeOf(change, live, plan).at === "before");
  const steps = todo.flatMap((change) => stepsOfChange(change, live, plan));
  return orders.flatMap((order) => steps.filter((step) => orderOf(step) === order));
}

export function driftOf(changes: readonly PolicyChange[], live: LiveState, plan: string): readonly string[] {
  return changes.flatMap((change) => {
    const place = placeOf(change, live, plan);
    return place.at === "elsewhere" ? [place.why] : [];
  });
}

/** Two changes of one thing: the second would not find what it expects. */
function clashes(changes: readonly PolicyChange[]): readonly string[] {
  const seen = new Set<string>();
  return changes.flatMap((change) => {
    const what = change.kind === "inline" ? change.name : change.policy;
    const copy = change.kind === "copy" ? [policyArn(change.holder, change.copy).toLowerCase()] : [];
    const keys = [JSON.stringify([what, "holder" in change ? change.holder.arn : ""]), ...copy];
    const isTwice = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isTwice ? [`it changes ${what} twice`] : [];
  });
}

function stepsOfChange(change: PolicyChange, live: LiveState, plan: string): readonly Step[] {
  switch (change.kind) {
    case "inline": {
      const { holder, name, after } = change;
      const before = live.holders.get(holder.arn)?.inline.get(name) ?? null;
      return [{ kind: "inline-policy", holder, name, before, after: after === null ? null : documentText(after) }];
    }
    case "edit": {
      const policy = live.policies.get(change.policy);
      return policy === undefined ? [] : editSteps(policy, documentText(change.after));
    }
    case "detach":
      return [{ kind: "detach", holder: change.holder, policy: change.policy }];
    case "copy":
      return copySteps(change, live, plan);
  }
}

/** How many versions of a policy there can be. Source: IAM User Guide, "IAM and AWS STS quotas". */
const maxVersions = 5;

function editSteps(live: LivePolicy, document: string): readonly Step[] {
  const { arn: policy, versions, defaultVersion } = live;
  const known = versions.map(({ id }) => id);
  const before = { id: defaultVersion, document: defaultDocument(live) };
  const others = versions.filter(({ id }) => id !== defaultVersion);
  const there = others.findLast((version) => sameText(version.document, document));
  if (there !== undefined) return [{ kind: "set-default", policy, from: { ...before, known }, to: there }];
  const created: Step = { kind: "new-version", policy, before, document, known };
  const [oldest] = others;
  if (oldest === undefined || versions.length < maxVersions) return [created];
  return [{ kind: "delete-version", policy, version: { ...oldest, known } }, created];
}

function copySteps({ holder, policy, copy, after }: CopyChange, live: LiveState, plan: string): readonly Step[] {
  const arn = policyArn(holder, copy);
  const made: Step = {
    kind: "create-policy",
    policy: arn,
    name: copy,
    description: ownDescription(plan, policy),
    document: documentText(after),
    holders: [holder],
  };
  const isAttached = live.holders.get(holder.arn)?.attached.includes(arn) === true;
  return [
    ...(live.policies.get(arn) === undefined ? [made] : []),
    ...(isAttached ? [] : [{ kind: "attach", holder, policy: arn } as const]),
    { kind: "detach", holder, policy },
  ];
}

const orders = ["room", "create", "attach", "version", "put", "detach", "delete"] as const;

/** Versions that make room go first: that is the last thing that an undo puts back, and nobody depends on it. */
function orderOf(step: Step): (typeof orders)[number] {
  switch (step.kind) {
    case "delete-version":
      return "room";
    case "create-policy":
      return "create";
    case "attach":
      return "attach";
    case "new-version":
    case "set-default":
    case "restore-version":
      return "version";
    case "inline-policy":
      return step.after === null ? "delete" : "put";
    case "detach":
      return "detach";
    case "delete-policy":
      return "delete";
  }
}
