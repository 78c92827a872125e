import type { CredentialRow, ReportDate } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow, notApplicable, unreadable } from "../examples/example-builders.ts";
import { cells, dateAge, passwordEnabled, userAge } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/**
 * A password that was not changed for very long, whatever the account's policy says. Where the report has no date of the
 * change, a user who is younger than the limit cannot have an older password; of others it is not known.
 */
export const cred17PasswordOld: Check<"user-credentials"> = defineCheck({
  id: "CRED-17",
  title: "Password not changed for too long",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A password that is years old has been typed, saved and perhaps leaked in many places.",
  remediation: {
    text: "Have the password changed at the next sign-in, or replace the user by a sign-in through IAM Identity Center.",
    cli: "aws iam update-login-profile --user-name <USER> --password-reset-required --password <TEMPORARY_PASSWORD>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html"],
  parameters: {
    maxAgeDays: { default: 365, unit: "days", meaning: "A password that was changed that long ago is too old." },
  },

  evaluate(row, { now, parameters: { maxAgeDays } }): Verdict {
    const evidence = cells(
      ["password_enabled", row.passwordEnabled],
      ["password_last_changed", row.passwordLastChanged],
    );
    return { ...judge(row, now, maxAgeDays), evidence };
  },

  examples: [
    { name: "changed 364.9 days ago", given: changed(at(364.9)), expect: "PASS" },
    { name: "changed 365.0 days ago", given: changed(at(365)), expect: "FAIL" },
    { name: "changed 365.9 days ago", given: changed(at(365.9)), expect: "FAIL" },
    { name: "no date, and a user who is 100 days old", given: changed(notApplicable, 100), expect: "PASS" },
    { name: "no date, and a user who is 500 days old", given: changed(notApplicable), expect: "UNKNOWN" },
    { name: "no password", given: credentialRow({ passwordLastChanged: at(900) }), expect: "NOT_APPLICABLE" },
    { name: "changed after the clock", given: changed(at(-1)), expect: "UNKNOWN" },
    { name: "the date is garbled", given: changed(unreadable), expect: "UNKNOWN" },
    { name: "AWS does not answer", given: credentialRow({ passwordEnabled: "not_supported" }), expect: "UNKNOWN" },
  ],
});

function judge(row: CredentialRow, now: number, maxAgeDays: number): Verdict {
  const password = passwordEnabled(row);
  if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password." };
  if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because) };
  const age = dateAge(row, "password_last_changed", row.passwordLastChanged, now);
  if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because) };
  if (age.kind === "none") {
    const user = userAge(row, now);
    return user.kind === "days" && user.days < maxAgeDays
      ? { status: "PASS", reason: `The user is only ${formatDays(user.days)} old (limit ${maxAgeDays}).` }
      : { status: "UNKNOWN", reason: "The report does not say when the password was changed." };
  }
  const reason = `The password was changed ${formatDays(age.days)} ago (limit ${maxAgeDays}).`;
  return { status: age.days >= maxAgeDays ? "FAIL" : "PASS", reason };
}

function changed(date: ReportDate, userDays: number = 500): CredentialRow {
  return credentialRow({ passwordEnabled: "true", createdAt: at(userDays), passwordLastChanged: date });
}
