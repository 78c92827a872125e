import {
  type AttachedPolicy,
  type IamGroup,
  type IamRole,
  type IamUser,
  type Identities,
  isAwsManaged,
  isServiceLinked,
  parseArn,
} from "../../model/index.ts";
import { awsManagedPolicies } from "../data/aws-managed-policies.ts";
import { oncePerKey } from "../once.ts";
import { parsePolicy, parseStored } from "../parse-policy.ts";
import type { NamedPolicy, PolicyLayers, RequestPrincipal } from "./request.ts";

export interface PrincipalLayers {
  readonly principal: RequestPrincipal;
  readonly layers: Pick<PolicyLayers, "identity" | "boundary">;
}

/**
 * What binds a user or role by itself: its own policies, those of its groups, and its boundary. A role is asked as a session
 * without a name. A policy whose document is not there is one of which nothing is known. Undefined: no such user or role.
 */
export function principalLayers(identities: Identities, arn: string): PrincipalLayers | undefined {
  const { users, roles } = indexOf(identities);
  const [user, role] = [users.get(arn), roles.get(arn)];
  const holder = user ?? role;
  if (holder === undefined) return undefined;
  const { account = "" } = parseArn(arn) ?? {};
  const groups = user?.groups.map((name) => identities.groups.find((group) => group.name === name) ?? name) ?? [];
  const { permissionsBoundary } = holder;
  return {
    principal:
      role === undefined
        ? { kind: "user", arn, account }
        : {
            kind: "role-session",
            arn: sessionOf(role, account),
            account,
            roleArn: arn,
            isServiceLinked: isServiceLinked(role),
          },
    layers: {
      identity: [holder, ...groups].flatMap((each) =>
        typeof each === "string" ? [unknownGroup(each)] : policiesOf(each, identities),
      ),
      ...(permissionsBoundary !== undefined && { boundary: [managed(permissionsBoundary, identities)] }),
    },
  };
}

/** Of a session's ARN too, a grant to the role's ARN is limited by boundary and session policies; a grant to the session's is not. */
function sessionOf({ arn, name }: IamRole, account: string): string {
  const { partition = "aws" } = parseArn(arn) ?? {};
  return `arn:${partition}:sts::${account}:assumed-role/${name}/-`;
}

function unknownGroup(name: string): NamedPolicy {
  return { name: `the policies of group ${name}`, policy: parseStored({ unreadable: "the group was not given" }) };
}

/** The trust policy, which decides who may become the role. */
export function trustLayer({ name, trustPolicy }: IamRole): NamedPolicy {
  return { name: `trust policy of ${name}`, policy: parseStored(trustPolicy, "trust") };
}

function policiesOf(holder: IamUser | IamRole | IamGroup, identities: Identities): readonly NamedPolicy[] {
  const inline = holder.inlinePolicies.map(({ name, document }) => ({
    name: `inline policy ${name} of ${holder.name}`,
    policy: parseStored(document),
  }));
  return [...inline, ...holder.attachedPolicies.map(({ arn }: AttachedPolicy) => managed(arn, identities))];
}

/** By ARN. */
const indexOf = oncePerKey(({ users, roles, policies }: Identities) => ({
  users: byArn(users),
  roles: byArn(roles),
  policies: byArn(policies),
}));

/** Of two with one ARN the first. */
function byArn<T extends { readonly arn: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.toReversed().map((item) => [item.arn, item]));
}

function managed(arn: string, identities: Identities): NamedPolicy {
  const document = indexOf(identities).policies.get(arn)?.document;
  const known = isAwsManaged(arn) ? awsManagedPolicies.get(arn.slice(arn.indexOf(":policy/") + 8)) : undefined;
  if (document === undefined && known?.kind === "document") return { name: arn, policy: parsePolicy(known.json) };
  return { name: arn, policy: parseStored(document ?? { unreadable: "its document was not given" }) };
}
