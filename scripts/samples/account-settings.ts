import type { JsonObject } from "../../src/model/index.ts";
import { policies } from "../../src/sandbox/seed/aerosecure/policies.ts";
import { groups, roles, users } from "./account.ts";

/** What `aws iam get-account-summary` prints: counts of what there is, and IAM's quotas. */
export function accountSummary(): JsonObject {
  const withMfa = users.filter((user) => user.mfa).length;
  const own = policies.filter((policy) => !policy.awsManaged);
  return {
    SummaryMap: {
      GroupPolicySizeQuota: 5120,
      InstanceProfilesQuota: 1000,
      Policies: own.length,
      GroupsPerUserQuota: 10,
      InstanceProfiles: roles.filter((role) => role.instanceProfile !== undefined).length,
      AttachedPoliciesPerUserQuota: 10,
      Users: users.length,
      PoliciesQuota: 1500,
      Providers: 1,
      AccountMFAEnabled: 1,
      AccessKeysPerUserQuota: 2,
      AssumeRolePolicySizeQuota: 2048,
      PolicyVersionsInUseQuota: 10000,
      GlobalEndpointTokenVersion: 1,
      VersionsPerPolicyQuota: 5,
      AttachedPoliciesPerGroupQuota: 10,
      PolicySizeQuota: 6144,
      Groups: groups.length,
      AccountSigningCertificatesPresent: 0,
      UsersQuota: 5000,
      ServerCertificatesQuota: 20,
      MFADevices: withMfa + 1,
      UserPolicySizeQuota: 2048,
      PolicyVersionsInUse: policies.length,
      ServerCertificates: 0,
      Roles: roles.length,
      RolesQuota: 1000,
      SigningCertificatesPerUserQuota: 2,
      MFADevicesInUse: withMfa + 1,
      RolePolicySizeQuota: 10240,
      AttachedPoliciesPerRoleQuota: 10,
      AccountAccessKeysPresent: 1,
      AccountPasswordPresent: 1,
      GroupsQuota: 300,
    },
  };
}

/** What `aws iam get-account-password-policy` prints: short passwords, no symbols, no memory of old ones. */
export function passwordPolicy(): JsonObject {
  return {
    PasswordPolicy: {
      MinimumPasswordLength: 8,
      RequireSymbols: false,
      RequireNumbers: true,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: true,
      AllowUsersToChangePassword: true,
      ExpirePasswords: false,
    },
  };
}
