import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { accessKey, activeKey, at, credentialRow } from "../examples/example-builders.ts";
import { type CellAge, cells, keyCells, keyStates, passwordEnabled, passwordUse } from "../identities/credentials.ts";
import { listed, sentence } from "../verdict.ts";

/** A user with both a password and an active key. */
export const cred20HumanAndMachine: Check<"user-credentials"> = defineCheck({
  id: "CRED-20",
  title: "One user used as human and machine",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "The key needs no MFA and cannot be told from the person in the logs; to block one is to stop the other.",
  remediation: {
    text: "Give the program an IAM role of its own, or the person a role through IAM Identity Center; then remove one of both.",
    cli: "aws iam delete-login-profile --user-name <USER>  # or give the program a role and delete the key",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
  parameters: {
    recentDays: { default: 30, unit: "days", meaning: "Both used within so many days: severity medium." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { recentDays } }): Verdict {
    const keys = keyStates(row, now);
    const evidence = [
      ...cells(["password_enabled", row.passwordEnabled], ["password_last_used", row.passwordLastUsed]),
      ...keys.flatMap((key) => keyCells(key.key)),
    ];
    const password = passwordEnabled(row);
    const active = keys.filter((key) => key.state === "active");
    const unknownKey = keys.find((key) => key.state === "unknown");
    if (password.kind === "no" || (active.length === 0 && unknownKey === undefined)) {
      return { status: "PASS", reason: "The user has not both a password and an active access key.", evidence };
    }
    if (password.kind === "unknown") return { status: "UNKNOWN", reason: sentence(password.because), evidence };
    if (active.length === 0) return { status: "UNKNOWN", reason: sentence(unknownKey?.because ?? ""), evidence };

    const names = listed(active.map((key) => key.name));
    const keyUse = newest(active.map((key) => key.used));
    const passwordDays = newest([passwordUse(row, now)]);
    const both = keyUse <= recentDays && passwordDays <= recentDays;
    const use = both ? `, the password used ${formatDays(passwordDays)} ago and a key ${formatDays(keyUse)} ago` : "";
    const reason = `The user has a password and active ${names}${use}.`;
    return { status: "FAIL", reason, evidence, ...(both && { severity: "medium" }) };
  },

  examples: [
    {
      name: "password and key, both in use",
      given: credentialRow({
        passwordEnabled: "true",
        passwordLastUsed: at(30),
        accessKeys: [activeKey(1, 60, 1), accessKey(2)],
      }),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "the password was used 30.1 days ago",
      given: credentialRow({
        passwordEnabled: "true",
        passwordLastUsed: at(30.1),
        accessKeys: [activeKey(1, 60, 1), accessKey(2)],
      }),
      expect: "FAIL",
      severity: "low",
    },
    { name: "a password only", given: credentialRow({ passwordEnabled: "true" }), expect: "PASS" },
    { name: "a key only", given: credentialRow({ accessKeys: [activeKey(1, 60, 1), accessKey(2)] }), expect: "PASS" },
    {
      name: "a password and an inactive key",
      given: credentialRow({
        passwordEnabled: "true",
        accessKeys: [accessKey(1, { lastRotated: at(3) }), accessKey(2)],
      }),
      expect: "PASS",
    },
    {
      name: "a key, and the cell about the password is garbled",
      given: credentialRow({ passwordEnabled: "unreadable", accessKeys: [activeKey(1, 60, 1), accessKey(2)] }),
      expect: "UNKNOWN",
    },
    {
      name: "a password, and the cell about a key is garbled",
      given: credentialRow({
        passwordEnabled: "true",
        accessKeys: [accessKey(1), accessKey(2, { active: "unreadable" })],
      }),
      expect: "UNKNOWN",
    },
  ],
});

/** Infinite when none of the uses has a usable date. */
function newest(uses: readonly CellAge[]): number {
  return Math.min(...uses.flatMap((use) => (use.kind === "days" ? [use.days] : [])));
}
