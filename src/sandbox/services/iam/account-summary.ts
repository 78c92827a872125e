import type { Operations } from "../../call.ts";
import type { Account, World } from "../../world/world.ts";
import { keysOfUser } from "./access-keys.ts";
import { sizes } from "./documents.ts";
import { onAccount } from "./needs.ts";
import { operation } from "./operation.ts";

export const accountSummaryOperations: Operations = {
  GetAccountSummary: operation({
    members: {},
    needs: onAccount,
    run: ({ account, world }) => ({ SummaryMap: summaryOf(account, world) }),
  }),
};

/** Counts of the account, and IAM's quotas: IAM User Guide, "IAM and AWS STS quotas". */
function summaryOf(account: Account, world: World): { readonly [key: string]: number } {
  const root = account.root.get("root");
  const policies = [...account.policies.values()];
  const devices = [...account.mfaDevices.values()];
  return {
    GroupPolicySizeQuota: sizes.group,
    InstanceProfilesQuota: 1000,
    Policies: policies.length,
    GroupsPerUserQuota: 10,
    InstanceProfiles: account.instanceProfiles.size,
    AttachedPoliciesPerUserQuota: 10,
    Users: account.users.size,
    PoliciesQuota: 1500,
    Providers: account.providers.size,
    AccountMFAEnabled: root?.mfa === undefined ? 0 : 1,
    AccessKeysPerUserQuota: 2,
    AssumeRolePolicySizeQuota: sizes.trust,
    PolicyVersionsInUseQuota: 10_000,
    GlobalEndpointTokenVersion: 1,
    VersionsPerPolicyQuota: 5,
    AttachedPoliciesPerGroupQuota: 10,
    PolicySizeQuota: sizes.managed,
    Groups: account.groups.size,
    AccountSigningCertificatesPresent: 0,
    UsersQuota: 5000,
    ServerCertificatesQuota: 20,
    MFADevices: devices.length,
    UserPolicySizeQuota: sizes.user,
    PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
    ServerCertificates: 0,
    Roles: account.roles.size,
    RolesQuota: 1000,
    SigningCertificatesPerUserQuota: 2,
    MFADevicesInUse: devices.filter(({ user }) => user !== undefined).length,
    RolePolicySizeQuota: sizes.role,
    AttachedPoliciesPerRoleQuota: 10,
    AccountAccessKeysPresent: keysOfUser({ world, account }, undefined).length > 0 ? 1 : 0,
    AccountPasswordPresent: root?.password === undefined ? 0 : 1,
    GroupsQuota: 300,
  };
}
