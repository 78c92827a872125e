import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow, noInformation, unreadable } from "../examples/example-builders.ts";
import { cells, passwordEnabled, passwordUse } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A password that was in use once, and no longer is. */
export const cred08PasswordUnused: Check<"user-credentials"> = defineCheck({
  id: "CRED-08",
  title: "Password unused for too long",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "Nobody misses a password that is not used, so nobody notices when somebody else uses it.",
  remediation: { text: "Delete the user's password.", cli: "aws iam delete-login-profile --user-name <USER>" },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    unusedDays: { default: 45, unit: "days", meaning: "A password that was last used so long ago is unused." },
  },

  evaluate(row, { now, parameters: { unusedDays } }): Verdict {
    const evidence = cells(["password_enabled", row.passwordEnabled], ["password_last_used", row.passwordLastUsed]);
    const password = passwordEnabled(row);
    const use = passwordUse(row, now);
    if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password.", evidence };
    if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because), evidence };
    if (use.kind === "unknown") return { status: "UNKNOWN", reason: sentence(use.because), evidence };
    if (use.kind === "none") return { status: "NOT_APPLICABLE", reason: "The password was never used.", evidence };
    const reason = `The password was last used ${formatDays(use.days)} ago (limit ${unusedDays}).`;
    return { status: use.days >= unusedDays ? "FAIL" : "PASS", reason, evidence };
  },

  examples: [
    { name: "used 44.9 days ago", given: withPassword(44.9), expect: "PASS" },
    { name: "used 45.0 days ago", given: withPassword(45), expect: "FAIL" },
    { name: "used 900 days ago", given: withPassword(900), expect: "FAIL" },
    {
      name: "a looser limit",
      given: withPassword(60),
      settings: { thresholds: { "CRED-08": { unusedDays: 90 } } },
      expect: "PASS",
    },
    {
      name: "never used",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: noInformation }),
      expect: "NOT_APPLICABLE",
    },
    { name: "no password", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "used a second after the clock", given: withPassword(-1 / 86_400), expect: "UNKNOWN" },
    {
      name: "a garbled date",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: unreadable }),
      expect: "UNKNOWN",
    },
  ],
});

function withPassword(usedDays: number) {
  return credentialRow({ passwordEnabled: "true", passwordLastUsed: at(usedDays) });
}
