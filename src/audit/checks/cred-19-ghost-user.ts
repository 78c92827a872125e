import type { CredentialRow, IamUser, Snapshot } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  accessKey,
  activeKey,
  at,
  certificate,
  credentialRow,
  daysAgo,
  document,
  exampleAccount,
  group,
  identities,
  user,
} from "../examples/example-builders.ts";
import {
  cells,
  certificateSlots,
  flagAnswer,
  keyCells,
  keyStates,
  passwordEnabled,
  userAge,
} from "../identities/credentials.ts";
import { ofUser } from "../identities/held-by-users.ts";
import { listed, sentence } from "../verdict.ts";

/**
 * A user who can do nothing and has permissions. SSH keys and service-specific credentials count as credentials where they
 * were read; where they were not, the finding says so. A user without permissions is left alone: there is nothing to lose.
 */
export const cred19GhostUser: Check<"user-credentials"> = defineCheck({
  id: "CRED-19",
  title: "Ghost user: no credential at all",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report", "authorization-details"],
  risk: "Whoever may make a key or a password for this user gets its permissions under a name that nobody watches.",
  remediation: {
    text: "Delete the user after detaching its policies and groups, or tag it with the reason why it stays.",
    cli: "aws iam delete-user --user-name <USER>  # first: aws iam remove-user-from-group, detach-user-policy, delete-user-policy",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html"],
  parameters: {
    graceDays: { default: 7, unit: "days", meaning: "A user younger than this is never reported." },
  },
  countsKeys: true,

  evaluate(row, { snapshot, now, parameters: { graceDays } }): Verdict {
    const evidence = [
      ...cells(["password_enabled", row.passwordEnabled]),
      ...keyStates(row, now).flatMap(({ key }) => keyCells(key)),
    ];
    const holder = snapshot.identities?.users.find(({ arn }) => arn === row.arn);
    const { has, doubts } = credentialsOf(row, snapshot, now);
    if (has.length > 0) return { status: "PASS", reason: `The user has ${listed(has)}.`, evidence };
    if (doubts.length > 0) return { status: "UNKNOWN", reason: sentence(doubts[0] ?? ""), evidence };
    if (holder === undefined) {
      return {
        status: "UNKNOWN",
        reason: "The user is not among the authorization details, so that its permissions are not known.",
        evidence,
      };
    }
    const permissions = permissionsOf(holder);
    if (permissions.length === 0) {
      return { status: "PASS", reason: "The user has no credential, and no policy or group either.", evidence };
    }
    const age = userAge(row, now);
    if (age.kind === "days" && age.days < graceDays) {
      return { status: "PASS", reason: `The user is only ${formatDays(age.days)} old (grace ${graceDays}).`, evidence };
    }
    const reason = `The user has no password, no active key and no active certificate, but ${listed(permissions)}${unread(snapshot)}.`;
    return { status: "FAIL", reason, evidence };
  },

  examples: [
    { name: "in a group, and no credential", ...ghost({ groups: ["engineers"] }), expect: "FAIL" },
    {
      name: "a policy of its own, and an inactive key",
      ...ghost(
        { inlinePolicies: [{ name: "own", document: document() }] },
        { accessKeys: [accessKey(1, { lastRotated: at(9) }), accessKey(2)] },
      ),
      expect: "FAIL",
    },
    {
      name: "a key",
      ...ghost({ groups: ["engineers"] }, { accessKeys: [accessKey(1), activeKey(2, 9)] }),
      expect: "PASS",
    },
    { name: "a password", ...ghost({ groups: ["engineers"] }, { passwordEnabled: "true" }), expect: "PASS" },
    {
      name: "a certificate",
      ...ghost({ groups: ["engineers"] }, { certificates: [certificate(1, { active: "true" }), certificate(2)] }),
      expect: "PASS",
    },
    {
      name: "an SSH key for CodeCommit",
      ...ghost({ groups: ["engineers"] }, {}, { sshPublicKeys: [{ user: "ana", id: "APKAEXAMPLE", isActive: true }] }),
      expect: "PASS",
    },
    {
      name: "another user's SSH key",
      ...ghost(
        { groups: ["engineers"] },
        {},
        { sshPublicKeys: [{ user: "anabel", id: "APKAEXAMPLE", isActive: true }] },
      ),
      expect: "FAIL",
    },
    { name: "neither credentials nor permissions", ...ghost({}), expect: "PASS" },
    { name: "made today", ...ghost({ groups: ["engineers"] }, { createdAt: at(0.5) }), expect: "PASS" },
    {
      name: "the cell about a key is garbled",
      ...ghost({ groups: ["engineers"] }, { accessKeys: [accessKey(1, { active: "unreadable" }), accessKey(2)] }),
      expect: "UNKNOWN",
    },
    {
      name: "a user whom the authorization details do not have",
      given: credentialRow({ user: "bob", arn: `arn:aws:iam::${exampleAccount}:user/bob` }),
      snapshot: { identities: identities({ users: [user()] }) },
      expect: "UNKNOWN",
    },
  ],
});

function credentialsOf(row: CredentialRow, snapshot: Snapshot, now: number) {
  const password = passwordEnabled(row);
  const keys = keyStates(row, now);
  const certificates = certificateSlots(row).map(({ slot, active }) => flagAnswer(row, `cert_${slot}_active`, active));
  const ssh = ofUser(snapshot.sshPublicKeys, { name: row.user }).some(({ isActive }) => isActive);
  const others = ofUser(snapshot.serviceSpecificCredentials, { name: row.user }).some(({ isActive }) => isActive);
  return {
    has: [
      ...(password.kind === "yes" ? ["a password"] : []),
      ...keys.flatMap(({ state, name }) => (state === "active" ? [`the active ${name}`] : [])),
      ...(certificates.some(({ kind }) => kind === "yes") ? ["an active certificate"] : []),
      ...(ssh ? ["an active SSH public key"] : []),
      ...(others ? ["an active service-specific credential"] : []),
    ],
    doubts: [
      ...[password, ...certificates].flatMap((answer) => (answer.kind === "unknown" ? [answer.because] : [])),
      ...keys.flatMap(({ state, because }) => (state === "unknown" ? [because] : [])),
    ],
  };
}

function permissionsOf({ groups, attachedPolicies, inlinePolicies }: IamUser): readonly string[] {
  const policies = attachedPolicies.length + inlinePolicies.length;
  return [
    ...(groups.length > 0 ? [`is in ${groups.length === 1 ? "group" : "groups"} ${listed(groups.slice(0, 3))}`] : []),
    ...(policies > 0 ? [`has ${policies} ${policies === 1 ? "policy" : "policies"} of its own`] : []),
  ];
}

/** What else could be a credential and was not looked at. */
function unread({ sshPublicKeys, serviceSpecificCredentials }: Snapshot): string {
  const kinds = [
    ...(sshPublicKeys === undefined ? ["SSH public keys"] : []),
    ...(serviceSpecificCredentials === undefined ? ["service-specific credentials"] : []),
  ];
  return kinds.length === 0 ? "" : ` (${listed(kinds)} were not read)`;
}

function ghost(holder: Partial<IamUser>, row: Partial<CredentialRow> = {}, more: Partial<Snapshot> = {}) {
  const all = identities({ users: [user({ createdAt: daysAgo(500), ...holder })], groups: [group()] });
  return { given: credentialRow(row), snapshot: { identities: all, ...more } };
}
