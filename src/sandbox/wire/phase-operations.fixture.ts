import type { ServiceName } from "../call.ts";

/** Operations that the exercises need; all of them depend on how the SDK writes its schemas. */
export const neededOperations: readonly (readonly [service: ServiceName, operation: string])[] = Object.entries({
  sts: `GetCallerIdentity AssumeRole GetSessionToken GetFederationToken AssumeRoleWithSAML AssumeRoleWithWebIdentity`,
  iam: `GenerateCredentialReport GetCredentialReport GenerateServiceLastAccessedDetails GetServiceLastAccessedDetails
    GetServiceLastAccessedDetailsWithEntities GetAccountAuthorizationDetails GetAccountSummary GetAccountPasswordPolicy
    SimulatePrincipalPolicy SimulateCustomPolicy
    ListUsers GetUser ListAccessKeys GetAccessKeyLastUsed ListMFADevices ListVirtualMFADevices GetLoginProfile ListGroups GetGroup
    ListGroupsForUser ListRoles GetRole ListAttachedUserPolicies ListAttachedGroupPolicies ListAttachedRolePolicies ListUserPolicies
    ListGroupPolicies ListRolePolicies GetUserPolicy GetGroupPolicy GetRolePolicy ListPolicies GetPolicy GetPolicyVersion
    ListPolicyVersions ListEntitiesForPolicy ListPoliciesGrantingServiceAccess ListAccountAliases ListSSHPublicKeys
    ListSigningCertificates ListServiceSpecificCredentials ListSAMLProviders ListOpenIDConnectProviders ListInstanceProfiles
    CreateUser DeleteUser AttachUserPolicy DetachUserPolicy PutUserPolicy DeleteUserPolicy CreateAccessKey UpdateAccessKey
    DeleteAccessKey CreateLoginProfile UpdateLoginProfile DeleteLoginProfile ChangePassword CreateVirtualMFADevice EnableMFADevice
    DeactivateMFADevice DeleteVirtualMFADevice CreateGroup DeleteGroup AddUserToGroup RemoveUserFromGroup AttachGroupPolicy
    DetachGroupPolicy PutGroupPolicy CreateRole DeleteRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy
    DeleteRolePolicy CreatePolicy DeletePolicy CreatePolicyVersion SetDefaultPolicyVersion DeletePolicyVersion
    PutUserPermissionsBoundary DeleteUserPermissionsBoundary UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy TagUser UntagUser`,
  cloudtrail: `CreateTrail UpdateTrail DeleteTrail GetTrail DescribeTrails ListTrails StartLogging StopLogging GetTrailStatus
    PutEventSelectors GetEventSelectors PutInsightSelectors GetInsightSelectors LookupEvents ListPublicKeys AddTags ListTags RemoveTags`,
  s3: `CreateBucket HeadBucket DeleteBucket ListBuckets GetBucketLocation PutBucketPolicy GetBucketPolicy DeleteBucketPolicy
    GetBucketPolicyStatus PutPublicAccessBlock GetPublicAccessBlock DeletePublicAccessBlock PutBucketOwnershipControls
    GetBucketOwnershipControls PutBucketEncryption GetBucketEncryption PutBucketVersioning GetBucketVersioning
    PutBucketLifecycleConfiguration GetBucketLifecycleConfiguration PutBucketTagging GetBucketTagging GetBucketAcl PutObject GetObject
    HeadObject DeleteObject DeleteObjects ListObjects ListObjectsV2 ListObjectVersions`,
}).flatMap(([service, names]) =>
  // The keys of the literal above.
  names.split(/\s+/).map((name) => [service as ServiceName, name] as const),
);
