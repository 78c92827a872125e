import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import { awsManagedPolicies } from "../../world/aws-managed-policies.ts";
import type { ManagedPolicy } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { requireManagedDocument } from "./documents.ts";
import { entityArn, policyAt } from "./entities.ts";
import { alreadyExists, noSuchEntity, quotaExceeded } from "./errors.ts";
import { flag, needed, oneOf } from "./fields.ts";
import { arn, document, paging, path, pathPrefix, policyDescription, policyName, tags, usageFilter } from "./names.ts";
import { onAccount, onArn, onNew, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { type PolicyUses, policyUses } from "./policy-uses.ts";
import { withTags } from "./tags.ts";
import { tagsView } from "./views.ts";

const maxPolicies = 1500;

export const policyOperations: Operations = {
  CreatePolicy: operation({
    members: {
      PolicyName: needed(policyName),
      PolicyDocument: needed(document),
      Path: path,
      Description: policyDescription,
      Tags: tags,
    },
    needs: (call, { PolicyName, Path, Tags }) => onNew(call, "policy", Path, PolicyName, requestTags(Tags)),
    run(call, { PolicyName: name, PolicyDocument, Path = "/", Description, Tags = [] }) {
      const { account, world, time } = call;
      const isTaken = [...account.policies.values()].some((policy) => policy.name.toLowerCase() === name.toLowerCase());
      if (isTaken) throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      requireManagedDocument(PolicyDocument);
      if (account.policies.size >= maxPolicies) throw quotaExceeded("PoliciesPerAccount", maxPolicies);
      const policy: ManagedPolicy = {
        name,
        path: Path,
        id: world.ids.unique("ANPA"),
        arn: entityArn(account.id, "policy", Path, name),
        createdAt: time,
        ...(Description !== undefined && { description: Description }),
        tags: withTags([], Tags, "kept"),
        defaultVersion: "v1",
        versions: [{ id: "v1", document: PolicyDocument, createdAt: time }],
        lastVersion: 1,
      };
      account.policies.put(policy.arn, policy);
      return { Policy: { ...policyInList(policy, policyUses(account)), ...tagsView(policy.tags) } };
    },
  }),

  GetPolicy: operation({
    members: { PolicyArn: needed(arn) },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn }) {
      const policy = policyAt(call, PolicyArn);
      return {
        Policy: {
          ...policyInList(policy, policyUses(call.account)),
          ...(policy.description !== undefined && { Description: policy.description }),
          ...tagsView(policy.tags),
        },
      };
    },
  }),

  ListPolicies: operation({
    members: {
      Scope: oneOf(["All", "AWS", "Local"]),
      OnlyAttached: flag,
      PathPrefix: pathPrefix,
      PolicyUsageFilter: usageFilter,
      ...paging,
    },
    needs: onAccount,
    run({ account }, { Scope = "All", OnlyAttached = false, PathPrefix = "/", PolicyUsageFilter, ...request }) {
      const uses = policyUses(account);
      const isListed = (policy: ManagedPolicy): boolean =>
        policy.path.startsWith(PathPrefix) &&
        (PolicyUsageFilter !== "PermissionsBoundary" || uses.boundaries(policy.arn) > 0) &&
        (PolicyUsageFilter !== "PermissionsPolicy" || uses.attachments(policy.arn) > 0) &&
        (!OnlyAttached || uses.attachments(policy.arn) + uses.boundaries(policy.arn) > 0);
      const listed = policiesOf(account, Scope).filter(isListed);
      const { items, ends } = pageOf(listed, ({ name, arn: at }) => `${name} ${at}`, request);
      return { Policies: items.map((policy) => policyInList(policy, uses)), ...ends };
    },
  }),

  DeletePolicy: operation({
    members: { PolicyArn: needed(arn) },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn }) {
      const policy = ownPolicyAt(call, PolicyArn);
      const uses = policyUses(call.account);
      if (uses.attachments(policy.arn) + uses.boundaries(policy.arn) > 0) {
        throw new AwsError("DeleteConflictException", "Cannot delete a policy attached to entities.");
      }
      if (policy.versions.length > 1) {
        const message =
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.";
        throw new AwsError("DeleteConflictException", message);
      }
      call.account.policies.delete(policy.arn);
      return {};
    },
  }),
};

/** One that the account may change. Throws AccessDenied of AWS's own, and NoSuchEntity. */
export function ownPolicyAt(call: Call, policyArn: string): ManagedPolicy {
  const policy = policyAt(call, policyArn);
  if (!awsManagedPolicies.has(policy.arn)) return policy;
  const message = `Not authorized to perform: iam:${call.operation} on resource: policy ${policy.arn}: AWS managed policies cannot be changed`;
  throw new AwsError("AccessDenied", message, 403);
}

/** Throws NoSuchEntity. */
export function versionOf(policy: ManagedPolicy, id: string): ManagedPolicy["versions"][number] {
  const version = policy.versions.find((known) => known.id === id);
  if (version !== undefined) return version;
  throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
}

export function policyInList(policy: ManagedPolicy, uses: PolicyUses): Output {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: uses.attachments(policy.arn),
    PermissionsBoundaryUsageCount: uses.boundaries(policy.arn),
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.versions.at(-1)?.createdAt ?? policy.createdAt),
  };
}

function policiesOf(account: Account, scope: "All" | "AWS" | "Local"): readonly ManagedPolicy[] {
  return [
    ...(scope === "AWS" ? [] : account.policies.values()),
    ...(scope === "Local" ? [] : awsManagedPolicies.values()),
  ];
}
