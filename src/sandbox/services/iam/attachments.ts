import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Operations } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import { requirePolicyArn } from "./entities.ts";
import { noSuchEntity, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { arn, paging, pathPrefix } from "./names.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { type HolderKind, holderKinds, holderName } from "./policy-holders.ts";
import { serviceLinkedPath } from "./service-linked.ts";
import { attachedView, policyNameAt } from "./views.ts";

/** AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies, and the same of groups and roles. */
export const attachmentOperations: Operations = Object.fromEntries(
  holderKinds.flatMap((kind): readonly (readonly [string, Operation])[] => [
    [`Attach${kind.word}Policy`, attach(kind)],
    [`Detach${kind.word}Policy`, detach(kind)],
    [`ListAttached${kind.word}Policies`, list(kind)],
  ]),
);

const maxAttached = 10;

/** Attaching and detaching differ in the list that they leave. */
function change(
  kind: HolderKind,
  after: (call: Call, attached: readonly string[], policyArn: string) => readonly string[],
): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, PolicyArn: needed(arn) },
    needs: (call, input) =>
      kind.needs(call, holder.of(input), {
        "iam:PolicyARN": [input.PolicyArn],
        ...kind.boundary(call, holder.of(input)),
      }),
    run(call, input) {
      kind.change(call, holder.of(input), ({ attached }) => ({ attached: after(call, attached, input.PolicyArn) }));
      return {};
    },
  });
}

/** Nothing happens when it is attached already. */
function attach(kind: HolderKind): Operation {
  return change(kind, (call, attached, policyArn) => {
    requireAttachable(call, policyArn);
    if (attached.includes(policyArn)) return attached;
    if (attached.length >= maxAttached) throw quotaExceeded(`PoliciesPer${kind.word}`, maxAttached);
    return [...attached, policyArn];
  });
}

function detach(kind: HolderKind): Operation {
  return change(kind, (_call, attached, policyArn) => {
    requirePolicyArn(policyArn);
    if (!attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
    return attached.filter((policy) => policy !== policyArn);
  });
}

function list(kind: HolderKind): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, PathPrefix: pathPrefix, ...paging },
    needs: (call, input) => kind.needs(call, holder.of(input)),
    run(call, input) {
      const { account } = call;
      const { PathPrefix = "/" } = input;
      const { attached } = kind.find(call, holder.of(input));
      const listed = attached.filter((policy) => (findPolicy(account, policy)?.path ?? "/").startsWith(PathPrefix));
      const { items, ends } = pageOf(listed, (policy) => `${policyNameAt(policy, account)} ${policy}`, input);
      return { AttachedPolicies: attachedView(items, account), ...ends };
    },
  });
}

/** Throws InvalidInput, NoSuchEntity or PolicyNotAttachable. */
function requireAttachable({ account }: Call, policyArn: string): void {
  requirePolicyArn(policyArn);
  const policy = findPolicy(account, policyArn);
  if (policy === undefined) throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`);
  if (!policy.path.startsWith(serviceLinkedPath)) return;
  throw new AwsError("PolicyNotAttachableException", "Cannot attach a Service Role Policy to a Customer Role.");
}
