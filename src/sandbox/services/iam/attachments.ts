import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Operations } from "../../call.ts";
import { findPolicy, requirePolicyArn } from "./entities.ts";
import { noSuchEntity, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { arn, paging, pathPrefix } from "./names.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { type HolderKind, holderKinds, nameMember } from "./policy-holders.ts";
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

function attach(kind: HolderKind): Operation {
  const holder = nameMember(kind);
  return operation({
    members: { ...holder.members, PolicyArn: needed(arn) },
    needs: (call, input) =>
      kind.needs(call, holder.of(input), {
        "iam:PolicyARN": [input.PolicyArn],
        ...kind.boundary(call, holder.of(input)),
      }),
    /** Nothing happens when it is attached already. */
    run(call, input) {
      const { PolicyArn } = input;
      kind.change(call, holder.of(input), ({ attached }) => {
        requireAttachable(call, PolicyArn);
        if (attached.includes(PolicyArn)) return {};
        if (attached.length >= maxAttached) throw quotaExceeded(`PoliciesPer${kind.word}`, maxAttached);
        return { attached: [...attached, PolicyArn] };
      });
      return {};
    },
  });
}

function detach(kind: HolderKind): Operation {
  const holder = nameMember(kind);
  return operation({
    members: { ...holder.members, PolicyArn: needed(arn) },
    needs: (call, input) =>
      kind.needs(call, holder.of(input), {
        "iam:PolicyARN": [input.PolicyArn],
        ...kind.boundary(call, holder.of(input)),
      }),
    run(call, input) {
      const { PolicyArn } = input;
      kind.change(call, holder.of(input), ({ attached }) => {
        requirePolicyArn(PolicyArn);
        if (!attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
        return { attached: attached.filter((policy) => policy !== PolicyArn) };
      });
      return {};
    },
  });
}

function list(kind: HolderKind): Operation {
  const holder = nameMember(kind);
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
