import { AwsError } from "../aws-error.ts";
import type { Call, Need } from "../call.ts";
import { decide } from "./decide.ts";
import { accessDenied } from "./denied.ts";
import { requesterOf } from "./requester.ts";

/**
 * Throws AccessDenied, in AWS's words, at the first of the needs that is not met. Nobody (`anonymous`) gets past but for S3,
 * whose bucket policies may let everybody in, and where a password or a token tells who it is.
 */
export function authorize(call: Call, needs: readonly Need[]): void {
  if (call.caller.kind === "anonymous" && !isOpen(call)) {
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  if (needs.length === 0) return;
  const requester = requesterOf(call.world, call.caller);
  for (const need of needs) {
    const decision = decide(call, need, requester);
    if (decision.verdict !== "allow") throw accessDenied(call, need, requester, decision);
  }
}

function isOpen({ service, operation }: Call): boolean {
  if (service === "sts") return operation === "AssumeRoleWithSAML" || operation === "AssumeRoleWithWebIdentity";
  return service === "s3" || service === "signin";
}
