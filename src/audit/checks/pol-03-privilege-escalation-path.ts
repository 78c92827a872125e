import { type EscalationPath, sureness } from "../../iam/index.ts";
import type { Evidence, IamPolicy, IamRole, Identities, Json } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { document, group, policy, role, user } from "../examples/example-builders.ts";
import { waysToMore } from "../identities/escalations.ts";
import {
  allow,
  deny,
  forceMfa,
  iamArn,
  inline,
  principal,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { beyondQuestion, limitsText, statementEvidence, unlessGaps } from "../policies/wording.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * A user or role that can get more permissions than it was given. A way that needs a function, an instance or the like that
 * is there already is not certain, since nobody listed them: it fails with severity medium where the grant is on all of
 * them, and is UNKNOWN where it is on some.
 */
export const pol03PrivilegeEscalationPath: Check<"principal"> = defineCheck({
  id: "POL-03",
  title: "Privilege escalation path in one step",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Permissions that look harmless one by one make an administrator of whoever combines them. Medium where it needs a function, an instance or the like that nobody listed.",
  remediation: {
    text: "Narrow the resources of the named actions, above all of iam:PassRole, to roles and users that hold no more than the principal.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot, access }) {
    const fixed = beyondQuestion(subject);
    if (fixed !== undefined) return fixed;
    if (snapshot.identities === undefined)
      return { status: "UNKNOWN", reason: "The account's identities are not known." };
    const paths = waysToMore(subject, snapshot.identities, access);
    const certain = paths.filter(({ certainty }) => certainty === "certain");
    if (certain.length > 0) {
      return { status: "FAIL", reason: `It may ${waysText(certain)}.`, evidence: certain.flatMap(evidenceOf) };
    }
    const given = paths.filter((path) => sureness(path) === 1);
    if (given.length > 0) {
      const reason = `It may ${waysText(given)}. What runs in the account was not listed.`;
      return { status: "FAIL", severity: "medium", reason, evidence: given.flatMap(evidenceOf) };
    }
    if (paths.length > 0) {
      const reason = `It may ${waysText(paths)}; the snapshot does not say whether there is what this needs.`;
      return { status: "UNKNOWN", reason, evidence: paths.flatMap(evidenceOf) };
    }
    return unlessGaps(subject, "No known combination of what it may do gives it more.");
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    {
      name: "passing an administrator's role to Lambda",
      ...userWith([makesFunctions(), allow("iam:PassRole")], {}, lambdaRoles()),
      expect: "FAIL",
    },
    {
      name: "the same, split over two policies",
      ...userWith(
        [makesFunctions()],
        { groups: ["engineers"] },
        { ...lambdaRoles(), groups: [group({ inlinePolicies: inline([allow("iam:PassRole")]) })] },
      ),
      expect: "FAIL",
    },
    {
      name: "the same, only with MFA",
      ...userWith([makesFunctions(), allow("iam:PassRole"), forceMfa], {}, lambdaRoles()),
      expect: "FAIL",
    },
    {
      name: "the same, less one other user",
      ...userWith([makesFunctions(), allow("iam:*Role"), deny("iam:*", iamArn("user/boss"))], {}, lambdaRoles()),
      expect: "FAIL",
    },
    {
      name: "passing a harmless role only",
      ...userWith([makesFunctions(), allow("iam:PassRole", iamArn("role/logs"))], {}, lambdaRoles()),
      expect: "PASS",
    },
    {
      name: "passing to EC2 only",
      ...userWith([makesFunctions(), passTo("ec2.amazonaws.com")], {}, lambdaRoles()),
      expect: "PASS",
    },
    {
      name: "keys for itself",
      ...userWith([allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")]),
      expect: "PASS",
    },
    { name: "keys for every user", ...userWith([allow("iam:CreateAccessKey")]), expect: "FAIL" },
    {
      name: "its own policies",
      ...userWith([allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")]),
      expect: "FAIL",
    },
    {
      name: "a new version of its own policy",
      ...userWith(
        [],
        { attachedPolicies: [{ name: "team", arn: iamArn("policy/team") }] },
        { policies: [ownVersions()] },
      ),
      expect: "FAIL",
    },
    {
      name: "an administrator's role that trusts the account",
      ...userWith([allow("sts:AssumeRole")], {}, { roles: [adminTrusting(iamArn("root"))] }),
      expect: "FAIL",
    },
    {
      name: "an administrator's role that trusts another user",
      ...userWith(
        [allow("sts:AssumeRole")],
        {},
        { roles: [adminTrusting(iamArn("user/boss"))], users: [user({ name: "boss" })] },
      ),
      expect: "PASS",
    },
    {
      name: "capped by a boundary",
      ...userWith(
        [makesFunctions(), allow("iam:PassRole")],
        { permissionsBoundary: iamArn("policy/cap") },
        { ...lambdaRoles(), policies: [policy({ name: "cap", document: document(allow("lambda:*")) })] },
      ),
      expect: "PASS",
    },
    {
      name: "code of all functions, none of which is known",
      ...userWith([allow("lambda:UpdateFunctionCode")], {}, lambdaRoles()),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "code of one function, whose role nobody knows",
      ...userWith(
        [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:111122223333:function:dev")],
        {},
        lambdaRoles(),
      ),
      expect: "UNKNOWN",
    },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "an administrator", ...userWith([allow("*")]), expect: "NOT_APPLICABLE" },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), expect: "NOT_APPLICABLE" },
  ],
});

const maxWays = 3;

function waysText(paths: readonly EscalationPath[]): string {
  // Several methods may come to the same thing.
  const ways = new Set(paths.map((path) => `${path.how}${limitsText(path)}`));
  return listedUpTo([...ways], maxWays);
}

function evidenceOf(path: EscalationPath): readonly Evidence[] {
  const way = { source: "authorization-details", field: path.method, value: sentence(path.how) };
  return [way, ...statementEvidence(path.allowedBy, path.conditionalDenies)];
}

function makesFunctions(): Json {
  return allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);
}

function passTo(service: string): Json {
  return allow("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": service } } });
}

/** Two roles for Lambda: an administrator's, and one that writes logs. */
function lambdaRoles(): Partial<Identities> {
  const trustPolicy = document({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  return {
    roles: [
      role({ name: "admin", trustPolicy, inlinePolicies: inline([allow("*")]) }),
      role({ name: "logs", trustPolicy, inlinePolicies: inline([allow("logs:PutLogEvents")]) }),
    ],
  };
}

function adminTrusting(arn: string): IamRole {
  const trustPolicy = document({ Effect: "Allow", Principal: { AWS: arn }, Action: "sts:AssumeRole" });
  return role({ name: "admin", trustPolicy, inlinePolicies: inline([allow("*")]) });
}

function ownVersions(): IamPolicy {
  return policy({ name: "team", document: document(allow("iam:CreatePolicyVersion", iamArn("policy/team"))) });
}
