import { type MfaDevice, ownValue, rootArn, type Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { exampleAccount, mfaDevice, snapshot } from "../examples/example-builders.ts";
import { gapsReason } from "../sources.ts";
import { listed } from "../verdict.ts";

/**
 * Root's second factor is an app whose codes can be phished. AWS lists only virtual devices to others than root, so that root
 * without one has hardware: which kind, and whether it is the only device, root alone can see. A device is root's by the
 * exact ARN of its user, or by the serial number that the console gave it; a user named `rooter` is not root.
 */
export const cred26RootMfaVirtual: Check<"account"> = defineCheck({
  id: "CRED-26",
  title: "Root MFA is a single or virtual device",
  severity: "medium",
  subject: "account",
  needs: ["account-summary", "mfa-devices"],
  risk: "The codes of an app can be phished and its secret copied; a lost phone locks the account out of its own root.",
  remediation: {
    text: "Sign in as root, register two FIDO2 security keys, then remove the virtual device.",
    cli: "aws iam list-virtual-mfa-devices --assignment-status Assigned  # security keys are registered in the console, as root",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
  ],
  parameters: {},

  evaluate(subject): Verdict {
    const enabled = ownValue(subject.accountSummary ?? {}, "AccountMFAEnabled");
    const devices = (subject.mfaDevices ?? []).filter((device) => isRoots(device, subject));
    const evidence = [
      { source: "account-summary", field: "AccountMFAEnabled", value: enabled ?? null },
      ...devices.map(({ serialNumber }) => ({ source: "mfa-devices", field: "SerialNumber", value: serialNumber })),
    ];
    if (devices.length > 0) {
      const names = listed(devices.map(({ serialNumber }) => serialNumber));
      return {
        status: "FAIL",
        reason: `Root has the virtual MFA ${devices.length === 1 ? "device" : "devices"} ${names}.`,
        evidence,
      };
    }
    if (enabled === 0) return { status: "NOT_APPLICABLE", reason: "Root has no MFA, see CRED-04.", evidence };
    if (enabled !== 1) {
      return {
        status: "UNKNOWN",
        reason: "The account summary does not say whether root has MFA (AccountMFAEnabled).",
        evidence,
      };
    }
    const gaps = gapsReason(subject, ["mfa-devices"]);
    if (gaps !== undefined) return { status: "UNKNOWN", reason: gaps, evidence };
    return { status: "PASS", reason: "Root has MFA and no virtual device.", evidence };
  },

  examples: [
    { name: "a virtual device of root", given: rootWith(mfaDevice({ user: rootArn(exampleAccount) })), expect: "FAIL" },
    {
      name: "the device that the console named",
      given: rootWith(deviceWithoutUser(`arn:aws:iam::${exampleAccount}:mfa/root-account-mfa-device`)),
      expect: "FAIL",
    },
    {
      name: "devices of users named rooter and root",
      given: rootWith(
        mfaDevice({
          serialNumber: `arn:aws:iam::${exampleAccount}:mfa/rooter`,
          user: `arn:aws:iam::${exampleAccount}:user/rooter`,
        }),
        mfaDevice({
          serialNumber: `arn:aws:iam::${exampleAccount}:mfa/root`,
          user: `arn:aws:iam::${exampleAccount}:user/root`,
        }),
      ),
      expect: "PASS",
    },
    { name: "MFA, and no virtual device at all", given: rootWith(), expect: "PASS" },
    {
      name: "no MFA",
      given: snapshot({ accountSummary: { AccountMFAEnabled: 0 }, mfaDevices: [] }),
      expect: "NOT_APPLICABLE",
    },
    { name: "the summary does not say", given: snapshot({ accountSummary: {}, mfaDevices: [] }), expect: "UNKNOWN" },
    {
      name: "a page of the devices is missing",
      given: {
        ...rootWith(),
        sources: {
          ...rootWith().sources,
          "mfa-devices": { state: "partial", origins: [], gaps: [{ what: "page 2", cause: "AccessDenied" }] },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

function isRoots({ serialNumber, user, kind }: MfaDevice, { account, partition }: Snapshot): boolean {
  if (kind !== "virtual") return false;
  return user === rootArn(account, partition) || /:mfa\/root-account-mfa-device$/.test(serialNumber);
}

function rootWith(...devices: readonly MfaDevice[]): Snapshot {
  return snapshot({ accountSummary: { AccountMFAEnabled: 1 }, mfaDevices: devices });
}

function deviceWithoutUser(serialNumber: string): MfaDevice {
  return { serialNumber, kind: "virtual" };
}
