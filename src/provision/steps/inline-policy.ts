import { sameText } from "../document.ts";
import type { Iam, IamReads } from "../iam.ts";
import type { Seen } from "./seen.ts";
import type { InlineStep } from "./step.ts";

export async function lookAtInline(iam: IamReads, { holder, name, before, after }: InlineStep): Promise<Seen> {
  const found = (await iam.inlinePolicy(holder, name)) ?? null;
  if (found === after) return { at: "after" };
  if (found === before) return { at: "before" };
  // The order of members may change on the way through IAM; bytes come first, since before and after may differ in them only.
  if (isSame(found, after)) return { at: "after" };
  if (isSame(found, before)) return { at: "before" };
  return { at: "elsewhere", why: found === null ? "it is gone" : "its document is another one by now" };
}

export async function performInline(iam: Iam, { holder, name, after }: InlineStep): Promise<undefined> {
  if (after === null) await iam.deleteInlinePolicy(holder, name);
  else await iam.putInlinePolicy(holder, name, after);
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && sameText(one, other);
}
