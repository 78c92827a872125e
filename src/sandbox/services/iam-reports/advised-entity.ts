import { parseArn } from "../../../model/index.ts";
import { documentOf, identityDocuments } from "../../authorize/index.ts";
import type { Call } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import type { Role, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { holderAt, keyOf } from "../iam/entities.ts";
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
  if (parseArn(arn)?.resource.startsWith("policy/") === true) return policyEntity(account, arn);
  const found = holderAt(account, arn);
  if (found === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const { holder } = found;
  if (holder === undefined) throw noSuchEntity(`ARN ${arn} cannot be found.`);
  return {
    documents: identityDocuments(account, holder).map(({ document }) => document),
    principals: "tags" in holder ? [holder] : members(account, holder.name),
  };
}

function policyEntity(account: Account, arn: string): AdvisedEntity {
  if (findPolicy(account, arn) === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  const has = ({ attached }: { readonly attached: readonly string[] }): boolean => attached.includes(arn);
  const groups = [...account.groups.values()].filter(has);
  const holders = new Set<User | Role>([
    ...[...account.users.values()].filter(has),
    ...[...account.roles.values()].filter(has),
    ...groups.flatMap(({ name }) => members(account, name)),
  ]);
  const document = documentOf(account, arn);
  return { documents: document === undefined ? [] : [document], principals: [...holders] };
}

function members({ users }: Account, group: string): readonly User[] {
  const key = keyOf(group);
  return [...users.values()].filter(({ groups }) => groups.some((name) => keyOf(name) === key));
}
