import { rootArn } from "./arn.ts";
import type { CloudTrailEvent } from "./event.ts";
import { ownObject, ownText } from "./json.ts";

/** Who made a call, read off `userIdentity`. */
export interface Principal {
  /** `userIdentity.type`: `IAMUser`, `AssumedRole`, `Root`, `AWSService`, ...; `Unknown` where the event says none. */
  readonly type: string;
  /** `userIdentity.arn`, for sessions the ARN of the session. */
  readonly arn?: string;
  /** The ARN that stays the same over sessions: role ARN, user ARN, account root. */
  readonly stableArn?: string;
}

/**
 * Who made a call. The stable ARN is the role for a session, since the ARN of
 * a session is new at each sign-in. A failed console sign-in has a user name but no ARN; its ARN is put
 * together from the account, unless CloudTrail masked the name.
 */
export function principalOf(event: CloudTrailEvent): Principal {
  const identity = ownObject(event, "userIdentity");
  if (identity === undefined) return { type: "Unknown" };
  const type = ownText(identity, "type") ?? "Unknown";
  const arn = ownText(identity, "arn");
  const account = ownText(identity, "accountId");
  const userName = ownText(identity, "userName");
  const issuer = ownObject(ownObject(identity, "sessionContext") ?? {}, "sessionIssuer");
  const issuerArn = issuer && ownText(issuer, "arn");
  const stableArn = stable();
  return { type, ...(arn && { arn }), ...(stableArn && { stableArn }) };

  function stable(): string | undefined {
    if (type === "Root") return arn ?? (account && rootArn(account));
    if (issuerArn) return issuerArn;
    if (type === "AssumedRole" && arn) return roleOfSession(arn);
    if (arn) return arn;
    if (type === "IAMUser" && account && userName && userName !== maskedUserName) {
      return `arn:aws:iam::${account}:user/${userName}`;
    }
    return undefined;
  }
}

/** What CloudTrail writes in place of a user name that does not exist. */
export const maskedUserName = "HIDDEN_DUE_TO_SECURITY_REASONS";

/** `arn:aws:sts::A:assumed-role/NAME/SESSION` to `arn:aws:iam::A:role/NAME` (a path, if any, is lost in the session's ARN). */
function roleOfSession(arn: string): string {
  const match = /^arn:([^:]*):sts::(\d*):assumed-role\/([^/]+)\//.exec(arn);
  return match === null ? arn : `arn:${match[1]}:iam::${match[2]}:role/${match[3]}`;
}
