import type { EventRule, Organization, ServiceControlPolicy } from "../model/index.ts";
import { exampleAccount, organization } from "./example-builders.ts";

/** An organisation whose management account is the audited one, with one more account. */
export function managedOrganization(parts: Partial<Organization> = {}): Organization {
  return organization({
    managementAccount: exampleAccount,
    accounts: [
      { id: exampleAccount, name: "management", status: "ACTIVE" },
      { id: "444455556666", name: "flight", status: "ACTIVE" },
    ],
    ...parts,
  });
}

/** A service control policy with these statements, attached to the organisation's root unless said otherwise. */
export function serviceControlPolicy(
  statements: readonly { readonly [element: string]: string | readonly string[] | object }[],
  targets: readonly string[] = ["r-exmp"],
): ServiceControlPolicy {
  // Examples are written as the JSON that they stand for.
  const document = { Version: "2012-10-17", Statement: statements } as unknown as ServiceControlPolicy["document"];
  return { id: "p-example1", name: "guardrails", document, targets };
}

/** Statements of service control policies as AWS's examples write them. */
export const guardrailStatements = {
  leave: { Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" },
  blind: {
    Effect: "Deny",
    Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "guardduty:*", "config:Delete*", "config:Stop*"],
    Resource: "*",
  },
  deniedRest: { Effect: "Deny", NotAction: ["iam:*", "s3:*", "ec2:*", "organizations:*"], Resource: "*" },
  root: {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
  },
} as const;

/** An enabled rule of EventBridge that tells a topic of all calls to CloudTrail. */
export function eventRule(parts: Partial<EventRule> = {}): EventRule {
  const name = parts.name ?? "trail-tamper";
  return {
    name,
    arn: `arn:aws:events:us-east-1:${exampleAccount}:rule/${name}`,
    region: "us-east-1",
    isEnabled: true,
    pattern: { source: ["aws.cloudtrail"], "detail-type": ["AWS API Call via CloudTrail"] },
    targets: [`arn:aws:sns:us-east-1:${exampleAccount}:alerts`],
    ...parts,
  };
}
