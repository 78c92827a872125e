import { arnName, type CredentialRow, parseArn, type Resource, rootArn, type Snapshot } from "../model/index.ts";
import type { CheckContext, SubjectKind, Subjects } from "./check.ts";
import { usageSubjects } from "./usage-subjects.ts";

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
  const { users = [], roles = [], policies = [] } = snapshot.identities ?? {};
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
  principal: "The account has no IAM user and no IAM role.",
  trail: "The account has no trail.",
  usage: "The last accessed details name no principal.",
  account: "There is no account.",
};

function listed(subject: Listed["subject"], resource: Resource): Listed {
  return { subject, resource, region: globalRegion };
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
