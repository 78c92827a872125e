import type { CredentialRow } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { accessKey, activeKey, rootRow } from "../examples/example-builders.ts";
import { cells, keyStates, mfaActive, passwordEnabled } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** The root user has a way in and no MFA device. */
export const cred04RootWithoutMfa: Check<"root-credentials"> = defineCheck({
  id: "CRED-04",
  title: "Root can sign in without MFA",
  severity: "critical",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "The root password alone gives everything in the account, and it can be reset by whoever reads the mailbox.",
  remediation: {
    text: "Register a hardware security key or passkey for root; in an organization, remove root credentials of members.",
    cli: "aws iam enable-organizations-root-credentials-management  # or register a device in the console as root",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
  ],
  parameters: {},
  countsKeys: true,

  evaluate(row, { now, snapshot }) {
    const evidence = cells(["mfa_active", row.mfaActive], ["password_enabled", row.passwordEnabled]);
    return { ...judge(row, now, snapshot.partition), evidence };
  },

  examples: [
    { name: "password and MFA", given: rootRow(), expect: "PASS" },
    { name: "password and no MFA", given: rootRow({ mfaActive: "false" }), expect: "FAIL" },
    {
      name: "an older report does not answer whether there is a password",
      given: rootRow({ mfaActive: "false", passwordEnabled: "not_supported" }),
      expect: "FAIL",
    },
    {
      name: "no password, but an active key",
      given: rootRow({
        mfaActive: "false",
        passwordEnabled: "false",
        accessKeys: [accessKey(1), activeKey(2, 30)],
      }),
      expect: "FAIL",
    },
    {
      name: "root credentials were removed",
      given: rootRow({ mfaActive: "false", passwordEnabled: "false" }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "AWS GovCloud (US) does not answer",
      given: rootRow({ mfaActive: "false", passwordEnabled: "not_supported" }),
      snapshot: { partition: "aws-us-gov" },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the answer about MFA is missing",
      given: rootRow({ mfaActive: "not_supported" }),
      expect: "UNKNOWN",
    },
    {
      name: "no MFA and the cell about the password is garbled",
      given: rootRow({ mfaActive: "false", passwordEnabled: "unreadable" }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(row: CredentialRow, now: number, partition: string): Verdict {
  const unanswered = row.mfaActive === "not_supported" || row.passwordEnabled === "not_supported";
  if (unanswered && partitionsWithoutRootSignIn.has(partition)) {
    return { status: "NOT_APPLICABLE", reason: `AWS does not answer this for root in partition ${partition}.` };
  }
  const mfa = mfaActive(row);
  if (mfa.kind === "yes") return { status: "PASS", reason: "The root user has an MFA device." };

  const password = passwordEnabled(row);
  const keys = keyStates(row, now);
  const activeKeys = keys.filter((key) => key.state === "active");
  const unknownKey = keys.find((key) => key.state === "unknown");
  if (password.kind === "no" && activeKeys.length === 0 && unknownKey === undefined) {
    return { status: "NOT_APPLICABLE", reason: "The root user has neither a password nor an active access key." };
  }
  if (mfa.kind === "unknown") return { status: "UNKNOWN", reason: sentence(mfa.because) };
  if (password.kind === "yes") return { status: "FAIL", reason: "The root user has a password and no MFA device." };
  if (activeKeys.length > 0) {
    const names = activeKeys.map((key) => key.name).join(" and ");
    return { status: "FAIL", reason: `The root user has no MFA device, and ${names} is active.` };
  }
  if (row.passwordEnabled === "not_supported") {
    const reason = "The root user has no MFA device; AWS does not say whether it has a password, so it counts as one.";
    return { status: "FAIL", reason };
  }
  const because = password.kind === "unknown" ? password.because : (unknownKey?.because ?? "");
  return { status: "UNKNOWN", reason: sentence(`there is no MFA device, but ${because}`) };
}

const partitionsWithoutRootSignIn: ReadonlySet<string> = new Set(["aws-us-gov", "aws-cn"]);
