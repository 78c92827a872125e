import { rootArn } from "../../../model/index.ts";
import type { Call, Need } from "../../call.ts";
import type { Tag } from "../../world/nouns.ts";
import { entityArn, keyOf } from "./entities.ts";
import { callerName } from "./who.ts";

export type Context = NonNullable<Need["context"]>;

/**
 * What the operations of IAM need: the action of the same name, on the entity if it exists, with its path, and on the ARN
 * without a path otherwise.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management".
 */
function need(call: Call, resource: string, context: Context): readonly Need[] {
  const hasContext = Object.keys(context).length > 0;
  return [{ action: `iam:${call.operation}`, resource, ...(hasContext && { context }) }];
}

/** Of operations that know no resource, and of lists with the path that is asked for. */
export function onAccount(call: Call): readonly Need[] {
  return need(call, "*", {});
}

/** Of lists: AWS asks for the kind with the path, `arn:aws:iam::111122223333:user/`. */
export function onList(call: Call, kind: string, path = "/"): readonly Need[] {
  return need(call, `arn:aws:iam::${call.account.id}:${kind}${path}`, {});
}

/** Of what is not there yet: the ARN that it is to have. */
export function onNew(
  call: Call,
  kind: string,
  path: string | undefined,
  name: string,
  context: Context = {},
): readonly Need[] {
  return need(call, entityArn(call.account.id, kind, path ?? "/", name), context);
}

/** Without a name the caller's own. */
export function onUser(call: Call, name: string | undefined, context: Context = {}): readonly Need[] {
  const own = name === undefined ? callerName(call) : { kind: "user" as const, name };
  if (own === undefined) return need(call, "*", context);
  if (own.kind === "root") return need(call, rootArn(call.account.id), context);
  return onEntity(call, "user", call.account.users.get(keyOf(own.name)), own.name, context);
}

export function onGroup(call: Call, name: string, context: Context = {}): readonly Need[] {
  return onEntity(call, "group", call.account.groups.get(keyOf(name)), name, context);
}

export function onRole(call: Call, name: string, context: Context = {}): readonly Need[] {
  return onEntity(call, "role", call.account.roles.get(keyOf(name)), name, context);
}

export function onProfile(call: Call, name: string, context: Context = {}): readonly Need[] {
  return onEntity(call, "instance-profile", call.account.instanceProfiles.get(keyOf(name)), name, context);
}

/** Things that are asked for by their ARN: policies, MFA devices and identity providers. */
export function onArn(call: Call, arn: string, context: Context = {}): readonly Need[] {
  return need(call, arn, context);
}

/** `iam:PermissionsBoundary`: the one that is asked for, or that the entity has. */
export function boundaryContext(boundary: string | undefined): Context {
  return boundary === undefined ? {} : { "iam:PermissionsBoundary": [boundary] };
}

export function userBoundary({ account }: Call, name: string): Context {
  return boundaryContext(account.users.get(keyOf(name))?.boundary);
}

export function roleBoundary({ account }: Call, name: string): Context {
  return boundaryContext(account.roles.get(keyOf(name))?.boundary);
}

/** Tags that a request gives. */
export function requestTags(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value]])),
    ...requestTagKeys(tags.map(({ Key }) => Key)),
  };
}

export function requestTagKeys(keys: readonly string[]): Context {
  return keys.length === 0 ? {} : { "aws:TagKeys": keys };
}

function onEntity(
  call: Call,
  kind: string,
  entity: { readonly arn: string } | undefined,
  name: string,
  context: Context,
): readonly Need[] {
  return entity === undefined ? onNew(call, kind, "/", name, context) : need(call, entity.arn, context);
}
