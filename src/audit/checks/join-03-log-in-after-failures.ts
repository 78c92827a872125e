import type { SignIn } from "../../model/index.ts";
import { logs, signIn } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { at, credentialRow } from "../examples/example-builders.ts";
import { passwordEnabled } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** The guess that was right. */
export const join03LogInAfterFailures: Check<"user-credentials"> = defineCheck({
  id: "JOIN-03",
  title: "Log-in succeeded after failures, without MFA",
  severity: "critical",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "After a row of wrong passwords the right one was found, and nothing else was asked for.",
  remediation: {
    text: "Ask the user whether it was them. If not: reset the password, end sessions, and follow what the session did.",
    cli: "aws iam update-login-profile --user-name <USER> --password-reset-required --password <NEW_PASSWORD>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html",
  ],
  parameters: {
    failures: { default: 5, unit: "count", meaning: "So many failures before the success." },
    hours: { default: 24, unit: "hours", meaning: "Within so long." },
    windowDays: { default: 90, unit: "days", meaning: "Sign-ins older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters: { failures, hours, windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const since = now - windowDays * dayMs;
    const own = behaviour.signIns.filter(({ identity, event }) => identity === row.arn && event.ms >= since);
    const found = lastGuess(own, Math.max(1, failures), hours * 3_600_000);
    if (found !== undefined) {
      const { success, before } = found;
      const where = success.place === undefined ? "" : ` from ${success.place}`;
      const how = success.mfaUsed === false ? "without MFA" : "and the event does not say whether with MFA";
      return {
        status: success.mfaUsed === false ? "FAIL" : "UNKNOWN",
        reason: `${before.length} sign-ins failed within ${hours} hours before one succeeded${where} at ${timeText(success.event.ms)}, ${how}.`,
        evidence: eventEvidence([success.event, ...before.slice(-9).map(({ event }) => event)]),
      };
    }
    if (own.length === 0 && passwordEnabled(row).kind === "no") {
      return { status: "NOT_APPLICABLE", reason: "The user has no password, and signed in nowhere in the logs." };
    }
    const gap = notComplete(behaviour, ["signIns"], since, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
    return {
      status: "PASS",
      reason: `No sign-in succeeded without MFA after ${failures} failures in the last ${windowDays} days.`,
    };
  },

  examples: [
    {
      name: "five failures, then a success",
      given: person(),
      behaviour: logs(95, ...row(5), signIn(2, true)),
      expect: "FAIL",
    },
    {
      name: "four failures, then a success",
      given: person(),
      behaviour: logs(95, ...row(4), signIn(2, true)),
      expect: "PASS",
    },
    {
      name: "five failures, then a success with MFA",
      given: person(),
      behaviour: logs(95, ...row(5), signIn(2, true, { mfa: true })),
      expect: "PASS",
    },
    {
      name: "five failures, and a success two days later",
      given: person(),
      behaviour: logs(95, ...row(5), signIn(0.05, true)),
      expect: "PASS",
    },
    {
      name: "a success before the failures",
      given: person(),
      behaviour: logs(95, signIn(3, true), ...row(9)),
      expect: "PASS",
    },
    {
      name: "a success of another user",
      given: person(),
      behaviour: logs(95, ...row(9), signIn(2, true, { user: "bo" })),
      expect: "PASS",
    },
    {
      name: "a success that does not say whether with MFA",
      given: person(),
      behaviour: logs(95, ...row(5), signIn(2, true, { more: {} })),
      expect: "UNKNOWN",
    },
    { name: "nothing in logs of 30 days", given: person(), behaviour: logs(30), expect: "UNKNOWN" },
    { name: "no logs", given: person(), expect: "UNKNOWN" },
    { name: "no password, and no sign-in", given: credentialRow(), behaviour: logs(95), expect: "NOT_APPLICABLE" },
  ],
});

/** The last sign-in that succeeded without MFA after so many failures. */
function lastGuess(
  signIns: readonly SignIn[],
  failures: number,
  withinMs: number,
): { readonly success: SignIn; readonly before: readonly SignIn[] } | undefined {
  return signIns
    .filter(({ isSuccess, mfaUsed }) => isSuccess && mfaUsed !== true)
    .map((success) => ({
      success,
      before: signIns.filter(
        ({ isSuccess, event }) => !isSuccess && event.ms <= success.event.ms && event.ms >= success.event.ms - withinMs,
      ),
    }))
    .findLast(({ before }) => before.length >= failures);
}

function person() {
  return credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1) });
}

function row(count: number) {
  return Array.from({ length: count }, (_, index) => signIn(2.1 + index / 1000, false));
}
