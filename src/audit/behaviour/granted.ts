import { compileGlob, type Glob, globMatches, type ParsedPolicy, parsePolicy, parseStored } from "../../iam/index.ts";
import type { Identities, Json, RecordedChange } from "../../model/index.ts";

/** What a change gave, and to whom. */
export interface RecordedGrant {
  readonly change: RecordedChange;
  /** Names of users and roles, `user/ana`, `role/deploy`. */
  readonly holders: readonly string[];
  /** What was granted, for somebody to read: an ARN or the name of an inline policy. */
  readonly what: string;
  /** Patterns of actions that its Allow statements name, in lower case. */
  readonly actions: readonly Glob[];
}

/**
 * Changes that gave permissions, with what the policies say: the document of the request where there is one, else the policy
 * of the snapshot, which is the one in force now.
 */
export function recordedGrants(changes: readonly RecordedChange[], identities: Identities): readonly RecordedGrant[] {
  return changes.flatMap((change) => {
    const about = aboutOf(change, identities);
    if (about === undefined) return [];
    const actions = about.policies.flatMap(({ statements }) =>
      statements
        .filter(({ effect, action }) => effect === "Allow" && action.kind === "Action")
        .flatMap(({ action }) => action.patterns.map((pattern) => compileGlob(pattern.toLowerCase()))),
    );
    return actions.length === 0 || about.holders.length === 0
      ? []
      : [{ change, holders: about.holders, what: about.what, actions }];
  });
}

/** Whether the grant lets do an action, `iam:CreateUser`. */
export function isGranted({ actions }: RecordedGrant, action: string): boolean {
  const name = action.toLowerCase();
  return actions.some((glob) => globMatches(glob, name));
}

interface About {
  readonly holders: readonly string[];
  readonly what: string;
  readonly policies: readonly ParsedPolicy[];
}

function aboutOf({ event, request }: RecordedChange, identities: Identities): About | undefined {
  const value = (name: string): string => (Object.hasOwn(request, name) ? (request[name] ?? "") : "");
  const [user, role, group] = [value("userName"), value("roleName"), value("groupName")];
  const inline = (): readonly ParsedPolicy[] => documentOf(value("policyDocument"));
  const managed = (arn: string): readonly ParsedPolicy[] =>
    identities.policies.filter((policy) => policy.arn === arn).map(({ document }) => parseStored(document));
  switch (event.eventName) {
    case "PutUserPolicy":
      return { holders: [`user/${user}`], what: value("policyName"), policies: inline() };
    case "PutRolePolicy":
      return { holders: [`role/${role}`], what: value("policyName"), policies: inline() };
    case "PutGroupPolicy":
      return { holders: membersOf(group, identities), what: value("policyName"), policies: inline() };
    case "AttachUserPolicy":
      return { holders: [`user/${user}`], what: value("policyArn"), policies: managed(value("policyArn")) };
    case "AttachRolePolicy":
      return { holders: [`role/${role}`], what: value("policyArn"), policies: managed(value("policyArn")) };
    case "AttachGroupPolicy":
      return { holders: membersOf(group, identities), what: value("policyArn"), policies: managed(value("policyArn")) };
    case "AddUserToGroup":
      return { holders: [`user/${user}`], what: `group ${group}`, policies: policiesOfGroup(group, identities) };
    case "CreatePolicyVersion":
      return { holders: holdersOf(value("policyArn"), identities), what: value("policyArn"), policies: inline() };
    case "SetDefaultPolicyVersion":
      return {
        holders: holdersOf(value("policyArn"), identities),
        what: value("policyArn"),
        policies: managed(value("policyArn")),
      };
    default:
      return undefined;
  }
}

/** CloudTrail writes documents as they were sent, some of them URL-encoded. */
function documentOf(text: string): readonly ParsedPolicy[] {
  for (const read of [(raw: string) => raw, decodeURIComponent]) {
    try {
      // JSON.parse gives nothing but JSON values.
      return [parsePolicy(JSON.parse(read(text)) as Json)];
    } catch {
      // The other way is tried next.
    }
  }
  return [];
}

function membersOf(group: string, { users }: Identities): readonly string[] {
  return users.filter(({ groups }) => groups.includes(group)).map(({ name }) => `user/${name}`);
}

function policiesOfGroup(name: string, { groups, policies }: Identities): readonly ParsedPolicy[] {
  const group = groups.find((one) => one.name === name);
  const arns = new Set(group?.attachedPolicies.map(({ arn }) => arn));
  return [
    ...(group?.inlinePolicies ?? []).map(({ document }) => parseStored(document)),
    ...policies.filter(({ arn }) => arns.has(arn)).map(({ document }) => parseStored(document)),
  ];
}

function holdersOf(arn: string, { users, roles, groups }: Identities): readonly string[] {
  const has = ({ attachedPolicies }: { readonly attachedPolicies: readonly { readonly arn: string }[] }): boolean =>
    attachedPolicies.some((policy) => policy.arn === arn);
  const viaGroups = new Set(groups.filter(has).map(({ name }) => name));
  return [
    ...users
      .filter((user) => has(user) || user.groups.some((name) => viaGroups.has(name)))
      .map(({ name }) => `user/${name}`),
    ...roles.filter(has).map(({ name }) => `role/${name}`),
  ];
}
