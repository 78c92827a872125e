import { AwsError } from "../../aws-error.ts";
import type { Operations } from "../../call.ts";
import type { ManagedPolicy } from "../../world/nouns.ts";
import { requireManagedDocument } from "./documents.ts";
import { encodeDocument } from "./encode-document.ts";
import { policyAt } from "./entities.ts";
import { limitExceeded } from "./errors.ts";
import { flag, needed } from "./fields.ts";
import { arn, document, paging, versionId } from "./names.ts";
import { onArn } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageInOrder } from "./paging.ts";
import { ownPolicyAt, versionOf } from "./policies.ts";

const maxVersions = 5;

export const policyVersionOperations: Operations = {
  CreatePolicyVersion: operation({
    members: { PolicyArn: needed(arn), PolicyDocument: needed(document), SetAsDefault: flag },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, PolicyDocument, SetAsDefault = false }) {
      const policy = ownPolicyAt(call, PolicyArn);
      requireManagedDocument(PolicyDocument);
      if (policy.versions.length >= maxVersions) {
        throw limitExceeded(
          `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const number = policy.lastVersion + 1;
      const version = { id: `v${number}`, document: PolicyDocument, createdAt: call.time };
      const changed: ManagedPolicy = {
        ...policy,
        versions: [...policy.versions, version],
        lastVersion: number,
        ...(SetAsDefault && { defaultVersion: version.id }),
      };
      call.account.policies.put(policy.arn, changed);
      return { PolicyVersion: versionView(changed, version) };
    },
  }),

  GetPolicyVersion: operation({
    members: { PolicyArn: needed(arn), VersionId: needed(versionId) },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, VersionId }) {
      const policy = policyAt(call, PolicyArn);
      const version = versionOf(policy, VersionId);
      return {
        PolicyVersion: versionWithDocument(policy, version),
      };
    },
  }),

  /** Newest first, as IAM lists them. */
  ListPolicyVersions: operation({
    members: { PolicyArn: needed(arn), ...paging },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, ...request }) {
      const policy = policyAt(call, PolicyArn);
      const { items, ends } = pageInOrder(policy.versions.toReversed(), request);
      return { Versions: items.map((version) => versionView(policy, version)), ...ends };
    },
  }),

  SetDefaultPolicyVersion: operation({
    members: { PolicyArn: needed(arn), VersionId: needed(versionId) },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, VersionId }) {
      const policy = ownPolicyAt(call, PolicyArn);
      const { id } = versionOf(policy, VersionId);
      call.account.policies.put(policy.arn, { ...policy, defaultVersion: id });
      return {};
    },
  }),

  DeletePolicyVersion: operation({
    members: { PolicyArn: needed(arn), VersionId: needed(versionId) },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, VersionId }) {
      const policy = ownPolicyAt(call, PolicyArn);
      const { id } = versionOf(policy, VersionId);
      if (id === policy.defaultVersion) {
        throw new AwsError("DeleteConflictException", "Cannot delete the default version of a policy.");
      }
      const versions = policy.versions.filter((version) => version.id !== id);
      call.account.policies.put(policy.arn, { ...policy, versions });
      return {};
    },
  }),
};

type Version = ManagedPolicy["versions"][number];

export function versionWithDocument(policy: ManagedPolicy, version: Version): object {
  return { Document: encodeDocument(version.document), ...versionView(policy, version) };
}

function versionView({ defaultVersion }: ManagedPolicy, { id, createdAt }: Version): object {
  return { VersionId: id, IsDefaultVersion: id === defaultVersion, CreateDate: new Date(createdAt) };
}
