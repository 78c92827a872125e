import {
  arnName,
  type CredentialRow,
  type IdentityProvider,
  parseArn,
  type Resource,
  rootArn,
  type Snapshot,
} from "../model/index.ts";
import type { CheckContext, SubjectKind, Subjects } from "./check.ts";
import { documentHolders } from "./document-holders.ts";
import { sharedResources } from "./shared-resources.ts";
import { usageSubjects } from "./usage/usage-subjects.ts";

/** Something a check looks at, with how a finding names it. */
export interface Listed {
  readonly subject: Subjects[SubjectKind];
  readonly resource: Resource;
  readonly region: string;
}

/** Region of what IAM and the account hold. */
export const globalRegion = "global";

/** Everything of a kind that the snapshot holds, in its order. */
export function subjectsOf(kind: SubjectKind, { snapshot, access }: CheckContext): readonly Listed[] {
  const rows = snapshot.credentialReport?.rows ?? [];
  const { users = [], groups = [], roles = [], policies = [] } = snapshot.identities ?? {};
  switch (kind) {
    case "root-credentials":
      return rows.filter((row) => row.isRoot).map((row) => listed(row, rootResource(row, snapshot)));
    case "user-credentials":
      return rows.filter((row) => !row.isRoot).map((row) => listed(row, userResource(row, snapshot)));
    case "user":
      return users.map((user) => listed(user, { type: "iam.user", arn: user.arn, name: user.name }));
    case "role":
      return roles.map((role) => listed(role, { type: "iam.role", arn: role.arn, name: role.name }));
    case "policy":
      return policies.map((policy) => listed(policy, { type: "iam.policy", arn: policy.arn, name: policy.name }));
    case "group":
      return groups.map((group) => listed(group, { type: "iam.group", arn: group.arn, name: group.name }));
    case "documents":
      return documentHolders(snapshot.identities).map((holder) => {
        return listed(holder, { type: `iam.${holder.kind}`, arn: holder.arn, name: holder.name });
      });
    case "identity-provider":
      return (snapshot.identityProviders ?? []).map((provider) => {
        return listed(provider, { type: `iam.${provider.kind}-provider`, arn: provider.arn, name: nameOf(provider) });
      });
    case "principal":
      return [...users, ...roles].flatMap(({ arn }) => {
        const principal = access(arn);
        return principal === undefined
          ? []
          : [listed(principal, { type: `iam.${principal.kind}`, arn, name: principal.name })];
      });
    case "trail":
      return (snapshot.trails ?? []).map((trail) => ({
        subject: trail,
        resource: { type: "cloudtrail.trail", arn: trail.arn, name: trail.name },
        region: trail.homeRegion,
      }));
    case "server-certificate":
      return (snapshot.serverCertificates ?? []).map((certificate) => {
        return listed(certificate, { type: "iam.server-certificate", arn: certificate.arn, name: certificate.name });
      });
    case "shared-resource":
      return sharedResources(snapshot.analyzerFindings ?? []).map((shared) => ({
        subject: shared,
        resource: { type: shared.type, arn: shared.arn, name: arnName(shared.arn) },
        region: shared.region,
      }));
    case "usage":
      return usageSubjects(snapshot).map((usage) => listed(usage, usageResource(usage.arn, snapshot)));
    case "account":
      return [listed(snapshot, accountResource(snapshot))];
  }
}

/** What a finding about the account as a whole names. */
export function accountResource({ account, partition }: Snapshot): Resource {
  return { type: "aws.account", arn: rootArn(account, partition), name: account };
}

/** The account has none of a kind. */
export const noSubject: { readonly [kind in SubjectKind]: string } = {
  "root-credentials": "The credential report has no row <root_account>.",
  "user-credentials": "The account has no IAM user.",
  user: "The account has no IAM user.",
  role: "The account has no IAM role.",
  policy: "The account has no IAM policy.",
  group: "The account has no IAM group.",
  documents: "The account has no policy document of its own.",
  "identity-provider": "The account has no identity provider.",
  principal: "The account has no IAM user and no IAM role.",
  trail: "The account has no trail.",
  "server-certificate": "IAM holds no server certificate.",
  "shared-resource": "IAM Access Analyzer has no open finding.",
  usage: "The last accessed details name no principal.",
  account: "There is no account.",
};

function listed(subject: Listed["subject"], resource: Resource): Listed {
  return { subject, resource, region: globalRegion };
}

/** What stands after `oidc-provider/` or `saml-provider/`; an OIDC provider's name is a URL with slashes. */
function nameOf({ arn }: IdentityProvider): string {
  return arn.slice(arn.indexOf("/") + 1);
}

function rootResource(row: CredentialRow, { account, partition }: Snapshot): Resource {
  const arn = parseArn(row.arn)?.resource === "root" ? row.arn : rootArn(account, partition);
  return { type: "iam.root", arn, name: row.user };
}

/** The ARN of the row; one is put together from the name where the row has none. */
function userResource(row: CredentialRow, { account, partition }: Snapshot): Resource {
  const arn = parseArn(row.arn) === undefined ? `arn:${partition}:iam::${account}:user/${row.user}` : row.arn;
  return { type: "iam.user", arn, name: row.user };
}

function usageResource(arn: string | undefined, snapshot: Snapshot): Resource {
  const resource = arn === undefined ? undefined : parseArn(arn)?.resource;
  if (arn === undefined || resource === undefined) return accountResource(snapshot);
  const kind = /^(user|role|group|policy)\//.exec(resource)?.[1];
  return kind === undefined ? accountResource(snapshot) : { type: `iam.${kind}`, arn, name: arnName(arn) };
}
