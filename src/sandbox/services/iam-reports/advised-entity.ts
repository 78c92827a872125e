import { arnName, parseArn } from "../../../model/index.ts";
import { documentOf, identityDocuments } from "../../authorize/index.ts";
import type { Call } from "../../call.ts";
import type { Role, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { findPolicy } from "../iam/entities.ts";
import { invalidInput, noSuchEntity } from "../iam/errors.ts";

/** What Access Advisor is asked about: a user, group, role or policy. */
export interface AdvisedEntity {
  /** Policies that grant it something. */
  readonly documents: readonly string[];
  /** Users and roles that have the grant: itself, the members, or those that the policy is attached to. */
  readonly principals: readonly (User | Role)[];
}

/** Throws InvalidInput and NoSuchEntity. */
export function advisedEntity({ account }: Call, arn: string): AdvisedEntity {
  const resource = parseArn(arn)?.resource ?? "";
  const name = arnName(arn).toLowerCase();
  if (resource.startsWith("policy/")) return policyEntity(account, arn);
  if (resource.startsWith("group/")) return groupEntity(account, arn, name);
  const isUser = resource.startsWith("user/");
  if (!isUser && !resource.startsWith("role/")) throw invalidInput(`ARN ${arn} is not valid.`);
  const holder = isUser ? account.users.get(name) : account.roles.get(name);
  if (holder?.arn !== arn) throw noSuchEntity(`ARN ${arn} cannot be found.`);
  return { documents: identityDocuments(account, holder).map(({ document }) => document), principals: [holder] };
}

function groupEntity(account: Account, arn: string, name: string): AdvisedEntity {
  const group = account.groups.get(name);
  if (group?.arn !== arn) throw noSuchEntity(`ARN ${arn} cannot be found.`);
  const managed = group.attached.flatMap((at) => documentOf(account, at) ?? []);
  return {
    documents: [...group.inline.map(({ document }) => document), ...managed],
    principals: members(account, name),
  };
}

function policyEntity(account: Account, arn: string): AdvisedEntity {
  if (findPolicy(account, arn) === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  const has = ({ attached }: { readonly attached: readonly string[] }): boolean => attached.includes(arn);
  const groups = [...account.groups.values()].filter(has);
  const holders = new Set<User | Role>([
    ...[...account.users.values()].filter(has),
    ...[...account.roles.values()].filter(has),
    ...groups.flatMap(({ name }) => members(account, name.toLowerCase())),
  ]);
  const document = documentOf(account, arn);
  return { documents: document === undefined ? [] : [document], principals: [...holders] };
}

function members(account: Account, group: string): readonly User[] {
  return [...account.users.values()].filter(({ groups }) => groups.some((name) => name.toLowerCase() === group));
}
