import type { Operations } from "../../call.ts";
import { iamReportOperations } from "../iam-reports/index.ts";
import { accessKeyOperations } from "./access-keys.ts";
import { accountAliasOperations } from "./account-alias.ts";
import { accountSummaryOperations } from "./account-summary.ts";
import { attachmentOperations } from "./attachments.ts";
import { authorizationDetailOperations } from "./authorization-details.ts";
import { boundaryOperations } from "./boundaries.ts";
import { grantingPolicyOperations } from "./granting-policies.ts";
import { groupOperations } from "./groups.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { instanceProfileOperations } from "./instance-profiles.ts";
import { loginProfileOperations } from "./login-profiles.ts";
import { mfaDeviceOperations } from "./mfa-devices.ts";
import { oidcProviderOperations } from "./oidc-providers.ts";
import { otherCredentialOperations } from "./other-credentials.ts";
import { passwordPolicyOperations } from "./password-policy.ts";
import { policyOperations } from "./policies.ts";
import { policyEntityOperations } from "./policy-entities.ts";
import { policyVersionOperations } from "./policy-versions.ts";
import { roleOperations } from "./roles.ts";
import { samlProviderOperations } from "./saml-providers.ts";
import { serviceLinkedRoleOperations } from "./service-linked-roles.ts";
import { tagOperations } from "./tag-operations.ts";
import { userOperations } from "./users.ts";
import { virtualMfaDeviceOperations } from "./virtual-mfa-devices.ts";

export const iamOperations: Operations = {
  ...userOperations,
  ...accessKeyOperations,
  ...loginProfileOperations,
  ...passwordPolicyOperations,
  ...mfaDeviceOperations,
  ...virtualMfaDeviceOperations,
  ...groupOperations,
  ...roleOperations,
  ...serviceLinkedRoleOperations,
  ...policyOperations,
  ...policyVersionOperations,
  ...policyEntityOperations,
  ...grantingPolicyOperations,
  ...inlinePolicyOperations,
  ...attachmentOperations,
  ...boundaryOperations,
  ...tagOperations,
  ...instanceProfileOperations,
  ...samlProviderOperations,
  ...oidcProviderOperations,
  ...accountAliasOperations,
  ...accountSummaryOperations,
  ...authorizationDetailOperations,
  ...otherCredentialOperations,
  ...iamReportOperations,
};
