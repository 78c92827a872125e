import { parseArn } from "../../../model/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Need } from "../../call.ts";
import type { Role, Tag } from "../../world/nouns.ts";
import type { Account, World } from "../../world/world.ts";
import { validationError } from "../iam/errors.ts";

/** A role that somebody wants to assume, and the account that it is in; the role is undefined when it is not there. */
export interface WantedRole {
  readonly arn: string;
  readonly accountId: string;
  readonly account?: Account;
  readonly role?: Role;
}

/** Throws ValidationError of what is no role's ARN. */
export function wantedRole(world: World, arn: string): WantedRole {
  const parsed = parseArn(arn);
  const isRole = parsed?.service === "iam" && /^\d{12}$/.test(parsed.account) && parsed.resource.startsWith("role/");
  if (parsed === undefined) throw validationError(`${arn} is invalid`);
  if (!isRole) throw validationError("Request ARN is invalid");
  const account = world.accounts.get(parsed.account);
  const name = arn.slice(arn.lastIndexOf("/") + 1).toLowerCase();
  const role = account?.roles.get(name);
  return {
    arn,
    accountId: parsed.account,
    ...(account && { account }),
    // The path counts too.
    ...(role?.arn === arn && { role }),
  };
}

/** What a request says of the session to be; keys of conditions. */
export interface SessionRequest {
  readonly RoleSessionName: string;
  readonly SourceIdentity?: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  /** Condition keys of the provider, or of MFA. */
  readonly keys: NonNullable<Need["context"]>;
}

/**
 * What assuming needs: the action itself, and one more each to pass tags and a source identity.
 *
 * Source: IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles".
 */
export function roleNeeds(action: string, wanted: WantedRole, request: SessionRequest): readonly Need[] {
  const { tags, transitiveTagKeys, SourceIdentity, ExternalId, RoleSessionName, keys } = request;
  const context = {
    "sts:RoleSessionName": [RoleSessionName],
    ...(ExternalId !== undefined && { "sts:ExternalId": [ExternalId] }),
    ...(SourceIdentity !== undefined && { "sts:SourceIdentity": [SourceIdentity] }),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value]])),
    ...(tags.length > 0 && { "aws:TagKeys": tags.map(({ Key }) => Key) }),
    ...(transitiveTagKeys.length > 0 && { "sts:TransitiveTagKeys": transitiveTagKeys }),
    ...keys,
  };
  const { accountId, role } = wanted;
  const resourcePolicy = { account: accountId, ...(role && { document: role.trust }) };
  const need = (name: string): Need => ({ action: name, resource: wanted.arn, resourcePolicy, context });
  return [
    need(action),
    ...(tags.length > 0 ? [need("sts:TagSession")] : []),
    ...(SourceIdentity === undefined ? [] : [need("sts:SetSourceIdentity")]),
  ];
}

/** The role, when its needs are met; throws AccessDenied when it is not there all the same. */
export function roleOf({ role, arn }: WantedRole, action: string, { caller }: Call): Role {
  if (role !== undefined) return role;
  const who = caller.kind === "session" ? caller.session.arn : caller.kind;
  throw new AwsError("AccessDenied", `User: ${who} is not authorized to perform: ${action} on resource: ${arn}`, 403);
}

/** Seconds of a role's session; throws ValidationError above the role's own limit. */
export function roleSeconds(role: Role, seconds: number | undefined): number {
  if (seconds !== undefined && seconds > role.maxSession) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return seconds ?? Math.min(3600, role.maxSession);
}

/** `arn:aws:sts::111122223333:assumed-role/NAME/SESSION` */
export function roleSessionArn(accountId: string, role: Role, sessionName: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
}
