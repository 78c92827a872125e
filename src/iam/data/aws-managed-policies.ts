import type { JsonObject } from "../../model/index.ts";

/**
 * What well-known AWS-managed policies allow, for snapshots that do not hold their documents.
 *
 * Source: AWS Managed Policy Reference Guide.
 */
export type KnownPolicy =
  | { readonly kind: "document"; readonly json: JsonObject }
  /** Reads only: says nothing about which reads, and that nothing else is allowed. */
  | { readonly kind: "reads" };

interface Grant {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
}

/** By the part of the ARN after `:policy/`. */
export const awsManagedPolicies: ReadonlyMap<string, KnownPolicy> = new Map<string, KnownPolicy>([
  ["AdministratorAccess", allow({ Action: ["*"] })],
  [
    "PowerUserAccess",
    allow(
      { NotAction: ["iam:*", "organizations:*", "account:*"] },
      {
        Action: [
          "account:GetAccountInformation",
          "account:GetGovCloudAccountInformation",
          "account:GetPrimaryEmail",
          "account:ListRegions",
          "iam:CreateServiceLinkedRole",
          "iam:DeleteServiceLinkedRole",
          "iam:ListRoles",
          "organizations:DescribeEffectivePolicy",
          "organizations:DescribeOrganization",
        ],
      },
    ),
  ],
  [
    "IAMFullAccess",
    allow({
      Action: [
        "iam:*",
        "organizations:DescribeAccount",
        "organizations:DescribeOrganization",
        "organizations:DescribeOrganizationalUnit",
        "organizations:DescribePolicy",
        "organizations:ListChildren",
        "organizations:ListParents",
        "organizations:ListPoliciesForTarget",
        "organizations:ListRoots",
        "organizations:ListPolicies",
        "organizations:ListTargetsForPolicy",
      ],
    }),
  ],
  ["AWSCloudShellFullAccess", allow({ Action: ["cloudshell:*"] })],
  ["ReadOnlyAccess", { kind: "reads" }],
  ["SecurityAudit", { kind: "reads" }],
  ["job-function/ViewOnlyAccess", { kind: "reads" }],
]);

/** Names of actions that only read start like this; `PassRole`, `AssumeRole` and every write do not. */
export const readActionName: RegExp =
  /:(?:batchget|check|describe|detect|discover|download|estimate|evaluate|export|filter|generate|get|head|list|lookup|preview|query|read|report|retrieve|scan|search|select|simulate|test|verify|view)/;

function allow(...statements: readonly Grant[]): KnownPolicy {
  return {
    kind: "document",
    json: {
      Version: "2012-10-17",
      Statement: statements.map(({ Action, NotAction }) => ({
        Effect: "Allow",
        ...(Action && { Action }),
        ...(NotAction && { NotAction }),
        Resource: "*",
      })),
    },
  };
}
