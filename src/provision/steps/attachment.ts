import { holderLabel, type Iam, type IamReads } from "../iam.ts";
import type { Seen } from "./seen.ts";
import type { AttachmentStep } from "./step.ts";

export async function lookAtAttachment(iam: IamReads, { kind, holder, policy }: AttachmentStep): Promise<Seen> {
  const attached = await iam.attachedPolicies(holder);
  if (attached === undefined) return { at: "elsewhere", why: `${holderLabel(holder)} is gone`, isGone: true };
  return { at: attached.includes(policy) === (kind === "attach") ? "after" : "before" };
}

export async function performAttachment(iam: Iam, { kind, holder, policy }: AttachmentStep): Promise<undefined> {
  if (kind === "attach") await iam.attach(holder, policy);
  else await iam.detach(holder, policy);
}
