import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import { hasPrincipals, readResourcePolicy } from "../shared/resource-policy.ts";

/**
 * What a topic lets its owner do from the beginning.
 *
 * Source: Amazon SNS Developer Guide, "Amazon SNS default topic policy".
 */
export function defaultTopicPolicy(arn: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": arn.split(":")[4] } },
      },
    ],
  });
}

/** A policy that SNS takes for a topic. Throws InvalidParameterException. */
export function checkedTopicPolicy(call: Call, text: string, arn: string): string {
  const parsed = readResourcePolicy(text);
  const fault = (why: string): AwsError =>
    new AwsError("InvalidParameterException", `Invalid parameter: Policy Error: ${why}`);
  if (parsed === undefined || Buffer.byteLength(text) > maxBytes) throw fault("null");
  if (!hasPrincipals(call, parsed)) throw fault("PrincipalNotFound");
  const names = parsed.statements.flatMap(({ action, resource }) => ({
    isSns: action.patterns.every((pattern) => pattern === "*" || /^sns:/i.test(pattern)),
    isTopic: (resource?.patterns ?? []).every(
      (pattern) => pattern === "*" || pattern.startsWith(arn.split(":", 3).join(":")),
    ),
  }));
  if (names.some(({ isSns }) => !isSns)) throw fault("Policy statement action out of service scope!");
  if (names.some(({ isTopic }) => !isTopic)) throw fault("null");
  return text;
}

const maxBytes = 30 * 1024;

/** Source: Amazon SNS API Reference, SetTopicAttributes; those of FIFO topics left out. */
export const settableAttributes: ReadonlySet<string> = new Set([
  "DeliveryPolicy",
  "DisplayName",
  "KmsMasterKeyId",
  "SignatureVersion",
  "TracingConfig",
]);
