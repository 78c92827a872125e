import type { GrantedStatement, PrincipalAccess } from "../../iam/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { role } from "../examples/example-builders.ts";
import {
  allow,
  deny,
  inline,
  principal,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { narrowCommand, withCommand } from "../policies/fixes.ts";
import { grantedBy, limitsText, serviceLinkedVerdict, statementEvidence, unlessGaps } from "../policies/wording.ts";
import { listed } from "../verdict.ts";

/** An Allow that says what is not allowed, and so leaves more than anybody listed. */
export const pol06AllowWithNotAction: Check<"principal"> = defineCheck({
  id: "POL-06",
  title: "Allow with NotAction or NotResource",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "NotAction and NotResource allow all that they do not name, also what AWS adds next year.",
  remediation: {
    text: "List the allowed actions and resources, or keep NotAction to Deny statements.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const found = subject.statements.filter(isNegative).map((granted) => ({ granted, left: leftBy(granted, subject) }));
    const open = found.filter(({ left }) => left.length > 0);
    const [first] = open;
    if (first === undefined) {
      const none = "No Allow uses NotAction or NotResource.";
      const harmless = `No Allow with NotAction or NotResource leaves ${listed(names)} allowed.`;
      return unlessGaps(subject, found.length === 0 ? none : harmless);
    }
    const refs = open.map(({ granted }) => granted.ref);
    const left = names.filter((name) => open.some((item) => item.left.some((grant) => grant.name === name)));
    const conditionalDenies = [
      ...new Set(open.flatMap((item) => item.left.flatMap(({ access }) => access.conditionalDenies))),
    ];
    const limits = limitsText({ onlyConditionally: refs.every(({ conditional }) => conditional), conditionalDenies });
    return {
      status: "FAIL",
      reason: `${kindOf(first.granted)} of ${grantedBy(refs)} leaves ${listed(left)} allowed${limits}.`,
      evidence: statementEvidence(refs, conditionalDenies),
      ...withCommand(narrowCommand(subject, refs[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "an Allow that lists its actions", ...userWith([allow("*")]), expect: "PASS" },
    { name: "everything but S3", ...userWith([{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]), expect: "FAIL" },
    {
      name: "everything but IAM leaves keys",
      ...userWith([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]),
      expect: "FAIL",
    },
    {
      name: "IAM on all but one user",
      ...userWith([{ Effect: "Allow", Action: "iam:*", NotResource: "arn:aws:iam::*:user/boss" }]),
      expect: "FAIL",
    },
    {
      name: "a role",
      ...principal(role({ inlinePolicies: inline([{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]) })),
      expect: "FAIL",
    },
    {
      name: "everything but what matters",
      ...userWith([{ Effect: "Allow", NotAction: ["iam:*", "sts:*", "kms:*", "organizations:*"], Resource: "*" }]),
      expect: "PASS",
    },
    {
      name: "everything but S3, on one bucket",
      ...userWith([{ Effect: "Allow", NotAction: "s3:*", Resource: "arn:aws:s3:::plans" }]),
      expect: "PASS",
    },
    {
      name: "S3 on all but one bucket",
      ...userWith([{ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::plans" }]),
      expect: "PASS",
    },
    {
      name: "what is left is denied",
      ...userWith([
        { Effect: "Allow", NotAction: "s3:*", Resource: "*" },
        deny(["iam:*", "sts:*", "kms:*", "organizations:*"]),
      ]),
      expect: "PASS",
    },
    {
      name: "Deny with NotAction",
      ...userWith([allow("s3:*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }]),
      expect: "PASS",
    },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), expect: "NOT_APPLICABLE" },
  ],
});

/** Services that decide about access itself. */
const names: readonly string[] = ["iam", "sts", "kms", "organizations"];

function isNegative({ statement }: GrantedStatement): boolean {
  const isOpen = statement.action.kind === "NotAction" || statement.resource?.kind === "NotResource";
  return statement.effect === "Allow" && isOpen;
}

/** The services of which the statement, after Deny and boundary, leaves something allowed. */
function leftBy(granted: GrantedStatement, subject: PrincipalAccess) {
  return names
    .map((name) => ({
      name,
      access: subject.can(`${name}:*`, serviceArns(subject, name), ({ ref }) => ref === granted.ref),
    }))
    .filter(({ access }) => access.verdict === "allowed");
}

/** Where the actions of a service work: a statement on other services' ARNs leaves nothing of it. */
function serviceArns({ arn }: PrincipalAccess, service: string): string {
  const partition = arn.split(":")[1] ?? "aws";
  // sts acts on roles, which are IAM's.
  return `arn:${partition}:${service === "sts" ? "iam" : service}:*`;
}

function kindOf({ statement }: GrantedStatement): string {
  return statement.action.kind === "NotAction" ? "NotAction" : "NotResource";
}
