import type { CredentialRow } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { accessKey, activeKey, at, credentialRow, unreadable } from "../examples/example-builders.ts";
import { cells, type KeyState, keyCells, keyStates, passwordEnabled } from "../identities/credentials.ts";
import { combineParts, type Part, sentence } from "../verdict.ts";

/**
 * A key that came with the user and that nobody ever used. Both keys are looked at, since AWS orders them by id. The report's
 * date also moves when the status of a key changes: a key that was switched off and on again is not recognised.
 */
export const cred14KeyMadeAtSetUp: Check<"user-credentials"> = defineCheck({
  id: "CRED-14",
  title: "Key made at user set-up for a console user",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A key that was made by habit lies about in a file or a mail, and nobody would miss it.",
  remediation: {
    text: "Delete the key; make one when a program needs it.",
    cli: "aws iam delete-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
  parameters: {
    setUpSeconds: {
      default: 60,
      unit: "seconds",
      meaning: "A key made that soon after its user, or before, came with it.",
    },
    graceDays: { default: 7, unit: "days", meaning: "A key younger than this is never reported." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters }): Verdict {
    const evidence = cells(["password_enabled", row.passwordEnabled], ["user_creation_time", row.createdAt]);
    const password = passwordEnabled(row);
    if (password.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no password.", evidence };
    const verdict = combineParts(
      keyStates(row, now).map((key) => judge(key, row, parameters)),
      "The user has no active access key.",
    );
    if (password.kind === "unknown" && verdict.status === "FAIL") {
      return { status: "UNKNOWN", reason: sentence(password.because), evidence };
    }
    return { ...verdict, evidence: [...evidence, ...(verdict.evidence ?? [])] };
  },

  examples: [
    { name: "made with the user, never used", given: withKey(activeKey(1, 500)), expect: "FAIL" },
    { name: "made with the user, in the second slot", given: withKey(accessKey(1), activeKey(2, 500)), expect: "FAIL" },
    { name: "made 59 seconds after the user", given: withKey(activeKey(1, 500 - 59 / 86_400)), expect: "FAIL" },
    { name: "made 61 seconds after the user", given: withKey(activeKey(1, 500 - 61 / 86_400)), expect: "PASS" },
    { name: "made with the user and in use", given: withKey(activeKey(1, 500, 3)), expect: "PASS" },
    {
      name: "user and key were made today",
      given: credentialRow({
        passwordEnabled: "true",
        createdAt: at(0.2),
        accessKeys: [activeKey(1, 0.2), accessKey(2)],
      }),
      expect: "PASS",
    },
    {
      name: "made with the user, inactive",
      given: withKey(accessKey(1, { lastRotated: at(500) })),
      expect: "NOT_APPLICABLE",
    },
    { name: "a password and no key", given: withKey(accessKey(1)), expect: "NOT_APPLICABLE" },
    {
      name: "a program's user",
      given: credentialRow({ accessKeys: [activeKey(1, 500), accessKey(2)] }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the cell about the password is garbled",
      given: credentialRow({ passwordEnabled: "unreadable", accessKeys: [activeKey(1, 500), accessKey(2)] }),
      expect: "UNKNOWN",
    },
    {
      name: "the date of the user is garbled",
      given: credentialRow({
        passwordEnabled: "true",
        createdAt: unreadable,
        accessKeys: [activeKey(1, 500), accessKey(2)],
      }),
      expect: "UNKNOWN",
    },
    { name: "the key was made after the clock", given: withKey(activeKey(1, -1)), expect: "UNKNOWN" },
  ],
});

interface Limits {
  readonly setUpSeconds: number;
  readonly graceDays: number;
}

function judge(key: KeyState, row: CredentialRow, { setUpSeconds, graceDays }: Limits): Part {
  const evidence = keyCells(key.key);
  const { state, name, made, used } = key;
  if (state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  if (state !== "active") return { status: "NOT_APPLICABLE", text: `${name} is not active`, evidence };
  if (used.kind === "unknown") return { status: "UNKNOWN", text: used.because, evidence };
  if (used.kind === "days") return { status: "PASS", text: `${name} is in use`, evidence };
  if (made.kind === "unknown") return { status: "UNKNOWN", text: made.because, evidence };
  if (key.key.lastRotated.kind !== "at" || row.createdAt.kind !== "at" || made.kind === "none") {
    return { status: "UNKNOWN", text: `the report does not say when the user and ${name} were made`, evidence };
  }
  const seconds = (Date.parse(key.key.lastRotated.time) - Date.parse(row.createdAt.time)) / 1000;
  if (Number.isNaN(seconds)) return { status: "UNKNOWN", text: `the date of the user cannot be read`, evidence };
  if (Math.abs(seconds) > setUpSeconds) return { status: "PASS", text: `${name} was not made with the user`, evidence };
  const text = `${name} was made ${Math.abs(Math.round(seconds))} s from its user, ${formatDays(made.days)} ago, and never used`;
  return { status: made.days < graceDays ? "PASS" : "FAIL", text, evidence };
}

function withKey(...keys: readonly ReturnType<typeof accessKey>[]): CredentialRow {
  const [first, second = accessKey(2)] = keys;
  return credentialRow({ passwordEnabled: "true", accessKeys: first === undefined ? [second] : [first, second] });
}
