import { isAwsManaged } from "../../model/index.ts";
import type { Holder } from "../holder.ts";
import type { IamReads } from "../iam.ts";
import { type PolicyChange, policyArn } from "../policy-change.ts";
import type { LiveHolder, LivePolicy, LiveState } from "./live-state.ts";

/** Reads what the changes touch, and nothing else. Throws the Problems of {@link IamReads}. */
export async function readLive(
  iam: IamReads,
  changes: readonly PolicyChange[],
  others: { readonly holders?: readonly Holder[]; readonly policies?: readonly string[] } = {},
): Promise<LiveState> {
  const touched = changes.flatMap((change) => ("holder" in change ? [change.holder] : []));
  const holders = new Map<string, LiveHolder | undefined>();
  for (const holder of [...touched, ...(others.holders ?? [])]) {
    if (!holders.has(holder.arn)) holders.set(holder.arn, await readHolder(iam, holder));
  }
  const policies = new Map<string, LivePolicy | undefined>();
  for (const arn of [...changes.flatMap(policiesOf), ...(others.policies ?? [])]) {
    if (!policies.has(arn)) policies.set(arn, await readPolicy(iam, arn));
  }
  return { holders, policies };
}

function policiesOf(change: PolicyChange): readonly string[] {
  if (change.kind === "inline") return [];
  return change.kind === "copy" ? [change.policy, policyArn(change.holder, change.copy)] : [change.policy];
}

async function readHolder(iam: IamReads, holder: Holder): Promise<LiveHolder | undefined> {
  const identity = await iam.holder(holder);
  const names = await iam.inlineNames(holder);
  const attached = await iam.attachedPolicies(holder);
  if (identity === undefined || names === undefined || attached === undefined) return undefined;
  const inline = new Map<string, string>();
  for (const name of names) {
    const document = await iam.inlinePolicy(holder, name);
    if (document !== undefined) inline.set(name, document);
  }
  return { holder, ...identity, inline, attached };
}

async function readPolicy(iam: IamReads, arn: string): Promise<LivePolicy | undefined> {
  const policy = await iam.policy(arn);
  if (policy === undefined) return undefined;
  const ids = isAwsManaged(arn) ? [policy.defaultVersion] : ((await iam.versions(arn)) ?? []);
  const versions: { id: string; document: string }[] = [];
  for (const id of ids.toSorted((a, b) => versionNumber(a) - versionNumber(b))) {
    const document = await iam.version(arn, id);
    if (document !== undefined) versions.push({ id, document });
  }
  return { arn, description: policy.description, defaultVersion: policy.defaultVersion, versions };
}

/** `v12` is newer than `v9`: numbers go up and are not given again. */
function versionNumber(id: string): number {
  return Number.parseInt(id.slice(1), 10);
}
