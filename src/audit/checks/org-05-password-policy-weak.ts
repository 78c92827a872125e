import type { PasswordPolicy, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { credentialReport, credentialRow, rootRow, snapshot } from "../examples/example-builders.ts";
import { passwordEnabled } from "../identities/credentials.ts";
import { gapsReason } from "../sources.ts";
import { listed, sentence } from "../verdict.ts";

/** Users may choose passwords that are easy to guess or to use again. */
export const org05PasswordPolicyWeak: Check<"account"> = defineCheck({
  id: "ORG-05",
  title: "Password policy is weak",
  severity: "medium",
  subject: "account",
  needs: ["password-policy", "credential-report"],
  risk: "Short and recycled passwords are guessed, or are known from other places already.",
  remediation: {
    text: "Ask for at least 14 characters and remember 24 passwords; or give no user a password at all.",
    cli: "aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24  # this call resets what it does not name",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"],
  parameters: {
    minimumLength: { default: 14, unit: "characters", meaning: "A shorter minimum is weak." },
    reusePrevention: { default: 24, unit: "passwords", meaning: "Remembering fewer passwords is weak." },
  },
  judgesGaps: true,

  evaluate(account, { parameters }): Verdict {
    const { passwordPolicy: policy } = account;
    const rows = (account.credentialReport?.rows ?? []).filter((row) => !row.isRoot);
    const answers = rows.map(passwordEnabled);
    const count = answers.filter((answer) => answer.kind === "yes").length;
    if (count === 0) {
      const doubt = answers.find((answer) => answer.kind === "unknown");
      const because =
        gapsReason(account, ["credential-report"]) ?? (doubt?.kind === "unknown" ? doubt.because : undefined);
      if (because !== undefined) return { status: "UNKNOWN", reason: sentence(because) };
      return { status: "NOT_APPLICABLE", reason: "No IAM user has a password." };
    }
    const users = count === 1 ? "One IAM user has a password" : `${count} IAM users have a password`;
    if (policy === undefined)
      return { status: "UNKNOWN", reason: "The password policy was not given (iam:GetAccountPasswordPolicy)." };
    if (policy === "none") {
      const evidence = [{ source: "password-policy", field: "PasswordPolicy", value: null }];
      return {
        status: "FAIL",
        reason: `${users}, and there is no password policy: 8 characters are enough.`,
        evidence,
      };
    }
    return { ...judge(policy, parameters, users), evidence: evidenceOf(policy) };
  },

  examples: [
    { name: "14 characters and 24 passwords", given: account(14, 24), expect: "PASS" },
    { name: "13 characters", given: account(13, 24), expect: "FAIL" },
    { name: "23 passwords", given: account(14, 23), expect: "FAIL" },
    { name: "passwords may be used again", given: account(14), expect: "FAIL" },
    { name: "no policy", given: { ...account(14, 24), passwordPolicy: "none" }, expect: "FAIL" },
    {
      name: "no user has a password",
      given: { ...account(8), credentialReport: credentialReport(rootRow(), credentialRow()) },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "whether the only user has a password is garbled",
      given: { ...account(8), credentialReport: credentialReport(credentialRow({ passwordEnabled: "unreadable" })) },
      expect: "UNKNOWN",
    },
  ],
});

function judge(
  { minimumLength, reusePrevention = 0 }: PasswordPolicy,
  limits: { readonly minimumLength: number; readonly reusePrevention: number },
  users: string,
): Verdict {
  const weak = [
    ...(minimumLength < limits.minimumLength
      ? [`${minimumLength} characters are enough (limit ${limits.minimumLength})`]
      : []),
    ...(reusePrevention < limits.reusePrevention
      ? [`${reusePrevention} passwords are remembered (limit ${limits.reusePrevention})`]
      : []),
  ];
  if (weak.length > 0) return { status: "FAIL", reason: `${users}, and ${listed(weak)}.` };
  return {
    status: "PASS",
    reason: `At least ${minimumLength} characters, and ${reusePrevention} passwords are remembered.`,
  };
}

function evidenceOf({ minimumLength, reusePrevention }: PasswordPolicy) {
  return [
    { source: "password-policy", field: "MinimumPasswordLength", value: minimumLength },
    { source: "password-policy", field: "PasswordReusePrevention", value: reusePrevention ?? null },
  ];
}

function account(minimumLength: number, reusePrevention?: number): Snapshot {
  return snapshot({
    credentialReport: credentialReport(rootRow(), credentialRow({ passwordEnabled: "true" })),
    passwordPolicy: {
      minimumLength,
      requireSymbols: true,
      requireNumbers: true,
      requireUppercase: true,
      requireLowercase: true,
      allowUsersToChange: true,
      hardExpiry: false,
      ...(reusePrevention !== undefined && { reusePrevention }),
    },
  });
}
