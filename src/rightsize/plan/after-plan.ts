import type { AttachedPolicy, IamGroup, IamPolicy, Identities, InlinePolicy, Json } from "../../model/index.ts";
import { copyArn } from "./changes.ts";
import type { PolicyChange } from "./plan.ts";

/** Users, groups, roles and policies as they would be with the changes made. */
export function identitiesAfter(identities: Identities, changes: readonly PolicyChange[]): Identities {
  if (changes.length === 0) return identities;
  const policies = new Set(changes.flatMap(({ policy: { type, arn } }) => (type === "managed" ? [arn] : [])));
  const holders = new Set(changes.flatMap(({ holder }) => holder ?? []));
  const copies = changes.flatMap((change) => (change.how === "copy" ? [copyOf(change)] : []));
  return {
    users: identities.users.map(holderAfter),
    groups: identities.groups.map(holderAfter),
    roles: identities.roles.map(holderAfter),
    policies: [...identities.policies.map(policyAfter), ...copies],
  };

  function holderAfter<H extends Pick<IamGroup, "arn" | "inlinePolicies" | "attachedPolicies">>(holder: H): H {
    if (!holders.has(holder.arn) && !holder.attachedPolicies.some(({ arn }) => policies.has(arn))) return holder;
    return {
      ...holder,
      inlinePolicies: holder.inlinePolicies.flatMap((policy) => inlineAfter(policy, holder.arn)),
      attachedPolicies: holder.attachedPolicies.flatMap((policy) => attachedAfter(policy, holder.arn)),
    };
  }

  function inlineAfter(policy: InlinePolicy, holder: string): readonly InlinePolicy[] {
    const change = changes.find(
      ({ policy: { type, name }, holder: at }) => type !== "managed" && name === policy.name && at === holder,
    );
    if (change === undefined) return [policy];
    return change.after === null ? [] : [{ ...policy, document: { json: change.after } }];
  }

  function attachedAfter(policy: AttachedPolicy, holder: string): readonly AttachedPolicy[] {
    const change = changes.find(
      ({ policy: { type, arn }, holder: at }) => type === "managed" && arn === policy.arn && (at ?? holder) === holder,
    );
    if (change?.how === "detach") return [];
    return change?.how === "copy" ? [{ name: change.copy ?? "", arn: copyArn(change) }] : [policy];
  }

  function policyAfter(policy: IamPolicy): IamPolicy {
    const change = changes.find(
      ({ how, policy: { type, arn } }) => how === "edit" && type === "managed" && arn === policy.arn,
    );
    return change === undefined || change.after === null ? policy : { ...policy, document: { json: change.after } };
  }
}

function copyOf(change: PolicyChange): IamPolicy {
  const json: Json = change.after;
  const document = { json };
  return {
    name: change.copy ?? "",
    arn: copyArn(change),
    id: "",
    path: "/",
    attachmentCount: 1,
    boundaryCount: 0,
    defaultVersion: "v1",
    document,
    versions: [{ id: "v1", isDefault: true, document }],
  };
}
