import {
  compileGlob,
  type Glob,
  globMatches,
  oncePerKey,
  type ParsedPolicy,
  type PrincipalAccess,
  parsePolicy,
  parseStored,
} from "../../iam/index.ts";
import type { Behaviour, Identities, Json, RecordedChange } from "../../model/index.ts";
import { type ChangesBy, changesBy, textOf } from "./changes-by.ts";

/** What a change gave. */
export interface RecordedGrant {
  readonly change: RecordedChange;
  /** What was granted, for somebody to read: an ARN or the name of an inline policy. */
  readonly what: string;
  /** Patterns of actions that its Allow statements name, in lower case. */
  readonly actions: readonly Glob[];
}

/**
 * Grants to a user or role, to one of its groups, or by a policy that it or they have, in order of time. What was given says the
 * document of the request where there is one, else the policy of the snapshot, which is the one in force now.
 */
export function grantsTo(
  { kind, name, entity, groups }: PrincipalAccess,
  behaviour: Behaviour,
  identities: Identities,
): readonly RecordedGrant[] {
  const holders = [entity, ...groups];
  const targets = [
    `${kind}/${name}`,
    ...groups.map((group) => `group/${group.name}`),
    ...holders.flatMap(({ attachedPolicies }) => attachedPolicies.map(({ arn }) => `policy/${arn}`)),
  ];
  return grantsOf(behaviour, targets).flatMap((change) => {
    const actions = actionsOf(change, identities);
    return actions.length === 0 ? [] : [{ change, what: whatOf(change), actions }];
  });
}

/** Whether the grant lets do an action, `iam:CreateUser`. */
export function isGranted({ actions }: RecordedGrant, action: string): boolean {
  const name = action.toLowerCase();
  return actions.some((glob) => globMatches(glob, name));
}

/** Whom or what a call gives permissions to, and which field of the request names it. */
const receivers: ReadonlyMap<string, readonly [kind: "user" | "role" | "group" | "policy", field: string]> = new Map([
  ["PutUserPolicy", ["user", "userName"]],
  ["AttachUserPolicy", ["user", "userName"]],
  ["AddUserToGroup", ["user", "userName"]],
  ["PutRolePolicy", ["role", "roleName"]],
  ["AttachRolePolicy", ["role", "roleName"]],
  ["PutGroupPolicy", ["group", "groupName"]],
  ["AttachGroupPolicy", ["group", "groupName"]],
  ["CreatePolicyVersion", ["policy", "policyArn"]],
  ["SetDefaultPolicyVersion", ["policy", "policyArn"]],
]);

const grantsOf: ChangesBy = changesBy((change) => {
  const receiver = receivers.get(change.event.eventName);
  return receiver && `${receiver[0]}/${textOf(change, receiver[1]) ?? ""}`;
});

function whatOf(change: RecordedChange): string {
  const { eventName } = change.event;
  if (eventName === "AddUserToGroup") return `group ${textOf(change, "groupName") ?? ""}`;
  return textOf(change, /^Put/.test(eventName) ? "policyName" : "policyArn") ?? "";
}

/** Inline documents are read once for a change, those of the account once for a policy or group. */
function actionsOf(change: RecordedChange, identities: Identities): readonly Glob[] {
  const { eventName } = change.event;
  if (eventName === "CreatePolicyVersion" || /^Put/.test(eventName)) return actionsOfChange(change);
  const stored = actionsOfStored(identities);
  if (eventName === "AddUserToGroup") return stored(`group/${textOf(change, "groupName") ?? ""}`);
  return stored(`policy/${textOf(change, "policyArn") ?? ""}`);
}

const actionsOfChange: (change: RecordedChange) => readonly Glob[] = oncePerKey((change: RecordedChange) =>
  allowedIn(documentOf(textOf(change, "policyDocument") ?? "")),
);

const actionsOfStored: (identities: Identities) => (target: string) => readonly Glob[] = oncePerKey(
  ({ policies, groups }: Identities) => {
    const known = new Map<string, readonly Glob[]>();
    return (target) => {
      const actions = known.get(target) ?? allowedIn(storedAt(target));
      known.set(target, actions);
      return actions;
    };

    function storedAt(target: string): readonly ParsedPolicy[] {
      const group = groups.find(({ name }) => `group/${name}` === target);
      const arns = new Set([target, ...(group?.attachedPolicies ?? []).map(({ arn }) => `policy/${arn}`)]);
      return [
        ...(group?.inlinePolicies ?? []).map(({ document }) => parseStored(document)),
        ...policies.filter(({ arn }) => arns.has(`policy/${arn}`)).map(({ document }) => parseStored(document)),
      ];
    }
  },
);

function allowedIn(policies: readonly ParsedPolicy[]): readonly Glob[] {
  return policies.flatMap(({ statements }) =>
    statements
      .filter(({ effect, action }) => effect === "Allow" && action.kind === "Action")
      .flatMap(({ action }) => action.patterns.map((pattern) => compileGlob(pattern.toLowerCase()))),
  );
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
