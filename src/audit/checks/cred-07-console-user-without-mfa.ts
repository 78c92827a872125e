import { administratorAccess } from "../../iam/index.ts";
import type { CredentialRow } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { at, credentialRow, document, identities, noInformation, user } from "../examples/example-builders.ts";
import { cells, mfaActive, passwordEnabled, passwordUse } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A user who signs in with a password alone. */
export const cred07ConsoleUserWithoutMfa: Check<"user-credentials"> = defineCheck({
  id: "CRED-07",
  title: "Console user without MFA",
  severity: "high",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A guessed, reused or phished password is enough to be this user. Critical for administrators.",
  remediation: {
    text: "Register an MFA device for the user, or take the password away if it is not needed.",
    cli: "aws iam enable-mfa-device --user-name <USER> --serial-number <MFA_ARN> --authentication-code1 <CODE1> --authentication-code2 <CODE2>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html"],
  parameters: {},

  evaluate(row, context) {
    const evidence = cells(
      ["password_enabled", row.passwordEnabled],
      ["mfa_active", row.mfaActive],
      ["password_last_used", row.passwordLastUsed],
    );
    return { ...judge(row, context), evidence };
  },

  examples: [
    {
      name: "a password in use and MFA",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1), mfaActive: "true" }),
      expect: "PASS",
    },
    {
      name: "a password in use and no MFA, privileges unknown",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1) }),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "an administrator",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1) }),
      snapshot: {
        identities: identities({
          users: [
            user({
              inlinePolicies: [{ name: "all", document: document({ Effect: "Allow", Action: "*", Resource: "*" }) }],
            }),
          ],
        }),
      },
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "no administrator",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(1) }),
      snapshot: { identities: identities({ users: [user()] }) },
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "the password was never used",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: noInformation }),
      expect: "FAIL",
      severity: "low",
    },
    { name: "no password", given: credentialRow(), expect: "NOT_APPLICABLE" },
    {
      name: "the cell about MFA is garbled",
      given: credentialRow({ passwordEnabled: "true", mfaActive: "unreadable" }),
      expect: "UNKNOWN",
    },
    { name: "AWS does not answer", given: credentialRow({ passwordEnabled: "not_supported" }), expect: "UNKNOWN" },
  ],
});

function judge(row: CredentialRow, context: CheckContext): Verdict {
  const password = passwordEnabled(row);
  const mfa = mfaActive(row);
  if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password." };
  if (mfa.kind === "yes") return { status: "PASS", reason: "The user has an MFA device." };
  if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because) };
  if (mfa.kind === "unknown") return { status: "UNKNOWN", reason: sentence(mfa.because) };

  const privileges = privilegesOf(row.arn, context);
  const unused = passwordUse(row, context.now).kind === "none";
  const never = unused ? "; it was never used" : "";
  const reason = `The user has a password and no MFA device${never}; ${privileges.text}.`;
  if (privileges.administrator) return { status: "FAIL", severity: "critical", reason };
  return unused ? { status: "FAIL", severity: "low", reason } : { status: "FAIL", reason };
}

function privilegesOf(arn: string, context: CheckContext): { readonly administrator: boolean; readonly text: string } {
  const access = context.access(arn);
  if (access === undefined) {
    return { administrator: false, text: "its privileges are unknown (iam:GetAccountAuthorizationDetails)" };
  }
  const { verdict, because } = administratorAccess(access);
  if (verdict === "allowed") return { administrator: true, text: "it is an administrator" };
  if (verdict === "unknown")
    return { administrator: false, text: `whether it is an administrator is unknown: ${because}` };
  return { administrator: false, text: "it is no administrator" };
}
