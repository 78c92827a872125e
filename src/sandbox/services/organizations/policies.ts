import type { Call, Operations, Output } from "../../call.ts";
import type { Organization, OrganizationPolicy } from "../../world/nouns.ts";
import { knownPolicyArn, policyArn, targetArn } from "./arns.ts";
import { invalidInput, notFound, organizationsError } from "./errors.ts";
import { maybeText, pageIn, policyPattern, rootPattern, textIn } from "./input.ts";
import { changeOrganization, operationOf, randomId } from "./organization.ts";
import { checkDocument } from "./policy-document.ts";
import { withTypeDisabled, withTypeEnabled } from "./policy-targets.ts";
import { checkedTags } from "./tags.ts";
import { rootView } from "./units.ts";

type PolicyType = OrganizationPolicy["type"];

/** Types that the sandbox has; others of AWS are refused by name. */
const types: readonly PolicyType[] = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"];

export function typeAsked(call: Call, member: string): PolicyType {
  const name = textIn(call, member);
  const type = types.find((one) => one === name);
  if (type !== undefined) return type;
  throw /^[A-Z_]+_POLICY(_EC2)?$/.test(name)
    ? organizationsError(
        "PolicyTypeNotAvailableForOrganizationException",
        `The sandbox has policies of these types: ${types.join(", ")}.`,
      )
    : invalidInput();
}

export function policyAsked(call: Call, { policies }: Organization): OrganizationPolicy {
  const id = textIn(call, "PolicyId", policyPattern);
  const policy = policies.find((one) => one.id === id);
  if (policy === undefined) {
    throw organizationsError("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.");
  }
  return policy;
}

export function onPolicy(call: Call, organization: Organization): readonly string[] {
  return [knownPolicyArn(organization, maybeText(call, "PolicyId"))];
}

export function policySummary({ id, arn, name, description, type, awsManaged }: OrganizationPolicy): object {
  return { Id: id, Arn: arn, Name: name, Description: description, Type: type, AwsManaged: awsManaged };
}

function policyView(policy: OrganizationPolicy): Output {
  return { Policy: { PolicySummary: policySummary(policy), Content: policy.document } };
}

/** A policy of one's own: AWS's cannot be changed. */
function ownPolicy(call: Call, organization: Organization): OrganizationPolicy {
  const policy = policyAsked(call, organization);
  if (policy.awsManaged) throw invalidInput("You can't modify a policy that is managed by AWS.");
  return policy;
}

function checkName({ policies }: Organization, name: string, own?: OrganizationPolicy): void {
  if (policies.some((policy) => policy !== own && policy.name === name)) {
    throw organizationsError("DuplicatePolicyException", "A policy with the same name already exists.");
  }
}

function createPolicy(call: Call, organization: Organization): Output {
  const { input } = call;
  if (organization.billingOnly) throw notForBilling();
  const type = typeAsked(call, "Type");
  const name = textIn(call, "Name", /^[\s\S]{1,128}$/);
  const document = textIn(call, "Content");
  const tags = checkedTags(input["Tags"] ?? []);
  checkDocument(document, type);
  checkName(organization, name);
  const id = `p-${randomId(call, 8)}`;
  const policy = {
    id,
    arn: policyArn(organization, type, id),
    name,
    description: descriptionAsked(call) ?? "",
    type,
    document,
    awsManaged: false,
    targets: [],
  };
  changeOrganization(call, organization, {
    policies: [...organization.policies, policy],
    ...(tags.length > 0 && { tags: { ...organization.tags, [id]: tags } }),
  });
  return policyView(policy);
}

function descriptionAsked({ input }: Call): string | undefined {
  const { Description } = input;
  if (Description === undefined) return undefined;
  if (typeof Description !== "string" || Description.length > 512) throw invalidInput();
  return Description;
}

function updatePolicy(call: Call, organization: Organization): Output {
  const policy = ownPolicy(call, organization);
  const name = call.input["Name"] === undefined ? policy.name : textIn(call, "Name", /^[\s\S]{1,128}$/);
  const document = call.input["Content"] === undefined ? policy.document : textIn(call, "Content");
  checkDocument(document, policy.type);
  checkName(organization, name, policy);
  const changed = { ...policy, name, document, description: descriptionAsked(call) ?? policy.description };
  changeOrganization(call, organization, {
    policies: organization.policies.map((one) => (one === policy ? changed : one)),
  });
  return policyView(changed);
}

function deletePolicy(call: Call, organization: Organization): Output {
  const policy = ownPolicy(call, organization);
  if (policy.targets.length > 0) {
    throw organizationsError(
      "PolicyInUseException",
      "You cannot delete the policy because it is attached to a target.",
    );
  }
  const { [policy.id]: _, ...tags } = organization.tags ?? {};
  changeOrganization(call, organization, { policies: organization.policies.filter((one) => one !== policy), tags });
  return {};
}

function rootAsked(call: Call, { rootId, billingOnly }: Organization): void {
  if (textIn(call, "RootId", rootPattern) !== rootId) throw notFound("Root");
  if (billingOnly) throw notForBilling();
}

function onRoot(call: Call, organization: Organization): readonly string[] {
  return [targetArn(organization, maybeText(call, "RootId"))];
}

function enableType(call: Call, organization: Organization): Output {
  rootAsked(call, organization);
  const type = typeAsked(call, "PolicyType");
  const { policyTypes = [] } = organization;
  if (policyTypes.includes(type)) {
    throw organizationsError("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.");
  }
  const changes = { policyTypes: [...policyTypes, type], policies: withTypeEnabled(organization, type) };
  changeOrganization(call, organization, changes);
  return { Root: rootView({ ...organization, ...changes }) };
}

function disableType(call: Call, organization: Organization): Output {
  rootAsked(call, organization);
  const type = typeAsked(call, "PolicyType");
  checkEnabled(organization, type);
  const policyTypes = (organization.policyTypes ?? []).filter((one) => one !== type);
  const changes = { policyTypes, policies: withTypeDisabled(organization, type) };
  changeOrganization(call, organization, changes);
  return { Root: rootView({ ...organization, ...changes }) };
}

export function checkEnabled({ policyTypes = [] }: Organization, type: PolicyType): void {
  if (policyTypes.includes(type)) return;
  throw organizationsError(
    "PolicyTypeNotEnabledException",
    "This operation can be performed only for enabled policy types.",
  );
}

function notForBilling(): Error {
  return organizationsError(
    "PolicyTypeNotAvailableForOrganizationException",
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  );
}

export const policyOperations: Operations = {
  CreatePolicy: operationOf("CreatePolicy", { admits: "management", run: createPolicy }),
  DescribePolicy: operationOf("DescribePolicy", {
    admits: "administrators",
    resources: onPolicy,
    run: (call, organization) => policyView(policyAsked(call, organization)),
  }),
  UpdatePolicy: operationOf("UpdatePolicy", { admits: "management", resources: onPolicy, run: updatePolicy }),
  DeletePolicy: operationOf("DeletePolicy", { admits: "management", resources: onPolicy, run: deletePolicy }),
  ListPolicies: operationOf("ListPolicies", {
    admits: "administrators",
    run: (call, { policies }) => {
      const type = typeAsked(call, "Filter");
      return pageIn(call, "Policies", policies.filter((policy) => policy.type === type).map(policySummary));
    },
  }),
  EnablePolicyType: operationOf("EnablePolicyType", { admits: "management", resources: onRoot, run: enableType }),
  DisablePolicyType: operationOf("DisablePolicyType", { admits: "management", resources: onRoot, run: disableType }),
};
