import type { RequestPrincipal } from "../../../iam/index.ts";
import { decide, outsider } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Output } from "../../call.ts";
import type { Session, Tag } from "../../world/nouns.ts";
import { assumedRoleUser, credentialsOf, startSession } from "./new-session.ts";
import { roleNeeds, roleSeconds, roleSessionArn, type SessionRequest, type WantedRole } from "./role-need.ts";
import { packedSize, requireLimits } from "./session-limits.ts";

/** A subject that an identity provider vouches for, and the session that it asks for. */
export interface ProviderRequest {
  readonly action: "sts:AssumeRoleWithSAML" | "sts:AssumeRoleWithWebIdentity";
  readonly wanted: WantedRole;
  readonly provider: NonNullable<Session["provider"]>;
  readonly session: Pick<SessionRequest, "RoleSessionName" | "SourceIdentity" | "keys"> & {
    readonly tags: readonly Tag[];
    readonly transitiveTagKeys: readonly string[];
  };
  readonly seconds: number | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[] | undefined;
}

/** Gives the subject the role if the trust policy lets it in; throws AccessDenied otherwise, in the words of these operations. */
export function startProviderSession(call: Call, request: ProviderRequest): Session {
  const { action, wanted, provider, session, policy, policyArns } = request;
  const { role, account, accountId } = wanted;
  const kind: RequestPrincipal["kind"] = provider.kind;
  const requester = outsider({ kind, arn: provider.arn, account: "" });
  const refused = roleNeeds(action, wanted, session).find((need) => decide(call, need, requester).verdict !== "allow");
  if (refused !== undefined || role === undefined || account === undefined) {
    throw new AwsError("AccessDenied", `Not authorized to perform ${refused?.action ?? action}`, 403);
  }
  const seconds = roleSeconds(role, request.seconds);
  requireLimits(account, { policy, policyArns, tags: session.tags });
  return startSession(call, {
    kind: "assumed-role",
    account: accountId,
    issuerArn: role.arn,
    issuerId: role.id,
    arn: roleSessionArn(accountId, role, session.RoleSessionName),
    sessionName: session.RoleSessionName,
    seconds,
    tags: session.tags,
    transitiveTags: session.transitiveTagKeys,
    ...(session.SourceIdentity !== undefined && { sourceIdentity: session.SourceIdentity }),
    ...(policy !== undefined && { policy }),
    policyArns: policyArns ?? [],
    provider,
  });
}

/** What both kinds of providers' answers have. */
export function providerAnswer(session: Session, { policy, policyArns, session: { tags } }: ProviderRequest): Output {
  const packed = packedSize({ policy, policyArns, tags });
  return {
    Credentials: credentialsOf(session),
    AssumedRoleUser: assumedRoleUser(session),
    ...(packed !== undefined && { PackedPolicySize: packed }),
    ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
  };
}
