import { rootArn } from "../../../model/index.ts";
import type { Call, Need } from "../../call.ts";
import type { Tag } from "../../world/nouns.ts";
import { findPolicy, keyOf } from "./entities.ts";
import { callerName } from "./who.ts";

export type Context = NonNullable<Need["context"]>;

/**
 * What the operations of IAM need: the action of the same name, on the entity if it exists, with its path and tags, and on the
 * ARN without a path otherwise.
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

/** Without a name the caller's own. */
export function onUser(call: Call, name: string | undefined, context: Context = {}): readonly Need[] {
  const own = name === undefined ? callerName(call) : { kind: "user" as const, name };
  if (own === undefined) return need(call, "*", context);
  if (own.kind === "root") return need(call, rootArn(call.account.id), context);
  const user = call.account.users.get(keyOf(own.name));
  const arn = user?.arn ?? `arn:aws:iam::${call.account.id}:user/${own.name}`;
  return need(call, arn, { ...tagContext(user?.tags, true), ...context });
}

export function onGroup(call: Call, name: string, context: Context = {}): readonly Need[] {
  const arn = call.account.groups.get(keyOf(name))?.arn ?? `arn:aws:iam::${call.account.id}:group/${name}`;
  return need(call, arn, context);
}

export function onRole(call: Call, name: string, context: Context = {}): readonly Need[] {
  const role = call.account.roles.get(keyOf(name));
  const arn = role?.arn ?? `arn:aws:iam::${call.account.id}:role/${name}`;
  return need(call, arn, { ...tagContext(role?.tags, true), ...context });
}

export function onPolicy(call: Call, arn: string, context: Context = {}): readonly Need[] {
  return need(call, arn, { ...tagContext(findPolicy(call.account, arn)?.tags), ...context });
}

export function onProfile(call: Call, name: string, context: Context = {}): readonly Need[] {
  const profile = call.account.instanceProfiles.get(keyOf(name));
  const arn = profile?.arn ?? `arn:aws:iam::${call.account.id}:instance-profile/${name}`;
  return need(call, arn, { ...tagContext(profile?.tags), ...context });
}

/** Things that are asked for by their ARN: MFA devices and identity providers. */
export function onArn(call: Call, arn: string, tags?: readonly Tag[], context: Context = {}): readonly Need[] {
  return need(call, arn, { ...tagContext(tags), ...context });
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

/** Tags that the entity has; users and roles tell them under two keys. */
function tagContext(tags: readonly Tag[] | undefined, isPrincipal = false): Context {
  return Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => [
      [`aws:ResourceTag/${Key}`, [Value]],
      ...(isPrincipal ? [[`iam:ResourceTag/${Key}`, [Value]]] : []),
    ]),
  );
}
