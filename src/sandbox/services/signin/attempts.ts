import type { Call } from "../../call.ts";
import type { SignInAttempts } from "../../world/nouns.ts";
import type { KnownSubject } from "./subject.ts";

/** After so many failures in a row a name has to wait. AWS does not tell its own numbers. */
const maxFailures = 10;
const waitMs = 5 * 60 * 1000;
/** A code has to come within that time after the password. */
const challengeMs = 10 * 60 * 1000;

export function isThrottled({ time }: Call, subject: KnownSubject): boolean {
  const { failures, lastFailedAt } = attemptsOf(subject);
  if (failures < maxFailures || lastFailedAt === undefined) return false;
  return Date.parse(time) - Date.parse(lastFailedAt) < waitMs;
}

/** Was the password right a moment ago, so that the code alone is news? */
export function isChallenged({ time }: Call, subject: KnownSubject): boolean {
  const { challengedAt } = attemptsOf(subject);
  return challengedAt !== undefined && Date.parse(time) - Date.parse(challengedAt) < challengeMs;
}

export function noteFailure({ time }: Call, subject: KnownSubject): void {
  const { failures, lastFailedAt } = attemptsOf(subject);
  const isOld = lastFailedAt !== undefined && Date.parse(time) - Date.parse(lastFailedAt) >= waitMs;
  save(subject, { failures: (isOld ? 0 : failures) + 1, lastFailedAt: time });
}

export function noteChallenge({ time }: Call, subject: KnownSubject): void {
  save(subject, { ...attemptsOf(subject), challengedAt: time });
}

export function forgetAttempts(subject: KnownSubject): void {
  subject.account.signIns.delete(keyOf(subject));
}

function attemptsOf(subject: KnownSubject): SignInAttempts {
  return subject.account.signIns.get(keyOf(subject)) ?? { failures: 0 };
}

function save(subject: KnownSubject, attempts: SignInAttempts): void {
  subject.account.signIns.put(keyOf(subject), attempts);
}

function keyOf(subject: KnownSubject): string {
  return subject.kind === "root" ? "<root>" : subject.user.name.toLowerCase();
}
