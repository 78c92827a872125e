import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, credentialRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** An active key that is due for replacement. The report's date also moves when the status of a key changes. */
export const cred12AccessKeyOld: Check<"user-credentials"> = defineCheck({
  id: "CRED-12",
  title: "Access key is too old",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A key that nobody replaces stays useful to whoever copied it years ago.",
  remediation: {
    text: "Create a second key, move its users over, deactivate the old key, then delete it.",
    cli: "aws iam create-access-key --user-name <USER>  # then: aws iam update-access-key --user-name <USER> --access-key-id <OLD_ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"],
  parameters: {
    maxAgeDays: { default: 90, unit: "days", meaning: "An active key that old is due for replacement." },
    highAgeDays: { default: 365, unit: "days", meaning: "From this age on the severity is high." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { maxAgeDays, highAgeDays } }) {
    return combineParts(
      keyStates(row, now).map((key) => judge(key, maxAgeDays, highAgeDays)),
      "The user has no active access key.",
    );
  },

  examples: [
    { name: "89.9 days old", given: keys(activeKey(1, 89.9, 1)), expect: "PASS" },
    { name: "90.0 days old", given: keys(activeKey(1, 90, 1)), expect: "FAIL", severity: "medium" },
    { name: "90.9 days old", given: keys(activeKey(1, 90.9, 1)), expect: "FAIL", severity: "medium" },
    { name: "364.9 days old", given: keys(activeKey(1, 364.9, 1)), expect: "FAIL", severity: "medium" },
    { name: "365.0 days old", given: keys(activeKey(1, 365, 1)), expect: "FAIL", severity: "high" },
    {
      name: "a young key beside an old one",
      given: credentialRow({ accessKeys: [activeKey(1, 3, 1), activeKey(2, 400, 1)] }),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "an old key that is inactive",
      given: keys(accessKey(1, { lastRotated: at(900) })),
      expect: "NOT_APPLICABLE",
    },
    { name: "no keys", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "made after the clock", given: keys(activeKey(1, -1)), expect: "UNKNOWN" },
    { name: "a garbled date", given: keys({ ...activeKey(1, 300), lastRotated: unreadable }), expect: "UNKNOWN" },
  ],
});

function judge(key: KeyState, maxAgeDays: number, highAgeDays: number): Part {
  const evidence = keyCells(key.key);
  if (key.state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  if (key.state !== "active") return { status: "NOT_APPLICABLE", text: `${key.name} is not active`, evidence };
  if (key.made.kind === "unknown") return { status: "UNKNOWN", text: key.made.because, evidence };
  if (key.made.kind === "none") {
    return { status: "UNKNOWN", text: `the report does not say when ${key.name} was made`, evidence };
  }
  const text = `${key.name} is ${formatDays(key.made.days)} old (limit ${maxAgeDays})`;
  if (key.made.days < maxAgeDays) return { status: "PASS", text, evidence };
  return { status: "FAIL", text, evidence, ...(key.made.days >= highAgeDays && { severity: "high" }) };
}

function keys(key: ReturnType<typeof accessKey>) {
  return credentialRow({ accessKeys: [key, accessKey(2)] });
}
