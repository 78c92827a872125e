import { authorize } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operations } from "../../call.ts";
import type { KmsKey } from "../../world/nouns.ts";
import { limitOf, optionalText, textOf } from "../shared/input.ts";
import { hasPrincipals, readResourcePolicy } from "../shared/resource-policy.ts";
import { changeKey, needOnKey, notFound } from "./find-key.ts";
import { keyOperation } from "./operation.ts";

export const keyPolicyOperations: Operations = {
  GetKeyPolicy: keyOperation({
    action: "kms:GetKeyPolicy",
    run: (call, { policy }) => {
      requireDefault(call);
      return { Policy: policy, PolicyName: "default" };
    },
  }),
  PutKeyPolicy: keyOperation({
    action: "kms:PutKeyPolicy",
    run: (call, key) => {
      requireDefault(call);
      changeKey(call, key, { policy: checkedKeyPolicy(call, key, textOf(call.input, "Policy")) });
      return {};
    },
  }),
  ListKeyPolicies: keyOperation({
    action: "kms:ListKeyPolicies",
    run: (call) => {
      limitOf(call.input, "Limit", 100, 1000);
      return { PolicyNames: ["default"], Truncated: false };
    },
  }),
};

/**
 * A policy that KMS takes for a key. Throws MalformedPolicyDocumentException also for one that would lock its writer out.
 *
 * Source: AWS KMS API Reference, PutKeyPolicy.
 */
export function checkedKeyPolicy(call: Call, key: KmsKey, policy: string): string {
  if (Buffer.byteLength(policy) > maxBytes) {
    throw new AwsError("LimitExceededException", "A key policy document can have up to 32 KB.");
  }
  const parsed = readResourcePolicy(policy);
  if (parsed === undefined) throw malformed("The policy is not valid.");
  if (!hasPrincipals(call, parsed)) {
    throw malformed("Policy contains a statement with one or more invalid principals.");
  }
  if (call.input["BypassPolicyLockoutSafetyCheck"] === true) return policy;
  try {
    authorize(call, [needOnKey(call, "kms:PutKeyPolicy", { ...key, policy })]);
  } catch {
    throw malformed("The new key policy will not allow you to update the key policy in the future.");
  }
  return policy;
}

const maxBytes = 32 * 1024;

function requireDefault({ input }: Call): void {
  if ((optionalText(input, "PolicyName") ?? "default") !== "default") throw notFound("No such policy exists");
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}
