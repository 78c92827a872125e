import type { CredentialRow, Organization, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  accessKey,
  activeKey,
  certificate,
  exampleAccount,
  organization,
  rootRow,
} from "../examples/example-builders.ts";
import {
  cells,
  certificateSlots,
  flagAnswer,
  keyCells,
  keyStates,
  passwordEnabled,
} from "../identities/credentials.ts";
import { shellWord } from "../remediation.ts";
import { notRead } from "../sources.ts";
import { listed, sentence } from "../verdict.ts";

/**
 * A member account whose root user can still sign in although its organisation manages root centrally. Without central
 * management there is nothing to delete them with, and the management account keeps its own root credentials.
 */
export const cred06MemberRootCredentials: Check<"root-credentials"> = defineCheck({
  id: "CRED-06",
  title: "Member account still has root credentials though central root management is on",
  severity: "medium",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "Root of a member account is bound by no IAM policy, and nobody needs its credentials where root is managed centrally.",
  remediation: {
    text: "Delete the root credentials of the member from the management account, in a privileged session for this task only.",
    cli: "aws sts assume-root --target-principal <ACCOUNT> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html",
  ],
  parameters: {},
  countsKeys: true,

  evaluate(row, { snapshot, now }): Verdict {
    const { has, doubts, evidence } = credentialsOf(row, now);
    if (has.length === 0 && doubts.length === 0) {
      return {
        status: "PASS",
        reason: "Root has no password, no active access key and no active certificate.",
        evidence,
      };
    }
    const managed = centralManagement(snapshot);
    if (managed.kind === "no") return { status: "NOT_APPLICABLE", reason: sentence(managed.because) };
    if (managed.kind === "unknown") return { status: "UNKNOWN", reason: managed.because, evidence };
    if (has.length === 0) return { status: "UNKNOWN", reason: sentence(doubts[0] ?? ""), evidence };
    const account = shellWord(snapshot.account);
    return {
      status: "FAIL",
      reason: `Root of this member account still has ${listed(has)}, though the organisation manages root centrally.`,
      evidence,
      ...(account !== undefined && {
        cli: cred06MemberRootCredentials.remediation.cli.replace("<ACCOUNT>", () => account),
      }),
    };
  },

  examples: [
    { name: "a member with a root password", given: rootRow(), snapshot: member(), expect: "FAIL" },
    {
      name: "a member whose root has a key and no password",
      given: withoutPassword({ accessKeys: [accessKey(1), activeKey(2, 900)] }),
      snapshot: member(),
      expect: "FAIL",
    },
    {
      name: "a member whose root has a certificate",
      given: withoutPassword({ certificates: [certificate(1, { active: "true" }), certificate(2)] }),
      snapshot: member(),
      expect: "FAIL",
    },
    { name: "a member without root credentials", given: withoutPassword(), snapshot: member(), expect: "PASS" },
    {
      name: "AWS does not answer whether there is a password",
      given: withoutPassword({ passwordEnabled: "not_supported" }),
      snapshot: member(),
      expect: "UNKNOWN",
    },
    {
      name: "which features are on was not read",
      given: rootRow(),
      snapshot: { organization: organization() },
      expect: "UNKNOWN",
    },
    { name: "the organisation was not read", given: rootRow(), expect: "UNKNOWN" },
    { name: "the organisation was not read, and there is nothing to delete", given: withoutPassword(), expect: "PASS" },
    {
      name: "root is not managed centrally",
      given: rootRow(),
      snapshot: { organization: organization({ rootFeatures: ["RootSessions"] }) },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the management account",
      given: rootRow(),
      snapshot: {
        organization: organization({ managementAccount: exampleAccount, rootFeatures: ["RootCredentialsManagement"] }),
      },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "an account in no organisation",
      given: rootRow(),
      snapshot: { organization: "none" },
      expect: "NOT_APPLICABLE",
    },
  ],
});

type Management = { readonly kind: "yes" } | { readonly kind: "no" | "unknown"; readonly because: string };

function centralManagement(snapshot: Snapshot): Management {
  const found: "none" | Organization | undefined = snapshot.organization;
  if (found === undefined) return { kind: "unknown", because: notRead(snapshot, "organization") };
  if (found === "none") return { kind: "no", because: "the account is in no organisation" };
  if (found.managementAccount === snapshot.account) {
    return { kind: "no", because: "this is the management account, whose root is not managed centrally" };
  }
  if (found.rootFeatures === undefined) {
    return { kind: "unknown", because: notRead(snapshot, "organizations-features") };
  }
  if (found.rootFeatures.includes("RootCredentialsManagement")) return { kind: "yes" };
  return { kind: "no", because: "the organisation does not manage root credentials centrally" };
}

function credentialsOf(row: CredentialRow, now: number) {
  const keys = keyStates(row, now);
  const certificates = certificateSlots(row).map((slot) => ({
    name: `certificate ${slot.slot}`,
    active: flagAnswer(row, `cert_${slot.slot}_active`, slot.active),
  }));
  const password = passwordEnabled(row);
  return {
    has: [
      ...(password.kind === "yes" ? ["a password"] : []),
      ...keys.filter(({ state }) => state === "active").map(({ name }) => `the active ${name}`),
      ...certificates.filter(({ active }) => active.kind === "yes").map(({ name }) => `the active ${name}`),
    ],
    doubts: [
      ...(password.kind === "unknown" ? [password.because] : []),
      ...keys.filter(({ state }) => state === "unknown").map(({ because }) => because),
      ...certificates.flatMap(({ active }) => (active.kind === "unknown" ? [active.because] : [])),
    ],
    evidence: [...cells(["password_enabled", row.passwordEnabled]), ...keys.flatMap(({ key }) => keyCells(key))],
  };
}

function withoutPassword(parts: Partial<CredentialRow> = {}): CredentialRow {
  return rootRow({ passwordEnabled: "false", ...parts });
}

function member(): Partial<Snapshot> {
  return { organization: organization({ rootFeatures: ["RootCredentialsManagement", "RootSessions"] }) };
}
