import {
  type CloudTrailEvent,
  ownObject,
  ownText,
  parseArn,
  type RoleSession,
  type SignIn,
} from "../../model/index.ts";
import type { EventFacts } from "./event-facts.ts";
import { type ChangeDetails, changeDetails } from "./recorded-change.ts";

/** What a {@link Behaviour} takes from the text of few events, beside the facts of each. */
export interface EventDetails {
  /** Of `ConsoleLogin`. */
  readonly signIn?: Pick<SignIn, "isSuccess" | "mfaUsed">;
  /** Of `AssumeRole` and its kind. */
  readonly session?: SessionDetails;
  /** Of what changes the things that access and trails rest on. */
  readonly change?: ChangeDetails;
}

export type SessionDetails = Pick<RoleSession, "role" | "sessionName" | "keyId">;

/** Undefined: nothing more is asked of the event, as of most. Only else `parse`, which gives it, is called. */
export function detailsOf(facts: EventFacts, parse: () => CloudTrailEvent): EventDetails | undefined {
  const { call } = facts;
  const signIn = call.isSignIn && call.eventName === "ConsoleLogin" ? signInDetails(parse()) : undefined;
  const session = sessionDetails(facts, parse);
  const change = changeDetails(facts, parse);
  if (signIn === undefined && session === undefined && change === undefined) return undefined;
  return { ...(signIn && { signIn }), ...(session && { session }), ...(change && { change }) };
}

function signInDetails(event: CloudTrailEvent): EventDetails["signIn"] {
  const said = ownText(ownObject(event, "additionalEventData") ?? {}, "MFAUsed");
  const result = ownText(ownObject(event, "responseElements") ?? {}, "ConsoleLogin");
  return { isSuccess: result === "Success", ...(said !== undefined && { mfaUsed: said === "Yes" }) };
}

function sessionDetails({ seen }: EventFacts, parse: () => CloudTrailEvent): SessionDetails | undefined {
  if (seen.eventSource !== "sts.amazonaws.com" || !seen.eventName.startsWith("AssumeRole")) return undefined;
  if (seen.outcome !== "done") return undefined;
  const event = parse();
  const request = ownObject(event, "requestParameters") ?? {};
  const role = ownText(request, "roleArn");
  if (role === undefined || role.length > 2048 || parseArn(role)?.service !== "iam") return undefined;
  const sessionName = ownText(request, "roleSessionName")?.slice(0, 64);
  const credentials = ownObject(ownObject(event, "responseElements") ?? {}, "credentials");
  const keyId = credentials && ownText(credentials, "accessKeyId")?.slice(0, 128);
  return { role, ...(sessionName !== undefined && { sessionName }), ...(keyId !== undefined && { keyId }) };
}
