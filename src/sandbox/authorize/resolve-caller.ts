import { timingSafeEqual } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Caller, ServiceName } from "../call.ts";
import type { Session } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { isOfRoot, issuerOf } from "./requester.ts";

/** What a request was signed with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

/**
 * Whose credentials they are; undefined: nobody's. Throws what AWS says of keys that are unknown, inactive, expired, without
 * their token, or whose owner is gone.
 */
export function resolveCaller(world: World, credentials: SigningCredentials | undefined, service: ServiceName): Caller {
  if (credentials === undefined) return { kind: "anonymous" };
  const { accessKeyId, sessionToken } = credentials;
  const session = world.sessions.get(accessKeyId);
  if (session !== undefined) return sessionCaller(world, session, sessionToken, service);
  const key = world.accessKeys.get(accessKeyId);
  if (key === undefined || key.status !== "Active") throw unknownKey(service);
  if (sessionToken !== undefined && sessionToken !== "") throw wrongToken(service);
  const { account, user } = key;
  if (user === undefined) return { kind: "root", account, accessKeyId };
  const owner = world.accounts.get(account)?.users.get(user.toLowerCase());
  if (owner === undefined) throw unknownKey(service);
  return { kind: "user", account, name: owner.name, accessKeyId };
}

function sessionCaller(
  world: World,
  { account, ...session }: Session & { readonly account: string },
  token: string | undefined,
  service: ServiceName,
): Caller {
  if (token === undefined || token === "") throw unknownKey(service);
  if (!isSame(token, session.token)) throw wrongToken(service);
  if (Date.parse(session.expiresAt) <= world.clock.now()) throw expired(service);
  const owner = world.accounts.get(account);
  if (owner === undefined || (!isOfRoot(session) && issuerOf(owner, session) === undefined)) throw unknownKey(service);
  if (service === "iam" && !mayUseIam(session)) throw unknownKey(service);
  return { kind: "session", account, session };
}

/**
 * Sessions by GetSessionToken may call IAM only with MFA, and federated users never.
 *
 * Source: AWS STS API Reference, "GetSessionToken" and "GetFederationToken".
 */
function mayUseIam({ kind, mfa, fromConsole }: Session): boolean {
  if (kind === "federated-user") return fromConsole;
  return kind === "assumed-role" || mfa || fromConsole;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** On the wire of JSON services an UnrecognizedClientException. */
function unknownKey(service: ServiceName): AwsError {
  if (service === "s3") {
    return new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403);
  }
  return new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
}

function wrongToken(service: ServiceName): AwsError {
  if (service !== "s3") return unknownKey(service);
  return new AwsError("InvalidToken", "The provided token is malformed or otherwise invalid.", 400);
}

/** On the wire of JSON services an ExpiredTokenException. */
function expired(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("ExpiredToken", "The provided token has expired.", 400);
  return new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
}
