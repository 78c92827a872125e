import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow, noInformation, notApplicable, unreadable } from "../examples/example-builders.ts";
import { cells, passwordAge, passwordEnabled, passwordUse } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A password that was given out and never used. */
export const cred09PasswordNeverUsed: Check<"user-credentials"> = defineCheck({
  id: "CRED-09",
  title: "Password set but never used",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A first password is known to whoever set it and to every mailbox and chat that it passed through.",
  remediation: { text: "Delete the user's password.", cli: "aws iam delete-login-profile --user-name <USER>" },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    unusedDays: { default: 45, unit: "days", meaning: "A password that old without any use is unused." },
    graceDays: { default: 7, unit: "days", meaning: "A password younger than this is never reported." },
  },

  evaluate(row, { now, parameters: { unusedDays, graceDays } }): Verdict {
    const evidence = cells(
      ["password_enabled", row.passwordEnabled],
      ["password_last_used", row.passwordLastUsed],
      ["password_last_changed", row.passwordLastChanged],
      ["user_creation_time", row.createdAt],
    );
    const password = passwordEnabled(row);
    const use = passwordUse(row, now);
    if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password.", evidence };
    if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because), evidence };
    if (use.kind === "unknown") return { status: "UNKNOWN", reason: sentence(use.because), evidence };
    if (use.kind === "days") return { status: "PASS", reason: "The password was used.", evidence };

    const age = passwordAge(row, now);
    if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
    if (age.kind === "none") {
      return { status: "UNKNOWN", reason: "The report does not say since when there is a password.", evidence };
    }
    const limit = Math.max(unusedDays, graceDays);
    const reason = `The password was set ${formatDays(age.days)} ago and never used (limit ${limit}).`;
    return { status: age.days >= limit ? "FAIL" : "PASS", reason, evidence };
  },

  examples: [
    { name: "set 44.9 days ago", given: unused(44.9), expect: "PASS" },
    { name: "set 45.0 days ago", given: unused(45), expect: "FAIL" },
    { name: "set today", given: unused(0.2), expect: "PASS" },
    {
      name: "within the grace period of a strict limit",
      given: unused(6.9),
      settings: { thresholds: { "CRED-09": { unusedDays: 1 } } },
      expect: "PASS",
    },
    {
      name: "at the end of the grace period of a strict limit",
      given: unused(7),
      settings: { thresholds: { "CRED-09": { unusedDays: 1 } } },
      expect: "FAIL",
    },
    {
      name: "no date of change: counted from the user's creation",
      given: credentialRow({ passwordEnabled: "true", createdAt: at(900), passwordLastUsed: notApplicable }),
      expect: "FAIL",
    },
    { name: "used once", given: { ...unused(300), passwordLastUsed: at(200) }, expect: "PASS" },
    { name: "no password", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "set after the clock", given: unused(-0.5), expect: "UNKNOWN" },
    { name: "a garbled date of change", given: { ...unused(300), passwordLastChanged: unreadable }, expect: "UNKNOWN" },
  ],
});

function unused(setDays: number) {
  return credentialRow({
    passwordEnabled: "true",
    passwordLastUsed: noInformation,
    passwordLastChanged: at(setDays),
  });
}
