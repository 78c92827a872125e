import type { Json } from "../../model/index.ts";
import { documentJson, firstDifference, sameDocument } from "../document.ts";
import type { Holder } from "../holder.ts";
import { holderLabel } from "../iam.ts";
import { type CopyChange, type PolicyChange, policyArn } from "../policy-change.ts";
import { defaultDocument, type LiveHolder, type LivePolicy, type LiveState } from "./live-state.ts";
import { ownDescription } from "./own-description.ts";

/** Where the account stands, seen from a change: still to make, made already, or not as the plan says. */
export type Place = { readonly at: "before" | "after" } | { readonly at: "elsewhere"; readonly why: string };

/** Compares what a change expects with what is there. `plan`: hash of the plan, by which its own policies are known. */
export function placeOf(change: PolicyChange, live: LiveState, plan: string): Place {
  const holder = "holder" in change ? live.holders.get(change.holder.arn) : undefined;
  if ("holder" in change) {
    const why = whyNot(holder, change.holder);
    if (why !== undefined) return elsewhere(why);
  }
  switch (change.kind) {
    case "inline":
      return ofInline(change, holder?.inline.get(change.name));
    case "edit":
      return ofDocument(change, live.policies.get(change.policy));
    case "detach":
      if (!holder?.attached.includes(change.policy)) return { at: "after" };
      return ofDocument({ ...change, after: undefined }, live.policies.get(change.policy));
    case "copy":
      return ofCopy(change, holder?.attached ?? [], live, plan);
  }
}

/** The same name may be somebody else by now, or belong to the account of other credentials. */
function whyNot(live: LiveHolder | undefined, { arn, id }: Holder): string | undefined {
  if (live === undefined) return `${arn} is not there`;
  if (live.arn !== arn) return `the credentials lead to ${live.arn} and not to ${arn}`;
  return id === undefined || id === live.id ? undefined : `${arn} was made anew: its id is ${live.id} and was ${id}`;
}

function ofInline(
  { holder, name, before, after }: Extract<PolicyChange, { kind: "inline" }>,
  text: string | undefined,
): Place {
  const what = `inline policy ${name} of ${holderLabel(holder)}`;
  if (text === undefined) {
    if (before === null) return { at: "before" };
    return after === null ? { at: "after" } : elsewhere(`${what} is not there`);
  }
  if (before !== null) return compare(text, before, after ?? undefined, what);
  const found = documentJson(text);
  const isMade = found !== undefined && after !== null && sameDocument(found, after);
  return isMade ? { at: "after" } : elsewhere(`${what}, which is to be made, is there already, with another document`);
}

function ofDocument(
  { policy, before, after }: { readonly policy: string; readonly before: Json; readonly after: Json | undefined },
  live: LivePolicy | undefined,
): Place {
  if (live === undefined) return elsewhere(`policy ${policy} is not there`);
  return compare(defaultDocument(live), before, after, `policy ${policy} (version ${live.defaultVersion})`);
}

function ofCopy(change: CopyChange, attached: readonly string[], live: LiveState, plan: string): Place {
  const { policy, after, holder } = change;
  const arn = policyArn(holder, change.copy);
  const copy = live.policies.get(arn);
  if (copy !== undefined) {
    if (copy.description !== ownDescription(plan, policy)) {
      return elsewhere(`policy ${arn}, which is to be made, is there already`);
    }
    const place = compare(defaultDocument(copy), after, undefined, `policy ${arn}, made by this plan,`);
    if (place.at === "elsewhere") return place;
  }
  if (!attached.includes(policy)) {
    const isMade = copy !== undefined && attached.includes(arn);
    return isMade ? { at: "after" } : elsewhere(`policy ${policy} is not attached to ${holderLabel(holder)}`);
  }
  return ofDocument({ ...change, after: undefined }, live.policies.get(policy));
}

function compare(text: string, before: Json, after: Json | undefined, what: string): Place {
  const found = documentJson(text);
  if (found === undefined) return elsewhere(`${what} is not JSON`);
  const difference = firstDifference(found, before);
  if (difference === undefined) return { at: "before" };
  if (after !== undefined && sameDocument(found, after)) return { at: "after" };
  return elsewhere(`${what} is not as the plan says: ${difference}`);
}

function elsewhere(why: string): Place {
  return { at: "elsewhere", why };
}
