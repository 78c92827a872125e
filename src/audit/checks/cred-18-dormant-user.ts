import type { CredentialRow } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  accessKey,
  activeKey,
  at,
  certificate,
  credentialRow,
  noInformation,
  unreadable,
} from "../examples/example-builders.ts";
import {
  type CellAge,
  cells,
  keyCells,
  keyStates,
  passwordAge,
  passwordEnabled,
  passwordUse,
  userAge,
} from "../identities/credentials.ts";
import { listed, sentence } from "../verdict.ts";

/** A user whom nobody seems to be, and who could still sign in. */
export const cred18DormantUser: Check<"user-credentials"> = defineCheck({
  id: "CRED-18",
  title: "Dormant user with live credentials",
  severity: "high",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "Leavers and forgotten service users keep working credentials that nobody watches.",
  remediation: {
    text: "Ask the owner; take away password and keys, wait, then delete the user.",
    cli: "aws iam delete-login-profile --user-name <USER>; aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive  # later: aws iam delete-user --user-name <USER>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    dormantDays: { default: 90, unit: "days", meaning: "A user without any use for so long is dormant." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { dormantDays } }) {
    const evidence = [
      ...cells(
        ["user_creation_time", row.createdAt],
        ["password_enabled", row.passwordEnabled],
        ["password_last_used", row.passwordLastUsed],
      ),
      ...keyStates(row, now).flatMap((key) => keyCells(key.key)),
    ];
    return { ...judge(row, now, dormantDays), evidence };
  },

  examples: [
    {
      name: "the password was changed 20 days ago, and last used 180 days ago",
      given: { ...withPassword(180), passwordLastChanged: at(20) },
      expect: "FAIL",
    },
    { name: "used 89.9 days ago", given: withPassword(89.9), expect: "PASS" },
    { name: "used 90.0 days ago", given: withPassword(90), expect: "FAIL" },
    {
      name: "neither password nor key ever used",
      given: credentialRow({
        passwordEnabled: "true",
        passwordLastUsed: noInformation,
        passwordLastChanged: at(400),
        accessKeys: [activeKey(1, 400), accessKey(2)],
      }),
      expect: "FAIL",
    },
    {
      name: "the password sleeps, the key works",
      given: { ...withPassword(300), accessKeys: [activeKey(1, 300, 2), accessKey(2)] },
      expect: "PASS",
    },
    {
      name: "a key that was made 3 days ago has had no time to be used",
      given: credentialRow({ accessKeys: [activeKey(1, 3), accessKey(2)] }),
      expect: "PASS",
    },
    {
      name: "the user is 89 days old",
      given: credentialRow({ createdAt: at(89), accessKeys: [activeKey(1, 89), accessKey(2)] }),
      expect: "PASS",
    },
    { name: "no live credentials", given: credentialRow(), expect: "NOT_APPLICABLE" },
    {
      name: "a garbled date of use beside an old one",
      given: { ...withPassword(300), accessKeys: [{ ...activeKey(1, 300), lastUsed: unreadable }, accessKey(2)] },
      expect: "UNKNOWN",
    },
    {
      name: "only a signing certificate, whose uses the report does not tell",
      given: credentialRow({
        certificates: [certificate(1, { active: "true", lastRotated: at(300) }), certificate(2)],
      }),
      expect: "UNKNOWN",
    },
    {
      name: "the report does not say when the user was made",
      given: { ...withPassword(300), createdAt: noInformation },
      expect: "UNKNOWN",
    },
    { name: "made after the clock", given: { ...withPassword(300), createdAt: at(-1) }, expect: "UNKNOWN" },
  ],
});

/** A credential that works, with the times since it was made and since it was used. */
interface Live {
  readonly name: string;
  readonly made: CellAge;
  readonly used: CellAge;
}

function judge(row: CredentialRow, now: number, dormantDays: number): Verdict {
  const keys = keyStates(row, now);
  const password = passwordEnabled(row);
  const live: Live[] = [
    ...(password.kind === "yes"
      ? [{ name: "password", made: passwordAge(row, now), used: passwordUse(row, now) }]
      : []),
    ...keys.filter((key) => key.state === "active"),
  ];
  const doubts = [...(password.kind === "unknown" ? [password] : []), ...keys.filter((key) => key.state === "unknown")];
  const [doubt] = doubts;
  if (live.length === 0 && doubt !== undefined) return { status: "UNKNOWN", reason: sentence(doubt.because) };
  if (live.length === 0) return withoutCredentials(row);

  const uses = [passwordUse(row, now), ...keys.map((key) => key.used)];
  const newest = Math.min(...uses.flatMap((use) => (use.kind === "days" ? [use.days] : [])));
  if (newest < dormantDays) {
    return { status: "PASS", reason: `The user was last active ${formatDays(newest)} ago (limit ${dormantDays}).` };
  }
  return withoutRecentUse(row, now, dormantDays, live, uses, newest);
}

function withoutRecentUse(
  row: CredentialRow,
  now: number,
  dormantDays: number,
  live: readonly Live[],
  uses: readonly CellAge[],
  newest: number,
): Verdict {
  const age = userAge(row, now);
  const dates = [age, ...uses, ...live.map((credential) => credential.made)];
  const unknown = dates.find((date) => date.kind === "unknown");
  if (unknown !== undefined) return { status: "UNKNOWN", reason: sentence(unknown.because) };
  if (age.kind !== "days") return { status: "UNKNOWN", reason: "The report does not say when the user was made." };
  if (age.days < dormantDays) {
    return { status: "PASS", reason: `The user was made ${formatDays(age.days)} ago (limit ${dormantDays}).` };
  }
  // Never to have been used counts from when the credential was made.
  const young = live.find(({ made, used }) => used.kind !== "days" && made.kind === "days" && made.days < dormantDays);
  if (young?.made.kind === "days") {
    return {
      status: "PASS",
      reason: `Its ${young.name} was made ${formatDays(young.made.days)} ago (limit ${dormantDays}).`,
    };
  }
  const since = Number.isFinite(newest) ? `was last active ${formatDays(newest)} ago` : "was never active";
  const names = listed(live.map((credential) => credential.name));
  const reason = `The user was made ${formatDays(age.days)} ago and ${since} (limit ${dormantDays}), but still has: ${names}.`;
  return { status: "FAIL", reason };
}

function withoutCredentials(row: CredentialRow): Verdict {
  if (!row.certificates.some((slot) => slot.active === "true")) {
    return { status: "NOT_APPLICABLE", reason: "The user has neither a password nor an active access key." };
  }
  const reason = "The user has only a signing certificate, and the report does not say when it was used.";
  return { status: "UNKNOWN", reason };
}

function withPassword(usedDays: number): CredentialRow {
  return credentialRow({ passwordEnabled: "true", passwordLastUsed: at(usedDays), passwordLastChanged: at(400) });
}
