import type { CredentialRow, ReportDate, Snapshot } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow, unreadable } from "../examples/example-builders.ts";
import { cells, dateAge, passwordEnabled } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/**
 * A password that the account's own policy wanted to be changed by now: its user has not signed in since, or the policy does
 * not enforce it. A date ahead of the clock is what the report should say here, and no skew. Where the report says N/A but
 * the password policy sets an age, as after a change of the policy, the age of the password is judged.
 */
export const cred16PasswordOverdue: Check<"user-credentials"> = defineCheck({
  id: "CRED-16",
  title: "Password overdue by account policy",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A password past its date belongs to somebody who no longer signs in: nobody would notice if another one did.",
  remediation: {
    text: "Take the password away if it is no longer needed, else have it changed at the next sign-in.",
    cli: "aws iam update-login-profile --user-name <USER> --password-reset-required --password <TEMPORARY_PASSWORD>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"],
  parameters: {},

  evaluate(row, context): Verdict {
    const evidence = cells(
      ["password_enabled", row.passwordEnabled],
      ["password_last_changed", row.passwordLastChanged],
      ["password_next_rotation", row.passwordNextRotation],
    );
    return { ...judge(row, context), evidence };
  },

  examples: [
    { name: "due an hour ago", given: due(at(1 / 24)), expect: "FAIL" },
    { name: "due now", given: due(at(0)), expect: "FAIL" },
    { name: "due in an hour", given: due(at(-1 / 24)), expect: "PASS" },
    { name: "due in 80 days", given: due(at(-80)), expect: "PASS" },
    { name: "the policy sets no age", given: due({ kind: "not_applicable" }), expect: "NOT_APPLICABLE" },
    {
      name: "the policy has set an age since, and the password is younger",
      given: due({ kind: "not_applicable" }, 10),
      snapshot: { passwordPolicy: ninetyDays() },
      expect: "PASS",
    },
    {
      name: "the policy has set an age since, and the password is older",
      given: due({ kind: "not_applicable" }, 90),
      snapshot: { passwordPolicy: ninetyDays() },
      expect: "FAIL",
    },
    { name: "no password", given: credentialRow({ passwordNextRotation: at(5) }), expect: "NOT_APPLICABLE" },
    { name: "the date is garbled", given: due(unreadable), expect: "UNKNOWN" },
    { name: "AWS does not answer the date", given: due({ kind: "not_supported" }), expect: "UNKNOWN" },
    {
      name: "the cell about the password is garbled",
      given: credentialRow({ passwordEnabled: "unreadable", passwordNextRotation: at(5) }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(row: CredentialRow, { snapshot, now }: CheckContext): Verdict {
  const password = passwordEnabled(row);
  if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password." };
  if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because) };
  const next = row.passwordNextRotation;
  switch (next.kind) {
    case "at":
      return byDate(next.time, now);
    case "not_applicable":
    case "no_information":
      return byAge(row, snapshot, now);
    default: {
      const read = dateAge(row, "password_next_rotation", next, now);
      return { status: "UNKNOWN", reason: sentence(read.kind === "unknown" ? read.because : "the date is not known") };
    }
  }
}

function byDate(time: string, now: number): Verdict {
  const days = (now - Date.parse(time)) / 86_400_000;
  if (Number.isNaN(days)) return { status: "UNKNOWN", reason: "The date password_next_rotation cannot be read." };
  return days < 0
    ? { status: "PASS", reason: `The password is due in ${formatDays(-days)}.` }
    : { status: "FAIL", reason: `The account's policy wanted the password changed ${formatDays(days)} ago.` };
}

function byAge(row: CredentialRow, { passwordPolicy }: Snapshot, now: number): Verdict {
  const maxAge = passwordPolicy === undefined || passwordPolicy === "none" ? undefined : passwordPolicy.maxAgeDays;
  if (maxAge === undefined)
    return { status: "NOT_APPLICABLE", reason: "By the report the password has no date to be changed." };
  const age = dateAge(row, "password_last_changed", row.passwordLastChanged, now);
  if (age.kind !== "days") {
    const because = age.kind === "unknown" ? age.because : "the report does not say when the password was changed";
    return { status: "UNKNOWN", reason: sentence(because) };
  }
  const reason = `The password is ${formatDays(age.days)} old; the account's policy sets ${maxAge} days.`;
  return { status: age.days >= maxAge ? "FAIL" : "PASS", reason };
}

function due(next: ReportDate, changedDays: number = 95): CredentialRow {
  return credentialRow({ passwordEnabled: "true", passwordLastChanged: at(changedDays), passwordNextRotation: next });
}

function ninetyDays(): Exclude<NonNullable<Snapshot["passwordPolicy"]>, "none"> {
  return {
    minimumLength: 14,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    allowUsersToChange: true,
    maxAgeDays: 90,
    hardExpiry: false,
  };
}
