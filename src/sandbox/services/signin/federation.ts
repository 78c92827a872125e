import { createHmac, timingSafeEqual } from "node:crypto";
import { isJsonObject, type Json, ownText } from "../../../model/index.ts";
import { resolveCaller } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Caller, Operation, Trace } from "../../call.ts";
import { userIdentityOf } from "../../record/user-identity.ts";
import type { Session } from "../../world/nouns.ts";
import { consoleHome, formField, succeeded } from "./page.ts";

/**
 * `/federation?Action=getSigninToken`: a token for the console in place of a session of a role or a federated user, which comes
 * in `Session` as JSON (`sessionId`, `sessionKey`, `sessionToken`).
 *
 * Source: IAM User Guide, "Enable custom identity broker access to the AWS console".
 */
export const getSigninToken: Operation = {
  run: (call) => ({ SigninToken: tokenOf(sessionCaller(call).session, Date.parse(call.time)) }),
  trace(call, output) {
    if (output === undefined) return [];
    const caller = sessionCaller(call);
    return {
      ...commonOf(call, caller),
      responseElements: { credentials: { accessKeyId: caller.session.id }, GetSigninToken: "Success" },
      additionalEventData: { MobileVersion: "No", MFAUsed: "No" },
    };
  },
};

/** `/federation?Action=login`: into the console with such a token. */
export const login: Operation = {
  run(call) {
    tokenCaller(call);
    return succeeded(formField(call.input, "Destination") ?? consoleHome);
  },
  trace(call, output) {
    if (output === undefined) return [];
    const caller = tokenCaller(call);
    const { provider } = caller.session;
    return {
      ...commonOf(call, caller),
      eventName: "ConsoleLogin",
      responseElements: { ConsoleLogin: "Success" },
      additionalEventData: {
        LoginTo: formField(call.input, "Destination") ?? consoleHome,
        MobileVersion: "No",
        MFAUsed: "No",
        ...(provider?.kind === "saml" && { SamlProviderArn: provider.arn }),
      },
    };
  },
};

type SessionCaller = Extract<Caller, { readonly kind: "session" }>;

/** Whose credentials stand in `Session`; throws what AWS says of wrong ones. Long-term ones do as well where they may. */
export function callerInForm({ input, world }: Call): Caller {
  const json = parsed(formField(input, "Session") ?? "");
  const accessKeyId = isJsonObject(json) ? ownText(json, "sessionId") : undefined;
  if (!isJsonObject(json) || accessKeyId === undefined) throw badRequest("Session is not valid");
  const sessionToken = ownText(json, "sessionToken");
  return resolveCaller(world, { accessKeyId, ...(sessionToken !== undefined && { sessionToken }) }, "signin");
}

function sessionCaller(call: Call): SessionCaller {
  const caller = callerInForm(call);
  if (caller.kind === "session" && caller.session.kind !== "session-token") return caller;
  throw badRequest("Only sessions of roles and of federated users can be used for the console");
}

function commonOf(call: Call, caller: SessionCaller): Trace {
  return {
    recipient: caller.account,
    region: call.region,
    userIdentity: userIdentityOf({ ...call, caller }),
    requestParameters: null,
  };
}

/** `KEY.TIME.MAC`: the session's secret vouches for it. */
function tokenOf({ id, secret }: Session, nowMs: number): string {
  const claim = `${id}.${Math.floor(nowMs / 1000)}`;
  return `${claim}.${mac(claim, secret)}`;
}

function tokenCaller({ input, world }: Call): SessionCaller {
  const [id = "", seconds = "", given = ""] = (formField(input, "SigninToken") ?? "").split(".");
  const stored = world.sessions.get(id);
  const expected = Buffer.from(stored === undefined ? "" : mac(`${id}.${seconds}`, stored.secret));
  const isOurs = expected.length === Buffer.byteLength(given) && timingSafeEqual(expected, Buffer.from(given));
  const isFresh = world.clock.now() - Number(seconds) * 1000 < tokenMs;
  if (stored === undefined || !isOurs || !isFresh) throw badRequest("Token is not valid");
  const caller = resolveCaller(world, { accessKeyId: id, sessionToken: stored.token }, "signin");
  if (caller.kind !== "session") throw badRequest("Token is not valid");
  return caller;
}

/** Fifteen minutes to get into the console. */
const tokenMs = 15 * 60 * 1000;

function mac(claim: string, secret: string): string {
  return createHmac("sha256", secret).update(claim).digest("base64url");
}

function parsed(text: string): Json | undefined {
  try {
    // JSON.parse returns `any`; whatever it made is looked at.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function badRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", message, 400);
}
