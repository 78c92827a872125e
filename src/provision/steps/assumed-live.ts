import { documentText } from "../document.ts";
import type { Holder } from "../holder.ts";
import type { LiveHolder, LivePolicy } from "../live/live-state.ts";
import type { PolicyChange } from "../policy-change.ts";
import type { Step } from "./step.ts";
import { stepsOf } from "./steps-of.ts";

/**
 * The steps of changes in an account that is just as they expect: to be shown where the account cannot be asked. How many versions
 * policies have is not known, so that a step that makes room for one may be missing.
 */
export function assumedSteps(changes: readonly PolicyChange[], plan: string): readonly Step[] {
  const holders = new Map<string, LiveHolder>();
  const policies = new Map<string, LivePolicy>();
  for (const change of changes) {
    if ("holder" in change) holders.set(change.holder.arn, holderOf(change.holder, changes));
    if (change.kind === "inline") continue;
    const versions = [{ id: current, document: documentText(change.before) }];
    policies.set(change.policy, { arn: change.policy, description: "", defaultVersion: current, versions });
  }
  return stepsOf(changes, { holders, policies }, plan);
}

function holderOf(holder: Holder, changes: readonly PolicyChange[]): LiveHolder {
  const own = changes.filter((change) => "holder" in change && change.holder.arn === holder.arn);
  const inline = own.flatMap((change) =>
    change.kind === "inline" && change.before !== null ? [[change.name, documentText(change.before)] as const] : [],
  );
  const attached = own.flatMap((change) => (change.kind === "copy" || change.kind === "detach" ? [change.policy] : []));
  return { holder, arn: holder.arn, id: holder.id ?? "", inline: new Map(inline), attached };
}

const current = "the current one";
