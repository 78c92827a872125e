import type { IamGroup, IamPolicy, IamRole, IamUser, Identities, Json, StoredDocument } from "../model/index.ts";

/** Builders for tests of this layer: what is not said is empty. */
export const account = "111122223333";

export function arn(resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

export function allow(action: Json, resource: Json = "*", more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function deny(action: Json, resource: Json = "*", more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

/** Takes everything away from those who signed in without MFA: the statement of AWS's documentation. */
export const forceMfa: Json = {
  Sid: "ForceMFA",
  Effect: "Deny",
  NotAction: ["iam:ListMFADevices", "sts:GetSessionToken"],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};

export function stored(...statements: readonly Json[]): StoredDocument {
  return { json: { Version: "2012-10-17", Statement: statements } };
}

/** A user with one inline policy of these statements, named `own`. */
export function user(name: string, statements: readonly Json[] = [], parts: Partial<IamUser> = {}): IamUser {
  return { ...holder("user", name, statements), groups: [], tags: {}, ...parts };
}

export function group(name: string, statements: readonly Json[] = [], parts: Partial<IamGroup> = {}): IamGroup {
  return { ...holder("group", name, statements), ...parts };
}

/** A role with one inline policy of these statements, which the principal may assume. */
export function role(
  name: string,
  principal: Json,
  statements: readonly Json[],
  parts: Partial<IamRole> = {},
): IamRole {
  const trust: Json = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  return { ...holder("role", name, statements), trustPolicy: stored(trust), instanceProfiles: [], tags: {}, ...parts };
}

export function policy(name: string, statements: readonly Json[], older: readonly Json[] = []): IamPolicy {
  const version = (id: string, isDefault: boolean, content: readonly Json[]) => ({
    id,
    isDefault,
    document: stored(...content),
  });
  return {
    ...entity("policy", name),
    attachmentCount: 1,
    boundaryCount: 0,
    defaultVersion: "v2",
    document: stored(...statements),
    versions: [version("v2", true, statements), ...(older.length === 0 ? [] : [version("v1", false, older)])],
  };
}

export function attached(...arns: readonly string[]): {
  readonly attachedPolicies: readonly { name: string; arn: string }[];
} {
  return { attachedPolicies: arns.map((policyArn) => ({ name: policyArn.split("/").at(-1) ?? "", arn: policyArn })) };
}

export function identities(parts: Partial<Identities>): Identities {
  return { users: [], groups: [], roles: [], policies: [], ...parts };
}

function holder(kind: string, name: string, statements: readonly Json[]) {
  const inlinePolicies = statements.length === 0 ? [] : [{ name: "own", document: stored(...statements) }];
  return { ...entity(kind, name), inlinePolicies, attachedPolicies: [] };
}

function entity(kind: string, name: string) {
  return { name, arn: arn(`${kind}/${name}`), id: `AID${name}`, path: "/" };
}
