import type { Json } from "./json.ts";

/**
 * IAM users, groups, roles and managed policies: the answer of GetAccountAuthorizationDetails.
 * Policy documents are kept as the JSON that was stored; `src/iam` gives them meaning.
 */
export interface Identities {
  readonly users: readonly IamUser[];
  readonly groups: readonly IamGroup[];
  readonly roles: readonly IamRole[];
  readonly policies: readonly IamPolicy[];
}

interface IamEntity {
  readonly name: string;
  readonly arn: string;
  /** `AIDA...`, `AROA...`, `AGPA...`, `ANPA...`. */
  readonly id: string;
  readonly path: string;
  /** ISO 8601, UTC; undefined when the answer had none. */
  readonly createdAt?: string;
}

/** A policy document, or why it could not be read: a principal with such a policy has unknown permissions. */
export type StoredDocument = { readonly json: Json } | { readonly unreadable: string };

export interface InlinePolicy {
  readonly name: string;
  readonly document: StoredDocument;
}

/** A managed policy by reference; its document is in {@link Identities.policies}, if that was collected. */
export interface AttachedPolicy {
  readonly name: string;
  readonly arn: string;
}

interface PolicyHolder extends IamEntity {
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicies: readonly AttachedPolicy[];
}

export interface IamUser extends PolicyHolder {
  /** Names of the user's groups. */
  readonly groups: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: { readonly [key: string]: string };
}

export interface IamGroup extends PolicyHolder {}

export interface IamRole extends PolicyHolder {
  readonly trustPolicy: StoredDocument;
  readonly permissionsBoundary?: string;
  /** `RoleLastUsed`: undefined when the answer lacks it, `never` when it is there without a date (tracked 400 days). */
  readonly lastUsed?: "never" | { readonly at: string; readonly region?: string };
  /** `MaxSessionDuration`, which only ListRoles and GetRole answer. Seconds. */
  readonly maxSessionSeconds?: number;
  /** Names of instance profiles that hold the role. */
  readonly instanceProfiles: readonly string[];
  readonly tags: { readonly [key: string]: string };
}

export interface IamPolicy extends IamEntity {
  readonly attachmentCount: number;
  readonly boundaryCount: number;
  readonly defaultVersion: string;
  /** Document of the default version, the one in force. */
  readonly document: StoredDocument;
  readonly versions: readonly {
    readonly id: string;
    readonly isDefault: boolean;
    readonly createdAt?: string;
    readonly document: StoredDocument;
  }[];
}

/** Roles that AWS services own; users can neither edit nor use them. By path or ARN: where these differ, the role is left alone. */
export function isServiceLinked({ path, arn }: Pick<IamRole, "path" | "arn">): boolean {
  return path.startsWith("/aws-service-role/") || arn.includes(":role/aws-service-role/");
}

/** Roles that IAM Identity Center made of a permission set; only that can be edited. */
export function isOfIdentityCenter({ path, arn, name }: Pick<IamRole, "path" | "arn" | "name">): boolean {
  const prefix = "/aws-reserved/sso.amazonaws.com/";
  return path.startsWith(prefix) || arn.includes(`:role${prefix}`) || name.startsWith("AWSReservedSSO_");
}

/** AWS-managed policies have no account in their ARN but the word `aws`. */
export function isAwsManaged(policyArn: string): boolean {
  return /^arn:[^:]*:iam::aws:policy\//.test(policyArn);
}
