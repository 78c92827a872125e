import type { Operation, Operations } from "../../call.ts";
import { requireInlineDocuments } from "./documents.ts";
import { encodeDocument } from "./encode-document.ts";
import { keyOf } from "./entities.ts";
import { noSuchEntity } from "./errors.ts";
import { needed } from "./fields.ts";
import { document, paging, policyName } from "./names.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { type HolderKind, holderKinds, holderName } from "./policy-holders.ts";

/** PutUserPolicy, GetUserPolicy, DeleteUserPolicy, ListUserPolicies, and the same of groups and roles. */
export const inlinePolicyOperations: Operations = Object.fromEntries(
  holderKinds.flatMap((kind): readonly (readonly [string, Operation])[] => [
    [`Put${kind.word}Policy`, put(kind)],
    [`Get${kind.word}Policy`, get(kind)],
    [`Delete${kind.word}Policy`, remove(kind)],
    [`List${kind.word}Policies`, list(kind)],
  ]),
);

function put(kind: HolderKind): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, PolicyName: needed(policyName), PolicyDocument: needed(document) },
    needs: (call, input) => kind.needs(call, holder.of(input), kind.boundary(call, holder.of(input))),
    run(call, input) {
      const { PolicyName, PolicyDocument } = input;
      kind.change(call, holder.of(input), ({ name, inline }) => {
        const others = inline.filter((policy) => !isNamed(policy, PolicyName));
        requireInlineDocuments(
          kind.noun,
          name,
          PolicyDocument,
          others.map((policy) => policy.document),
        );
        const known = inline.find((policy) => isNamed(policy, PolicyName));
        const policy = { name: known?.name ?? PolicyName, document: PolicyDocument };
        return {
          inline: known === undefined ? [...inline, policy] : inline.map((old) => (old === known ? policy : old)),
        };
      });
      return {};
    },
  });
}

function get(kind: HolderKind): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, PolicyName: needed(policyName) },
    needs: (call, input) => kind.needs(call, holder.of(input)),
    run(call, input) {
      const { name, inline } = kind.find(call, holder.of(input));
      const policy = inline.find((known) => isNamed(known, input.PolicyName));
      if (policy === undefined) throw missing(kind, input.PolicyName);
      return {
        [`${kind.word}Name`]: name,
        PolicyName: policy.name,
        PolicyDocument: encodeDocument(policy.document),
      };
    },
  });
}

function remove(kind: HolderKind): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, PolicyName: needed(policyName) },
    needs: (call, input) => kind.needs(call, holder.of(input), kind.boundary(call, holder.of(input))),
    run(call, input) {
      kind.change(call, holder.of(input), ({ inline }) => {
        const others = inline.filter((policy) => !isNamed(policy, input.PolicyName));
        if (others.length === inline.length) throw missing(kind, input.PolicyName);
        return { inline: others };
      });
      return {};
    },
  });
}

function list(kind: HolderKind): Operation {
  const holder = holderName(kind);
  return operation({
    members: { ...holder.members, ...paging },
    needs: (call, input) => kind.needs(call, holder.of(input)),
    run(call, input) {
      const { inline } = kind.find(call, holder.of(input));
      const { items, ends } = pageOf(inline, ({ name }) => name, input);
      return { PolicyNames: items.map(({ name }) => name), ...ends };
    },
  });
}

function isNamed(policy: { readonly name: string }, name: string): boolean {
  return keyOf(policy.name) === keyOf(name);
}

function missing({ noun }: HolderKind, name: string): Error {
  return noSuchEntity(`The ${noun} policy with name ${name} cannot be found.`);
}
