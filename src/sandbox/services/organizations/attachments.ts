import type { Call, Operations, Output } from "../../call.ts";
import type { Organization, OrganizationPolicy } from "../../world/nouns.ts";
import { targetArn } from "./arns.ts";
import { notFound, organizationsError } from "./errors.ts";
import { maybeText, pageIn, targetPattern, textIn } from "./input.ts";
import { changeOrganization, operationOf } from "./organization.ts";
import { checkEnabled, onPolicy, policyAsked, policySummary, typeAsked } from "./policies.ts";

/** Root, unit or account of the input. Throws `TargetNotFoundException`. */
function targetAsked(call: Call, { rootId, units, members }: Organization): string {
  const id = textIn(call, "TargetId", targetPattern);
  const isThere =
    id === rootId || units.some((unit) => unit.id === id) || members.some(({ account }) => account === id);
  if (!isThere) throw notFound("Target");
  return id;
}

function onTarget(call: Call, organization: Organization): readonly string[] {
  return [targetArn(organization, maybeText(call, "TargetId"))];
}

/** Of the same type at the same target. */
function attachedTo(
  { policies }: Organization,
  target: string,
  type: OrganizationPolicy["type"],
): readonly OrganizationPolicy[] {
  return policies.filter((policy) => policy.type === type && policy.targets.includes(target));
}

const mostAtTarget = 10;

function attach(call: Call, organization: Organization): Output {
  const policy = policyAsked(call, organization);
  const target = targetAsked(call, organization);
  checkEnabled(organization, policy.type);
  if (policy.targets.includes(target)) {
    throw organizationsError(
      "DuplicatePolicyAttachmentException",
      "The selected policy is already attached to the specified target.",
    );
  }
  if (attachedTo(organization, target, policy.type).length >= mostAtTarget) {
    throw organizationsError(
      "ConstraintViolationException",
      "You have attached the maximum number of policies to the specified target.",
    );
  }
  replaceTargets(call, organization, policy, [...policy.targets, target]);
  return {};
}

/** Something must always be left: without a policy that allows, nothing is allowed. */
function detach(call: Call, organization: Organization): Output {
  const policy = policyAsked(call, organization);
  const target = targetAsked(call, organization);
  if (!policy.targets.includes(target)) {
    throw organizationsError(
      "PolicyNotAttachedException",
      "The policy isn't attached to the specified target in the specified root.",
    );
  }
  const isLast = attachedTo(organization, target, policy.type).length === 1;
  if (isLast || policy.id === "p-RCPFullAWSAccess") {
    throw organizationsError(
      "ConstraintViolationException",
      "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
    );
  }
  replaceTargets(
    call,
    organization,
    policy,
    policy.targets.filter((one) => one !== target),
  );
  return {};
}

function replaceTargets(
  call: Call,
  organization: Organization,
  policy: OrganizationPolicy,
  targets: readonly string[],
): void {
  const changed = { ...policy, targets };
  changeOrganization(call, organization, {
    policies: organization.policies.map((one) => (one === policy ? changed : one)),
  });
}

function targetView(organization: Organization, id: string): object {
  const { members, units } = organization;
  const member = members.find(({ account }) => account === id);
  const unit = units.find((one) => one.id === id);
  return {
    TargetId: id,
    Arn: targetArn(organization, id),
    Name: member?.name ?? unit?.name ?? "Root",
    Type: member !== undefined ? "ACCOUNT" : unit !== undefined ? "ORGANIZATIONAL_UNIT" : "ROOT",
  };
}

export const attachmentOperations: Operations = {
  AttachPolicy: operationOf("AttachPolicy", {
    admits: "management",
    resources: (call, organization) => [...onPolicy(call, organization), ...onTarget(call, organization)],
    run: attach,
  }),
  DetachPolicy: operationOf("DetachPolicy", {
    admits: "management",
    resources: (call, organization) => [...onPolicy(call, organization), ...onTarget(call, organization)],
    run: detach,
  }),
  ListPoliciesForTarget: operationOf("ListPoliciesForTarget", {
    admits: "administrators",
    resources: onTarget,
    run: (call, organization) => {
      const target = targetAsked(call, organization);
      return pageIn(call, "Policies", attachedTo(organization, target, typeAsked(call, "Filter")).map(policySummary));
    },
  }),
  ListTargetsForPolicy: operationOf("ListTargetsForPolicy", {
    admits: "administrators",
    resources: onPolicy,
    run: (call, organization) => {
      const { targets } = policyAsked(call, organization);
      return pageIn(
        call,
        "Targets",
        targets.map((target) => targetView(organization, target)),
      );
    },
  }),
};
