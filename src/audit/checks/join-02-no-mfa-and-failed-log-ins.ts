import { type Behaviour, behaviourOf, type SignIn } from "../../model/index.ts";
import { logs, signIn } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow } from "../examples/example-builders.ts";
import { mfaActive, passwordEnabled } from "../identities/credentials.ts";
import { listed, sentence } from "../verdict.ts";

/** Somebody tries passwords of a user whom nothing but a password protects. */
export const join02NoMfaAndFailedLogIns: Check<"user-credentials"> = defineCheck({
  id: "JOIN-02",
  title: "No MFA and failed log-ins from a new place",
  severity: "critical",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "Somebody who was never there is guessing, and one right guess is enough.",
  remediation: {
    text: "Take the password away or register an MFA device, then look at what the address did elsewhere.",
    cli: "aws iam delete-login-profile --user-name <USER>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
  ],
  parameters: {
    failures: { default: 3, unit: "count", meaning: "So many failed sign-ins from one place." },
    windowDays: { default: 30, unit: "days", meaning: "Failures older than this do not count." },
    historyDays: { default: 90, unit: "days", meaning: "A place is new when the user was not there for so long." },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters }) {
    const password = passwordEnabled(row);
    const mfa = mfaActive(row);
    if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password." };
    if (mfa.kind === "yes") return { status: "NOT_APPLICABLE", reason: "The user has an MFA device." };
    const unknown = [password, mfa].flatMap((answer) => (answer.kind === "unknown" ? [answer.because] : []));
    if (unknown.length > 0) return { status: "UNKNOWN", reason: sentence(listed(unknown)) };
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    return judge(row.arn, behaviour, now, parameters);
  },

  examples: [
    { name: "no failure", given: noMfa(), behaviour: logs(130), expect: "PASS" },
    { name: "three failures from a new place", given: noMfa(), behaviour: logs(130, ...failures(3)), expect: "FAIL" },
    { name: "two failures", given: noMfa(), behaviour: logs(130, ...failures(2)), expect: "PASS" },
    {
      name: "three failures from where the user was two months before",
      given: noMfa(),
      behaviour: logs(130, signIn(60, true, { ip: "203.0.113.7" }), ...failures(3)),
      expect: "PASS",
    },
    {
      name: "three failures from where the user was long before",
      given: noMfa(),
      behaviour: logs(200, signIn(120, true, { ip: "203.0.113.7" }), ...failures(3)),
      expect: "FAIL",
    },
    {
      name: "three failures of another user",
      given: noMfa(),
      behaviour: logs(130, ...failures(3).map((event) => ({ ...event, user: "bo" }))),
      expect: "PASS",
    },
    {
      name: "three failures, and logs of 30 days",
      given: noMfa(),
      behaviour: logs(30, ...failures(3)),
      expect: "UNKNOWN",
    },
    { name: "no failure, and logs of a week", given: noMfa(), behaviour: logs(7), expect: "UNKNOWN" },
    { name: "no logs", given: noMfa(), expect: "UNKNOWN" },
    {
      name: "a user with MFA",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1), mfaActive: "true" }),
      behaviour: logs(130, ...failures(9)),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the cell about MFA is garbled",
      given: credentialRow({ passwordEnabled: "true", mfaActive: "unreadable" }),
      behaviour: logs(130),
      expect: "UNKNOWN",
    },
  ],
});

interface Limits {
  readonly failures: number;
  readonly windowDays: number;
  readonly historyDays: number;
}

function judge(arn: string, behaviour: Behaviour, now: number, limits: Limits): Verdict {
  const since = now - limits.windowDays * dayMs;
  const failed = behaviour.signIns.filter(
    ({ identity, isSuccess, event }) => identity === arn && !isSuccess && event.ms >= since,
  );
  const places = [...byPlace(failed)].filter(([, attempts]) => attempts.length >= Math.max(1, limits.failures));
  const judged = places.map(([place, attempts]) => ({
    place,
    attempts,
    ...novelty(arn, place, attempts, behaviour, limits),
  }));
  const found = judged.filter(({ kind }) => kind === "new");
  const unclear = judged.filter(({ kind }) => kind === "unknown");
  const [first] = found.length > 0 ? found : unclear;
  if (first !== undefined) {
    const evidence = eventEvidence(first.attempts.slice(0, 10).map(({ event }) => event));
    const times = `${timeText(first.attempts[0]?.event.ms ?? 0)} to ${timeText(first.attempts.at(-1)?.event.ms ?? 0)}`;
    const tried = `${first.attempts.length} sign-ins from ${first.place} failed (${times}) and there is no MFA`;
    return found.length > 0
      ? {
          status: "FAIL",
          reason: `${tried}; the user was never seen there in the ${limits.historyDays} days before.`,
          evidence,
        }
      : {
          status: "UNKNOWN",
          reason: sentence(`${tried}; whether the place is new is not known: ${first.because ?? ""}`),
          evidence,
        };
  }
  const gap = notComplete(behaviour, ["signIns"], since, now);
  if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
  const reason = `${failed.length === 0 ? "No sign-in" : "No place with"} ${failed.length === 0 ? "failed" : `${limits.failures} failed sign-ins is new`} in the last ${limits.windowDays} days.`;
  return { status: "PASS", reason };
}

function byPlace(attempts: readonly SignIn[]): ReadonlyMap<string, readonly SignIn[]> {
  const places = new Map<string, SignIn[]>();
  for (const attempt of attempts) {
    if (attempt.place === undefined) continue;
    places.set(attempt.place, [...(places.get(attempt.place) ?? []), attempt]);
  }
  return places;
}

/** New is only what can be compared with a before. */
function novelty(
  arn: string,
  place: string,
  attempts: readonly SignIn[],
  behaviour: Behaviour,
  { historyDays }: Limits,
): { readonly kind: "new" | "known" | "unknown"; readonly because?: string } {
  const start = attempts[0]?.event.ms ?? 0;
  const from = start - historyDays * dayMs;
  const known = behaviourOf(behaviour, arn);
  const wasThere = known?.presence.some((one) => one.place === place && one.first.ms < start && one.last.ms >= from);
  if (wasThere === true) return { kind: "known" };
  const gap =
    known?.isTruncated === true
      ? "the user was in more places than are kept"
      : notComplete(behaviour, ["identities"], from, start);
  return gap === undefined ? { kind: "new" } : { kind: "unknown", because: gap };
}

function noMfa() {
  return credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1) });
}

function failures(count: number) {
  return Array.from({ length: count }, (_, at) => signIn(2 - at / 1000, false, { ip: "203.0.113.7" }));
}
