import { type CloudTrailEvent, type JsonObject, ownObject, ownText, principalOf } from "../../model/index.ts";

/** The user, role or account root whose permissions a call used. */
export interface Caller {
  /** Stays the same over sessions; a role's has its path, if the event says it. */
  readonly arn: string;
  /** `AROA...` or `AIDA...`, which a name that is given anew does not share; undefined for root. */
  readonly id?: string;
  readonly type: string;
}

/** Why an event is nobody's use of a permission: the caller is an AWS service, or the event names no user or role. */
export type NoCaller = "aws-service" | "no-principal";

/**
 * Whose permissions a call used. A session is its role; a chain of roles the last one; a federated user the user who
 * asked for the session. A service that calls with somebody's forwarded session (`invokedBy`) is that somebody.
 */
export function callerOf(event: CloudTrailEvent): Caller | NoCaller {
  const identity = ownObject(event, "userIdentity");
  if (identity === undefined) return "no-principal";
  const { type, stableArn } = principalOf(event);
  if (type === "AWSService") return "aws-service";
  if (stableArn === undefined || stableArn.length > maxArn || !identityArn.test(stableArn)) return "no-principal";
  const id = idOf(identity);
  return { arn: stableArn, type, ...(id !== undefined && { id }) };
}

const maxArn = 2048;

const identityArn = /^arn:[\w-]+:iam::\d{12}:(root$|user\/.|role\/.)/;

function idOf(identity: JsonObject): string | undefined {
  const issuer = ownObject(ownObject(identity, "sessionContext") ?? {}, "sessionIssuer") ?? {};
  const id = ownText(issuer, "principalId") ?? ownText(identity, "principalId")?.split(":")[0];
  return id !== undefined && /^A[A-Z0-9]{8,127}$/.test(id) ? id : undefined;
}
