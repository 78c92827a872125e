import { sameText } from "../document.ts";
import type { Iam, IamReads } from "../iam.ts";
import type { Seen } from "./seen.ts";
import type { CreatePolicyStep, DeletePolicyStep } from "./step.ts";

export async function lookAtOwnPolicy(iam: IamReads, step: CreatePolicyStep | DeletePolicyStep): Promise<Seen> {
  const isDeletion = step.kind === "delete-policy";
  const policy = await iam.policy(step.policy);
  if (policy === undefined) return { at: isDeletion ? "after" : "before" };
  if (policy.description !== step.description) {
    return { at: "elsewhere", why: "a policy of this name exists that was not made by this plan" };
  }
  const document = await iam.version(step.policy, policy.defaultVersion);
  if (document === undefined || !sameText(document, step.document)) {
    return { at: "elsewhere", why: "its document is another one by now" };
  }
  if (!isDeletion) return { at: "after" };
  return (await whyNeeded(iam, step)) ?? { at: "before" };
}

export async function performOwnPolicy(iam: Iam, step: CreatePolicyStep | DeletePolicyStep): Promise<undefined> {
  if (step.kind === "create-policy") await iam.createPolicy(step.name, step.description, step.document);
  else await iam.deletePolicy(step.policy);
}

/** Others may have come to rely on a policy of ours. */
async function whyNeeded(iam: IamReads, { policy, holders }: DeletePolicyStep): Promise<Seen | undefined> {
  const versions = (await iam.versions(policy)) ?? [];
  if (versions.length > 1) return { at: "elsewhere", why: "somebody gave it further versions" };
  const names = holders.map(({ type, name }) => `${type} ${name}`);
  const others = ((await iam.attachedTo(policy)) ?? []).filter((name) => !names.includes(name));
  return others.length === 0 ? undefined : { at: "elsewhere", why: `it is attached to ${others.join(", ")} by now` };
}
