import type { PrincipalAccess, StatementRef } from "../../iam/index.ts";
import { isAwsManaged } from "../../model/index.ts";
import { shellWord } from "../remediation.ts";

/** The command that takes the policy of the statement away from whoever has it. */
export function removalCommand(principal: PrincipalAccess, ref: StatementRef | undefined): string | undefined {
  if (ref === undefined || ref.via === "boundary") return undefined;
  const { noun, flag, name } = holderOf(principal, ref);
  const policy = shellWord(ref.policy);
  if (name === undefined || policy === undefined) return undefined;
  return ref.policy.startsWith("arn:")
    ? `aws iam detach-${noun}-policy ${flag} ${name} --policy-arn ${policy}`
    : `aws iam delete-${noun}-policy ${flag} ${name} --policy-name ${policy}`;
}

/** The command that replaces the policy of the statement by a narrower one; AWS's own policies can only be taken away. */
export function narrowCommand(principal: PrincipalAccess, ref: StatementRef | undefined): string | undefined {
  if (ref === undefined || ref.via === "boundary" || isAwsManaged(ref.policy)) return removalCommand(principal, ref);
  const { noun, flag, name } = holderOf(principal, ref);
  const policy = shellWord(ref.policy);
  if (name === undefined || policy === undefined) return undefined;
  return ref.policy.startsWith("arn:")
    ? `aws iam create-policy-version --policy-arn ${policy} --policy-document file://narrow.json --set-as-default`
    : `aws iam put-${noun}-policy ${flag} ${name} --policy-name ${policy} --policy-document file://narrow.json`;
}

/** `{ cli }` where there is a command: for a verdict. */
export function withCommand(cli: string | undefined): { readonly cli?: string } {
  return cli === undefined ? {} : { cli };
}

function holderOf(
  principal: PrincipalAccess,
  { group }: StatementRef,
): { readonly noun: string; readonly flag: string; readonly name: string | undefined } {
  const noun = group === undefined ? principal.kind : "group";
  return { noun, flag: `--${noun}-name`, name: shellWord(group ?? principal.name) };
}
