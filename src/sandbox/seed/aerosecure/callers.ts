import type { Caller } from "../../call.ts";
import type { Session } from "../../world/nouns.ts";
import type { Scene } from "../story.ts";
import { accountId } from "./workload.ts";

/** Root, in the console. */
export const root: Caller = { kind: "root", account: accountId, accessKeyId: "ASIASANDBOXCONSOLE00" };

/** Signs nothing, as a browser before signing in. */
export const nobody: Caller = { kind: "anonymous" };

type User = Extract<Caller, { kind: "user" }>;

/** A user with its newest active key; an Error when it has none: then the story is wrong. */
export function keyCaller({ world, account }: Scene, name: string): User {
  const keys = [...world.accessKeys.values()].filter(
    (key) => key.account === account.id && key.user === name && key.status === "Active",
  );
  const newest = keys.at(-1);
  if (newest === undefined) throw new Error(`${name} has no active key`);
  return { kind: "user", account: account.id, name, accessKeyId: newest.id };
}

/** A user in the console: its calls are signed with temporary keys, with MFA where a device is enabled. */
export function consoleCaller({ world, account, now }: Scene, name: string): Caller {
  const user = account.users.get(name);
  if (user === undefined) throw new Error(`there is no ${name}`);
  const session: Session & { readonly account: string } = {
    id: world.ids.accessKey("ASIA"),
    secret: world.ids.secret(),
    token: world.ids.sessionToken(),
    account: account.id,
    kind: "session-token",
    issuerArn: user.arn,
    issuerId: user.id,
    arn: user.arn,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + consoleSessionMs).toISOString(),
    mfa: user.mfa.length > 0,
    tags: [],
    transitiveTags: [],
    policyArns: [],
    fromConsole: true,
  };
  world.sessions.put(session.id, session);
  return { kind: "session", account: account.id, session };
}

const consoleSessionMs = 12 * 3_600_000;
