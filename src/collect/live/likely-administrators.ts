import type { GroupDetail, ManagedPolicyDetail, PolicyDetail, UserDetail } from "@aws-sdk/client-iam";

/** What was listed of an account, of all pages. */
export interface ListedDetails {
  readonly users: readonly UserDetail[];
  readonly groups: readonly GroupDetail[];
  readonly policies: readonly ManagedPolicyDetail[];
}

/**
 * ARNs of users who look like administrators at first sight, by their own policies and those of their groups: whom it is worth
 * while to ask more about, when not everybody can be asked. It judges nobody.
 */
export function likelyAdministrators({ users, groups, policies }: ListedDetails): readonly string[] {
  const wide = new Set(
    policies
      .filter(({ PolicyVersionList = [] }) =>
        PolicyVersionList.some(({ IsDefaultVersion, Document }) => IsDefaultVersion === true && isWide(Document)),
      )
      .map(({ Arn }) => Arn),
  );
  const isPowerful = (
    attached: readonly { readonly PolicyArn?: string | undefined }[] = [],
    inline: readonly PolicyDetail[] = [],
  ): boolean =>
    attached.some(
      ({ PolicyArn = "" }) =>
        wide.has(PolicyArn) || /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/.test(PolicyArn),
    ) || inline.some(({ PolicyDocument }) => isWide(PolicyDocument));
  const ofGroups = new Set(
    groups
      .filter(({ AttachedManagedPolicies, GroupPolicyList }) => isPowerful(AttachedManagedPolicies, GroupPolicyList))
      .map(({ GroupName }) => GroupName),
  );
  return users
    .filter(
      ({ AttachedManagedPolicies, UserPolicyList, GroupList = [] }) =>
        isPowerful(AttachedManagedPolicies, UserPolicyList) || GroupList.some((group) => ofGroups.has(group)),
    )
    .flatMap(({ Arn }) => Arn ?? []);
}

/** Documents are URL-encoded JSON. */
function isWide(document: string | undefined): boolean {
  const text = (document ?? "").replace(/%22/g, '"').replace(/%3A/gi, ":").replace(/%2A/gi, "*");
  return /"(?:\*|\*:\*|iam:\*)"/i.test(text);
}
