import type { Input } from "../../call.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";
import { totpCode } from "./totp.ts";

export const accountRoot = "arn:aws:iam::111122223333";
export const readPolicy: string = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
});
export const trustPolicy: string = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
export const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

const samlMetadata = `<?xml version="1.0"?><md:EntityDescriptor validUntil="2030-01-01T00:00:00Z">${" ".repeat(1000)}</md:EntityDescriptor>`;
const [ana, team, app, reader] = ["ana", "team", "app", `${accountRoot}:policy/reader`];
const [device, saml, oidc] = [
  `${accountRoot}:mfa/ana`,
  `${accountRoot}:saml-provider/idp`,
  `${accountRoot}:oidc-provider/token.example.com`,
];
const tags = [{ Key: "Team", Value: "blue" }];

export type Step = readonly [operation: string, input: Input];

/** Every operation once or more, in an order in which all of them work, from an empty account to an empty account. */
export const beforeMfa: readonly Step[] = [
  ["UpdateAccountPasswordPolicy", { MinimumPasswordLength: 10, RequireNumbers: true, PasswordReusePrevention: 2 }],
  ["GetAccountPasswordPolicy", {}],
  ["CreateAccountAlias", { AccountAlias: "aerosecure" }],
  ["ListAccountAliases", {}],
  ["CreatePolicy", { PolicyName: "reader", PolicyDocument: readPolicy, Description: "reads", Tags: tags }],
  ["CreatePolicyVersion", { PolicyArn: reader, PolicyDocument: readPolicy, SetAsDefault: true }],
  ["ListPolicyVersions", { PolicyArn: reader }],
  ["GetPolicyVersion", { PolicyArn: reader, VersionId: "v2" }],
  ["SetDefaultPolicyVersion", { PolicyArn: reader, VersionId: "v1" }],
  ["DeletePolicyVersion", { PolicyArn: reader, VersionId: "v2" }],
  ["TagPolicy", { PolicyArn: reader, Tags: [{ Key: "team", Value: "red" }] }],
  ["ListPolicyTags", { PolicyArn: reader }],
  ["UntagPolicy", { PolicyArn: reader, TagKeys: ["team"] }],
  ["CreateUser", { UserName: ana, Path: "/staff/", PermissionsBoundary: reader, Tags: tags }],
  ["GetUser", { UserName: ana }],
  ["UpdateUser", { UserName: ana, NewPath: "/people/" }],
  ["ListUsers", { PathPrefix: "/people/" }],
  ["TagUser", { UserName: ana, Tags: [{ Key: "team", Value: "red" }] }],
  ["ListUserTags", { UserName: ana }],
  ["UntagUser", { UserName: ana, TagKeys: ["TEAM"] }],
  ["DeleteUserPermissionsBoundary", { UserName: ana }],
  ["PutUserPermissionsBoundary", { UserName: ana, PermissionsBoundary: reader }],
  ["CreateAccessKey", { UserName: ana }],
  ["ListAccessKeys", { UserName: ana }],
  ["CreateLoginProfile", { UserName: ana, Password: "correct-horse-1", PasswordResetRequired: true }],
  ["GetLoginProfile", { UserName: ana }],
  ["UpdateLoginProfile", { UserName: ana, Password: "correct-horse-2" }],
  ["CreateGroup", { GroupName: team, Path: "/x/" }],
  ["UpdateGroup", { GroupName: team, NewPath: "/y/" }],
  ["AddUserToGroup", { GroupName: team, UserName: ana }],
  ["GetGroup", { GroupName: team }],
  ["ListGroups", {}],
  ["ListGroupsForUser", { UserName: ana }],
  ["CreateRole", { RoleName: app, AssumeRolePolicyDocument: trustPolicy, PermissionsBoundary: reader, Tags: tags }],
  ["GetRole", { RoleName: app }],
  ["ListRoles", {}],
  ["UpdateRole", { RoleName: app, Description: "of the application", MaxSessionDuration: 7200 }],
  ["UpdateRoleDescription", { RoleName: app, Description: "runs it" }],
  ["UpdateAssumeRolePolicy", { RoleName: app, PolicyDocument: trustPolicy }],
  ["TagRole", { RoleName: app, Tags: tags }],
  ["ListRoleTags", { RoleName: app }],
  ["UntagRole", { RoleName: app, TagKeys: ["Team"] }],
  ["DeleteRolePermissionsBoundary", { RoleName: app }],
  ["PutRolePermissionsBoundary", { RoleName: app, PermissionsBoundary: reader }],
  ["CreateServiceLinkedRole", { AWSServiceName: "cloudtrail.amazonaws.com" }],
  ...[["User", ana] as const, ["Group", team] as const, ["Role", app] as const].flatMap(([kind, name]): Step[] => [
    [`Put${kind}Policy`, { [`${kind}Name`]: name, PolicyName: "own", PolicyDocument: readPolicy }],
    [`Get${kind}Policy`, { [`${kind}Name`]: name, PolicyName: "own" }],
    [`List${kind}Policies`, { [`${kind}Name`]: name }],
    [`Attach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn: administrator }],
    [`ListAttached${kind}Policies`, { [`${kind}Name`]: name }],
  ]),
  ["GetPolicy", { PolicyArn: reader }],
  ["ListPolicies", { Scope: "All", OnlyAttached: true }],
  ["ListEntitiesForPolicy", { PolicyArn: administrator }],
  [
    "ListPoliciesGrantingServiceAccess",
    { Arn: `${accountRoot}:user/people/ana`, ServiceNamespaces: ["s3", "iam", "nothing"] },
  ],
  ["CreateInstanceProfile", { InstanceProfileName: app, Tags: tags }],
  ["AddRoleToInstanceProfile", { InstanceProfileName: app, RoleName: app }],
  ["GetInstanceProfile", { InstanceProfileName: app }],
  ["ListInstanceProfiles", {}],
  ["ListInstanceProfilesForRole", { RoleName: app }],
  ["TagInstanceProfile", { InstanceProfileName: app, Tags: tags }],
  ["ListInstanceProfileTags", { InstanceProfileName: app }],
  ["UntagInstanceProfile", { InstanceProfileName: app, TagKeys: ["Team"] }],
  ["CreateSAMLProvider", { Name: "idp", SAMLMetadataDocument: samlMetadata }],
  ["GetSAMLProvider", { SAMLProviderArn: saml }],
  ["UpdateSAMLProvider", { SAMLProviderArn: saml, SAMLMetadataDocument: samlMetadata }],
  ["ListSAMLProviders", {}],
  ["TagSAMLProvider", { SAMLProviderArn: saml, Tags: tags }],
  ["ListSAMLProviderTags", { SAMLProviderArn: saml }],
  ["UntagSAMLProvider", { SAMLProviderArn: saml, TagKeys: ["Team"] }],
  [
    "CreateOpenIDConnectProvider",
    { Url: "https://token.example.com", ClientIDList: ["a"], ThumbprintList: ["0".repeat(40)] },
  ],
  ["AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc, ClientID: "b" }],
  ["RemoveClientIDFromOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc, ClientID: "a" }],
  ["UpdateOpenIDConnectProviderThumbprint", { OpenIDConnectProviderArn: oidc, ThumbprintList: ["1".repeat(40)] }],
  ["GetOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc }],
  ["ListOpenIDConnectProviders", {}],
  ["TagOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc, Tags: tags }],
  ["ListOpenIDConnectProviderTags", { OpenIDConnectProviderArn: oidc }],
  ["UntagOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc, TagKeys: ["Team"] }],
  ["CreateVirtualMFADevice", { VirtualMFADeviceName: ana }],
  ["TagMFADevice", { SerialNumber: device, Tags: tags }],
  ["ListMFADeviceTags", { SerialNumber: device }],
  ["UntagMFADevice", { SerialNumber: device, TagKeys: ["Team"] }],
];

const afterMfa: readonly Step[] = [
  ["ListMFADevices", { UserName: ana }],
  ["GetMFADevice", { UserName: ana, SerialNumber: device }],
  ["ListVirtualMFADevices", { AssignmentStatus: "Assigned" }],
  ["ListSSHPublicKeys", { UserName: ana }],
  ["ListSigningCertificates", { UserName: ana }],
  ["ListServiceSpecificCredentials", { UserName: ana }],
  ["ListServerCertificates", {}],
  ["GetAccountSummary", {}],
  ["GetAccountAuthorizationDetails", {}],
];

/** In the order that the IAM User Guide gives for removing users, groups, roles and policies. */
const removal: readonly Step[] = [
  ["DeleteLoginProfile", { UserName: ana }],
  ["DeactivateMFADevice", { UserName: ana, SerialNumber: device }],
  ["DeleteVirtualMFADevice", { SerialNumber: device }],
  ["RemoveUserFromGroup", { GroupName: team, UserName: ana }],
  ["RemoveRoleFromInstanceProfile", { InstanceProfileName: app, RoleName: app }],
  ["DeleteInstanceProfile", { InstanceProfileName: app }],
  ...[["User", ana] as const, ["Group", team] as const, ["Role", app] as const].flatMap(([kind, name]): Step[] => [
    [`Delete${kind}Policy`, { [`${kind}Name`]: name, PolicyName: "own" }],
    [`Detach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn: administrator }],
    [`Delete${kind}`, { [`${kind}Name`]: name }],
  ]),
  ["DeletePolicy", { PolicyArn: reader }],
  ["DeleteServiceLinkedRole", { RoleName: "AWSServiceRoleForCloudTrail" }],
  [
    "GetServiceLinkedRoleDeletionStatus",
    {
      DeletionTaskId:
        "task/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail/00000000-0000-4000-8000-000000000000",
    },
  ],
  ["DeleteSAMLProvider", { SAMLProviderArn: saml }],
  ["DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: oidc }],
  ["DeleteAccountAlias", { AccountAlias: "aerosecure" }],
  ["DeleteAccountPasswordPolicy", {}],
];

/** Steps that need what earlier answers gave: codes of the device, and the key's id. */
export function storySteps(sandbox: TestSandbox): Iterable<Step> {
  return steps();

  function* steps(): Generator<Step> {
    yield* beforeMfa;
    const seed = sandbox.world.accounts.get("111122223333")?.mfaDevices.get(device)?.seed ?? "";
    const now = sandbox.world.clock.now();
    const codes = { AuthenticationCode1: totpCode(seed, now), AuthenticationCode2: totpCode(seed, now + 30_000) };
    yield ["EnableMFADevice", { UserName: ana, SerialNumber: device, ...codes }];
    yield ["ResyncMFADevice", { UserName: ana, SerialNumber: device, ...codes }];
    yield* afterMfa;
    const key = [...sandbox.world.accessKeys.values()].find(({ user }) => user === ana);
    yield ["GetAccessKeyLastUsed", { AccessKeyId: key?.id }];
    yield ["UpdateAccessKey", { UserName: ana, AccessKeyId: key?.id, Status: "Inactive" }];
    yield ["DeleteAccessKey", { UserName: ana, AccessKeyId: key?.id }];
    yield* removal;
  }
}

/** A sandbox in which this was done. */
export function given(...steps: readonly Step[]): TestSandbox {
  const sandbox = createTestSandbox();
  for (const [operation, input] of steps) sandbox.ask("iam", operation, input);
  return sandbox;
}
