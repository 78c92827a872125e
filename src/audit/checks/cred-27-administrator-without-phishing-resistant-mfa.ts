import { administratorAccess } from "../../iam/index.ts";
import type { IamUser, MfaDevice, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  credentialReport,
  credentialRow,
  exampleAccount,
  identities,
  mfaDevice,
  user,
} from "../examples/example-builders.ts";
import { rowOf } from "../identities/people.ts";
import { allow, inline, uncollectedPolicy } from "../policies/examples.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * An administrator whose second factor is a code: of an app, of a token, by SMS. Only security keys (FIDO, passkeys) are bound
 * to the site that asks, which their serial number shows (`:u2f/`). Who has one beside an app passes; an administrator
 * without any device is another question, CRED-07.
 */
export const cred27AdministratorWithoutPhishingResistantMfa: Check<"user"> = defineCheck({
  id: "CRED-27",
  title: "Privileged user without phishing-resistant MFA",
  severity: "medium",
  subject: "user",
  needs: ["authorization-details", "mfa-devices"],
  risk: "A code can be typed into a look-alike page: the password and the code of an administrator are then both in other hands.",
  remediation: {
    text: "Let the user register a FIDO2 security key or passkey, then remove the other devices.",
    cli: "aws iam list-mfa-devices --user-name <USER>  # security keys are registered in the console: IAM, Users, Security credentials",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_fido.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot, access }): Verdict {
    const principal = access(subject.arn);
    const admin = principal && administratorAccess(principal);
    if (admin === undefined) return { status: "UNKNOWN", reason: "The permissions of the user are not known." };
    if (admin.verdict === "denied") return { status: "NOT_APPLICABLE", reason: "The user is no administrator." };
    const devices = (snapshot.mfaDevices ?? []).filter((device) => device.user === subject.arn);
    const evidence = devices.map(({ serialNumber }) => ({
      source: "mfa-devices",
      field: "SerialNumber",
      value: serialNumber,
    }));
    if (devices.some(isKey)) return { status: "PASS", reason: "The user has a security key or passkey.", evidence };
    if (devices.length === 0) return { ...withoutDevices(subject, snapshot), evidence };
    if (!devices.some(({ kind, isOfUsersList }) => kind === "other" || isOfUsersList === true)) {
      const reason = `Of the user's MFA only the virtual ${devices.length === 1 ? "device was" : "devices were"} listed: a security key may be beside it (iam:ListMFADevices).`;
      return { status: "UNKNOWN", reason, evidence };
    }
    if (admin.verdict === "unknown") {
      const reason = sentence(`whether the user is an administrator is not known: ${admin.because}`);
      return { status: "UNKNOWN", reason, evidence };
    }
    const names = listedUpTo(
      devices.map((device) => `${device.serialNumber} (${kindOf(device)})`),
      3,
    );
    return { status: "FAIL", reason: `The user is an administrator, and its MFA is ${names} only.`, evidence };
  },

  examples: [
    {
      name: "an administrator with an app",
      given: admin(),
      snapshot: having(mfaDevice({ isOfUsersList: true })),
      expect: "FAIL",
    },
    {
      name: "an administrator with an app, who was not asked for other devices",
      given: admin(),
      snapshot: having(mfaDevice()),
      expect: "UNKNOWN",
    },
    {
      name: "an administrator with a token that shows codes",
      given: admin(),
      snapshot: having(mfaDevice({ serialNumber: "GAHT12345678", kind: "other" })),
      expect: "FAIL",
    },
    {
      name: "an administrator with SMS",
      given: admin(),
      snapshot: having(mfaDevice({ serialNumber: `arn:aws:iam::${exampleAccount}:sms-mfa/ana`, kind: "other" })),
      expect: "FAIL",
    },
    { name: "an administrator with a security key", given: admin(), snapshot: having(securityKey()), expect: "PASS" },
    {
      name: "an administrator with a security key and an app",
      given: admin(),
      snapshot: having(mfaDevice(), securityKey()),
      expect: "PASS",
    },
    {
      name: "an app, and no administrator",
      given: user(),
      snapshot: { identities: identities({ users: [user()] }), mfaDevices: [mfaDevice()] },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "an administrator without MFA",
      given: admin(),
      snapshot: { ...having(), credentialReport: credentialReport(credentialRow()) },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "no device is listed, and there is no credential report",
      given: admin(),
      snapshot: having(),
      expect: "UNKNOWN",
    },
    {
      name: "MFA by the credential report, and no device is listed",
      given: admin(),
      snapshot: { ...having(), credentialReport: credentialReport(credentialRow({ mfaActive: "true" })) },
      expect: "UNKNOWN",
    },
    {
      name: "an app, and a policy that was not collected",
      given: user({ attachedPolicies: [uncollectedPolicy] }),
      snapshot: {
        identities: identities({ users: [user({ attachedPolicies: [uncollectedPolicy] })] }),
        mfaDevices: [mfaDevice({ isOfUsersList: true })],
      },
      expect: "UNKNOWN",
    },
  ],
});

/** Source: IAM User Guide, "IAM identifiers" and ListMFADevices: the serial number of a FIDO key is an ARN `...:u2f/...`. */
function isKey({ serialNumber }: MfaDevice): boolean {
  return /^arn:[^:]*:iam::\d{12}:u2f\//.test(serialNumber);
}

function kindOf({ kind, serialNumber }: MfaDevice): string {
  if (kind === "virtual") return "an app";
  return serialNumber.includes(":sms-mfa/") ? "SMS" : "a token that shows codes";
}

function withoutDevices({ arn }: IamUser, snapshot: Snapshot): Verdict {
  const row = rowOf(arn, snapshot);
  return row?.mfaActive === "false"
    ? { status: "NOT_APPLICABLE", reason: "The user has no MFA; where it has a password see CRED-07." }
    : {
        status: "UNKNOWN",
        reason: "No MFA device of the user was listed, which does not say that it has none (iam:ListMFADevices).",
      };
}

function admin(): IamUser {
  return user({ inlinePolicies: inline([allow("*")]) });
}

function having(...devices: readonly MfaDevice[]): Partial<Snapshot> {
  return { identities: identities({ users: [admin()] }), mfaDevices: devices };
}

function securityKey(): MfaDevice {
  return mfaDevice({ serialNumber: `arn:aws:iam::${exampleAccount}:u2f/user/ana/key-EXAMPLE`, kind: "other" });
}
