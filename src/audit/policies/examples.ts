import { accessOf, type PrincipalAccess } from "../../iam/index.ts";
import type { IamRole, IamUser, Identities, Json, Snapshot } from "../../model/index.ts";
import { document, exampleAccount, identities, role, user } from "../examples/example-builders.ts";

/** Builders for examples of checks about policies and trust. */

/** A user or role of an account, and the account it is in. */
export interface ExamplePrincipal {
  readonly given: PrincipalAccess;
  readonly snapshot: Partial<Snapshot>;
}

/** User `ana` with an inline policy of these statements. */
export function userWith(
  statements: readonly Json[],
  parts: Partial<IamUser> = {},
  around: Partial<Identities> = {},
): ExamplePrincipal {
  return principal(user({ inlinePolicies: inline(statements), ...parts }), around);
}

/** Any user or role beside whatever else the account holds. */
export function principal(entity: IamUser | IamRole, around: Partial<Identities> = {}): ExamplePrincipal {
  const all = identities(
    "trustPolicy" in entity
      ? { ...around, roles: [entity, ...(around.roles ?? [])] }
      : { ...around, users: [entity, ...(around.users ?? [])] },
  );
  const given = accessOf(all)(entity.arn);
  if (given === undefined) throw new TypeError("the principal is in the account");
  return { given, snapshot: { identities: all } };
}

/** Role `deploy` that any account's service may not use: a role that is service-linked. */
export function serviceLinkedRole(parts: Partial<IamRole> = {}): IamRole {
  return role({ path: "/aws-service-role/example.amazonaws.com/", ...parts });
}

export function inline(statements: readonly Json[]): IamUser["inlinePolicies"] {
  return statements.length === 0 ? [] : [{ name: "own", document: document(...statements) }];
}

export function allow(action: Json, resource: Json = "*", more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function deny(action: Json, resource: Json = "*", more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

/** The Deny of AWS's documentation for those who signed in without MFA. */
export const forceMfa: Json = {
  Sid: "ForceMFA",
  Effect: "Deny",
  NotAction: ["iam:ListMFADevices", "sts:GetSessionToken"],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};

/** An AWS-managed policy whose document no example holds. */
export const uncollectedPolicy = { name: "SomethingFullAccess", arn: "arn:aws:iam::aws:policy/SomethingFullAccess" };

/** A role that the principal may assume, under these conditions. */
export function roleTrusting(trusted: Json, conditions?: Json, action: Json = "sts:AssumeRole"): IamRole {
  const statement = { Effect: "Allow", Principal: trusted, Action: action };
  return role({
    trustPolicy: document(conditions === undefined ? statement : { ...statement, Condition: conditions }),
  });
}

export const unreadableTrust: IamRole = role({ trustPolicy: { unreadable: "the trust policy is not JSON" } });

export function iamArn(resource: string, account: string = exampleAccount): string {
  return `arn:aws:iam::${account}:${resource}`;
}
