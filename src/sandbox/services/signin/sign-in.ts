import type { Call } from "../../call.ts";
import type { Password } from "../../world/nouns.ts";
import { mfaTime } from "../iam/mfa-time.ts";
import { passwordMatches } from "../iam/password.ts";
import { totpMatches } from "../iam/totp.ts";
import { isChallenged, isThrottled } from "./attempts.ts";
import { formField } from "./page.ts";
import { type KnownSubject, subjectOf, type UnknownSubject } from "./subject.ts";

/** How far a sign-in comes. */
export type SignIn =
  /** The account is not there: nobody has a record of it. */
  | { readonly result: "nowhere" }
  | { readonly result: "unknown-user"; readonly subject: UnknownSubject }
  | {
      readonly result: "success" | "wait" | "wrong" | "wrong-code" | "asks-code" | "asks-change" | "expired";
      readonly subject: KnownSubject;
      /** Serial number of the device whose code is needed. */
      readonly device?: string;
      /** The password was looked at first in this request, so that asking for the code is news. */
      readonly isFirstStep: boolean;
    };

/**
 * Judges a sign-in: `username`, `password`, with MFA `mfacode` (together with the password, or in a second request that sends
 * both again), and `newpassword` where the password has to be changed.
 */
export function judgeSignIn(call: Call): SignIn {
  const subject = subjectOf(call.world, call.input);
  if (subject === undefined) return { result: "nowhere" };
  if (subject.kind === "unknown") return { result: "unknown-user", subject };
  const device = deviceOf(subject);
  const base = { subject, isFirstStep: !isChallenged(call, subject), ...(device !== undefined && { device }) };
  if (isThrottled(call, subject)) return { ...base, result: "wait" };
  const stored = passwordOf(subject);
  const given = formField(call.input, "password");
  if (stored === undefined || given === undefined || !passwordMatches(stored.hash, given)) {
    return { ...base, result: "wrong" };
  }
  if (device !== undefined) {
    const code = formField(call.input, "mfacode");
    if (code === undefined) return { ...base, result: "asks-code" };
    const seed = subject.account.mfaDevices.get(device)?.seed;
    if (seed === undefined || !totpMatches(seed, code, mfaTime(call))) return { ...base, result: "wrong-code" };
  }
  return { ...base, result: mustChange(call, subject, stored) };
}

/** `success` also when the new password is there: whether it will do is for IAM to say. */
function mustChange(call: Call, subject: KnownSubject, stored: Password): "success" | "asks-change" | "expired" {
  if (subject.kind === "root") return "success";
  const rules = subject.account.passwordPolicy.get("policy");
  const age = Date.parse(call.time) - Date.parse(stored.changedAt);
  const isOver = rules?.maxAgeDays !== undefined && age >= rules.maxAgeDays * dayMs;
  if (isOver && rules.hardExpiry === true && !stored.resetRequired) return "expired";
  if (!isOver && !stored.resetRequired) return "success";
  return formField(call.input, "newpassword") === undefined ? "asks-change" : "success";
}

const dayMs = 24 * 60 * 60 * 1000;

function passwordOf(subject: KnownSubject): Password | undefined {
  return subject.kind === "root" ? subject.root.password : subject.user.password;
}

function deviceOf(subject: KnownSubject): string | undefined {
  return subject.kind === "root" ? subject.root.mfa?.serial : subject.user.mfa[0]?.serial;
}
