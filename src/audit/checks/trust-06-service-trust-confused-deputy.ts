import { assumeStatements } from "../../iam/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { role } from "../examples/example-builders.ts";
import { isDeputy } from "../policies/deputy-services.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { isBoundBy, trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { listed } from "../verdict.ts";

/**
 * A role that a service may use for anybody's resource. Only services that are known to send aws:SourceArn or aws:SourceAccount
 * when they assume a role are asked about: for all others, EC2 and Lambda among them, such a condition would shut them out.
 */
export const trust06ServiceTrustConfusedDeputy: Check<"role"> = defineCheck({
  id: "TRUST-06",
  title: "Service trust open to confused deputy",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Another customer of the service who learns the role's ARN may make the service work with your role.",
  remediation: {
    text: "Require that the service acts for this account: StringEquals aws:SourceAccount, or ArnLike aws:SourceArn.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceaccount",
  ],
  parameters: {},

  evaluate(subject) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const trusted = assumeStatements(subject, "sts:AssumeRole")
      .filter(({ effect, principal }) => effect === "Allow" && principal?.kind === "Principal")
      .flatMap((statement) => (statement.principal?.Service ?? []).map((service) => ({ service, statement })));
    const asked = trusted.filter(({ service }) => isDeputy(service));
    const open = asked.filter(({ statement }) => !isBoundBy(subject, statement, sourceKeys));
    if (open.length > 0) {
      const names = [...new Set(open.map(({ service }) => service))];
      return {
        status: "FAIL",
        reason: `The service ${listed(names)} may use the role for whatever account asks: no condition on aws:SourceAccount or aws:SourceArn.`,
        evidence: open.map(({ service, statement }) => trustEvidence(statement, service)),
      };
    }
    if (trusted.length === 0) {
      return unlessUnreadable(subject, { status: "NOT_APPLICABLE", reason: "The role trusts no service." });
    }
    const names = listed([...new Set((asked.length > 0 ? asked : trusted).map(({ service }) => service))]);
    const reason =
      asked.length > 0
        ? `The service ${names} may use the role only for the accounts or resources that a condition names.`
        : `The service ${names} is not known to say for whom it acts, so that a condition would lock it out.`;
    return unlessUnreadable(subject, { status: "PASS", reason });
  },

  examples: [
    { name: "Step Functions without a condition", given: trusting("states.amazonaws.com"), expect: "FAIL" },
    { name: "CloudWatch Logs of a region", given: trusting("logs.eu-west-1.amazonaws.com"), expect: "FAIL" },
    {
      name: "Step Functions of the own account",
      given: trusting("states.amazonaws.com", { StringEquals: { "aws:SourceAccount": "111122223333" } }),
      expect: "PASS",
    },
    {
      name: "Step Functions for one state machine",
      given: trusting("states.amazonaws.com", {
        ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:111122223333:stateMachine:plan" },
      }),
      expect: "PASS",
    },
    {
      name: "Step Functions of any account",
      given: trusting("states.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:*" } }),
      expect: "FAIL",
    },
    {
      name: "the own account, if the service says",
      given: trusting("states.amazonaws.com", { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }),
      expect: "FAIL",
    },
    { name: "EC2, which does not say", given: role(), expect: "PASS" },
    { name: "Lambda, which does not say", given: trusting("lambda.amazonaws.com"), expect: "PASS" },
    { name: "the own account", given: roleTrusting({ AWS: iamArn("root") }), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const sourceKeys: ReadonlySet<string> = new Set([
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

function trusting(service: string, conditions?: Parameters<typeof roleTrusting>[1]) {
  return roleTrusting({ Service: service }, conditions);
}
