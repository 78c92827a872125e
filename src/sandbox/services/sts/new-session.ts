import type { Call, Output } from "../../call.ts";
import type { Session } from "../../world/nouns.ts";
import type { World } from "../../world/world.ts";

/** What the operations decide of a session; the rest is made here. */
export type SessionPlan = Pick<Session, "kind" | "issuerArn" | "issuerId" | "arn"> &
  Partial<Omit<Session, "id" | "secret" | "token" | "createdAt" | "expiresAt">> & {
    /** Account that the session belongs to. */
    readonly account: string;
    readonly seconds: number;
  };

/** Makes temporary credentials. */
export function startSession({ world, time }: Call, plan: SessionPlan): Session {
  const { account, seconds, ...given } = plan;
  forgetOld(world, Date.parse(time));
  const session: Session = {
    mfa: false,
    tags: [],
    transitiveTags: [],
    policyArns: [],
    fromConsole: false,
    ...given,
    id: world.ids.accessKey("ASIA"),
    secret: world.ids.secret(),
    token: world.ids.sessionToken(),
    createdAt: time,
    expiresAt: new Date(Date.parse(time) + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
  };
  world.sessions.put(session.id, { ...session, account });
  return session;
}

/** `Credentials` of an answer. */
export function credentialsOf({ id, secret, token, expiresAt }: Session): Output {
  return { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: new Date(expiresAt) };
}

/** `AssumedRoleUser` of an answer. */
export function assumedRoleUser({ issuerId, sessionName, arn }: Session): Output {
  return { AssumedRoleId: `${issuerId}:${sessionName ?? ""}`, Arn: arn };
}

/** Sessions that ended long ago, so that they do not pile up: two for each new one, oldest first. */
function forgetOld({ sessions }: World, now: number): void {
  const old: string[] = [];
  for (const { id, createdAt } of sessions.values()) {
    if (old.length === 2 || now - Date.parse(createdAt) < keptMs) break;
    old.push(id);
  }
  for (const id of old) sessions.delete(id);
}

/** The longest session takes a day and a half; for half a day more it is told that it has expired. */
const keptMs = 48 * 60 * 60 * 1000;
