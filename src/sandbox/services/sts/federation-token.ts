import { AwsError } from "../../aws-error.ts";
import type { Call, Operation } from "../../call.ts";
import { needed } from "../iam/fields.ts";
import { readInput } from "../iam/input.ts";
import { requestTags } from "../iam/needs.ts";
import * as fields from "./fields.ts";
import { credentialsOf, startSession } from "./new-session.ts";
import { ownerOf } from "./owner.ts";
import { packedSize, requireLimits } from "./session-limits.ts";
import { tooLongForRoot } from "./session-token.ts";

/**
 * Makes a federated user, who may do what both the caller's policies and the passed ones allow.
 *
 * Source: AWS STS API Reference, "GetFederationToken".
 */
export const getFederationToken: Operation = {
  needs(call) {
    const { Name, Tags = [] } = readInput(call.input, members);
    if (ownerOf(call) === undefined) {
      throw new AwsError("AccessDenied", "Cannot call GetFederationToken with session credentials", 403);
    }
    const need = { resource: federatedArn(call, Name), context: requestTags(Tags) };
    return [
      { action: "sts:GetFederationToken", ...need },
      ...(Tags.length > 0 ? [{ action: "sts:TagSession", ...need }] : []),
    ];
  },
  run(call) {
    const { Name, Policy, PolicyArns, Tags, DurationSeconds } = readInput(call.input, members);
    const owner = ownerOf(call);
    if (owner?.isRoot && (DurationSeconds ?? 0) > 3600) throw tooLongForRoot();
    const limits = { policy: Policy, policyArns: PolicyArns, tags: Tags };
    requireLimits(call.account, limits);
    const session = startSession(call, {
      kind: "federated-user",
      account: call.account.id,
      issuerArn: owner?.arn ?? "",
      issuerId: owner?.id ?? "",
      arn: federatedArn(call, Name),
      sessionName: Name,
      seconds: DurationSeconds ?? (owner?.isRoot ? 3600 : 43_200),
      tags: Tags ?? [],
      ...(Policy !== undefined && { policy: Policy }),
      policyArns: PolicyArns ?? [],
    });
    const packed = packedSize(limits);
    return {
      Credentials: credentialsOf(session),
      FederatedUser: { FederatedUserId: `${call.account.id}:${Name}`, Arn: session.arn },
      ...(packed !== undefined && { PackedPolicySize: packed }),
    };
  },
};

const members = {
  Name: needed(fields.federatedName),
  Policy: fields.policy,
  PolicyArns: fields.policyArns,
  DurationSeconds: fields.tokenSeconds,
  Tags: fields.tags,
};

function federatedArn({ account }: Call, name: string): string {
  return `arn:aws:sts::${account.id}:federated-user/${name}`;
}
