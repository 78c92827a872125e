import {
  type AttachedPolicy,
  type IamGroup,
  type IamRole,
  type IamUser,
  type Identities,
  type InlinePolicy,
  parseArn,
} from "../model/index.ts";
import {
  decide,
  type HeldPolicy,
  isSameOnAll,
  type Layers,
  mayReach,
  question,
  type ReadyStatement,
  reachOf,
} from "./decide.ts";
import { type CompiledPolicy, type PolicyGap, type PolicyLibrary, policyLibrary } from "./policy-library.ts";
import type { PrincipalAccess, StatementRef } from "./principal-access.ts";
import type { PolicyVariables } from "./resource-pattern.ts";

/**
 * Effective access of every user and role, computed when first asked for and kept. Undefined: no such principal.
 */
export function accessOf(identities: Identities): (arn: string) => PrincipalAccess | undefined {
  const library = policyLibrary(identities);
  const groups = new Map(identities.groups.map((group) => [group.name, group]));
  const users = new Map(identities.users.map((user) => [user.arn, user]));
  const roles = new Map(identities.roles.map((role) => [role.arn, role]));
  const computed = new Map<string, PrincipalAccess>();
  return (arn) => {
    const known = computed.get(arn);
    if (known !== undefined) return known;
    const user = users.get(arn);
    const role = roles.get(arn);
    const access =
      user !== undefined
        ? principalAccess(
            "user",
            user,
            groupsOf(user),
            layersOf(user, user.groups, groups, library, userVariables(user)),
          )
        : role && principalAccess("role", role, [], layersOf(role, [], groups, library, roleVariables(role)));
    if (access !== undefined) computed.set(arn, access);
    return access;
  };

  function groupsOf(user: IamUser): readonly IamGroup[] {
    return user.groups.map((name) => groups.get(name)).filter((group) => group !== undefined);
  }
}

function principalAccess(
  kind: "user" | "role",
  entity: IamUser | IamRole,
  groups: readonly IamGroup[],
  layers: IdentityLayers,
): PrincipalAccess {
  const { partition, account } = parseArn(entity.arn) ?? { partition: "aws", account: "*" };
  return {
    kind,
    arn: entity.arn,
    name: entity.name,
    entity,
    groups,
    gaps: [...layers.gaps, ...layers.boundaryGaps].filter(({ readsOnly }) => !readsOnly).map(({ text }) => text),
    statements: layers.statements,
    boundaryStatements: layers.boundaryStatements,
    reach: (action) => reachOf(layers, action),
    mayReach: (action, resource) => mayReach(layers, action, resource),
    isSameOnAll: (action, resources) => isSameOnAll(layers, action, resources),
    can: (action, resource, counts) => decide(layers, question(action, resource, false, counts)),
    canOnAll: (action, resource = everythingOf(action, partition, account), counts) =>
      decide(layers, question(action, resource, true, counts)),
  };
}

/** All resources of the action's service, in this account where the service's ARNs name one. */
function everythingOf(action: string, partition: string, account: string): string {
  const service = action.slice(0, action.indexOf(":")).toLowerCase();
  if (service === "" || service.includes("*")) return `arn:${partition}:*:*:*:*`;
  if (service === "s3") return `arn:${partition}:s3:::*`;
  if (service === "iam") return `arn:${partition}:iam::${account}:*`;
  if (service === "sts") return `arn:${partition}:iam::*:*`;
  return `arn:${partition}:${service}:*:${account}:*`;
}

interface IdentityLayers extends Layers {
  readonly statements: readonly ReadyStatement[];
  readonly boundaryStatements: readonly ReadyStatement[];
}

interface PolicyHolder {
  readonly name: string;
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicies: readonly AttachedPolicy[];
}

function layersOf(
  holder: PolicyHolder & { readonly permissionsBoundary?: string },
  groupNames: readonly string[],
  groups: ReadonlyMap<string, IamGroup>,
  library: PolicyLibrary,
  variables: PolicyVariables,
): IdentityLayers {
  const own: HeldPolicy[] = [];
  const gaps: PolicyGap[] = [];
  const boundary: HeldPolicy[] = [];
  const boundaryGaps: PolicyGap[] = [];

  addPoliciesOf(holder);
  for (const name of groupNames) {
    const group = groups.get(name);
    if (group === undefined) gaps.push({ text: `group ${name}: it is not in the snapshot`, readsOnly: false });
    else addPoliciesOf(group, group.name);
  }
  if (holder.permissionsBoundary !== undefined) {
    const arn = holder.permissionsBoundary;
    add(library.managed({ arn, name: arn }), { policy: arn, via: "boundary" }, boundary, boundaryGaps);
  }
  return {
    statements: own.flatMap(({ statements }) => statements),
    boundaryStatements: boundary.flatMap(({ statements }) => statements),
    policies: [...own, ...boundary],
    ...(holder.permissionsBoundary !== undefined && {
      boundary: boundary.flatMap(({ statements }) =>
        statements.filter(({ statement }) => statement.effect === "Allow"),
      ),
    }),
    gaps,
    boundaryGaps,
    byAction: new Map(),
  };

  function addPoliciesOf(owner: PolicyHolder, group?: string): void {
    for (const policy of owner.inlinePolicies) {
      const via = group === undefined ? { via: "inline" as const } : { via: "group" as const, group };
      add(library.inline(policy), { policy: policy.name, ...via }, own, gaps);
    }
    for (const policy of owner.attachedPolicies) {
      const via = group === undefined ? { via: "attached" as const } : { via: "group" as const, group };
      add(library.managed(policy), { policy: policy.arn, ...via }, own, gaps);
    }
  }

  function add(
    policy: CompiledPolicy,
    from: Omit<StatementRef, "statement" | "conditional">,
    into: HeldPolicy[],
    unknown: PolicyGap[],
  ): void {
    if (policy.gap !== undefined) unknown.push(policy.gap);
    const statements = policy.statements.map(({ statement, actions, resources }) => {
      const name = statement.sid ? statement.sid : `statement ${statement.position}`;
      const ref = { ...from, statement: name, conditional: statement.conditions.length > 0 };
      return { ref, statement, actions, resources: resources(variables) };
    });
    into.push({ about: policy.about, statements });
  }
}

/** `aws:username` is the user's name; tags of a user are its principal tags. */
function userVariables(user: IamUser): PolicyVariables {
  return new Map<string, string | undefined>([
    ["aws:username", user.name],
    ["aws:userid", user.id],
    ["aws:principalaccount", parseArn(user.arn)?.account],
    ["aws:principalarn", user.arn],
    ["aws:principaltype", "User"],
    ...Object.entries(user.tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value] as const),
  ]);
}

/** Sessions of a role have no `aws:username`; a session tag may override a tag of the role, so tags stay unknown. */
function roleVariables(role: IamRole): PolicyVariables {
  return new Map<string, string | undefined>([
    ["aws:username", undefined],
    ["aws:principalaccount", parseArn(role.arn)?.account],
    ["aws:principalarn", role.arn],
    ["aws:principaltype", "AssumedRole"],
  ]);
}
