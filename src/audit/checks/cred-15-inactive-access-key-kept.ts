import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, credentialRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** A key that was switched off and never deleted. */
export const cred15InactiveAccessKeyKept: Check<"user-credentials"> = defineCheck({
  id: "CRED-15",
  title: "Inactive access key kept",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "An inactive key can be switched on again by whoever may update keys, and then works as of old.",
  remediation: {
    text: "Delete the key.",
    cli: "aws iam delete-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"],
  parameters: {
    keptDays: { default: 30, unit: "days", meaning: "So long a key may stay inactive before it is deleted." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { keptDays } }) {
    return combineParts(
      keyStates(row, now).map((key) => judge(key, keptDays)),
      "The user has no inactive access key.",
    );
  },

  examples: [
    { name: "inactive for 29.9 days", given: inactive(29.9), expect: "PASS" },
    { name: "inactive for 30.0 days", given: inactive(30), expect: "FAIL" },
    {
      name: "active keys only",
      given: credentialRow({ accessKeys: [activeKey(1, 300), activeKey(2, 300)] }),
      expect: "NOT_APPLICABLE",
    },
    { name: "no keys", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "changed after the clock", given: inactive(-2), expect: "UNKNOWN" },
    {
      name: "a garbled date",
      given: credentialRow({ accessKeys: [accessKey(1, { lastRotated: unreadable }), accessKey(2)] }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState, keptDays: number): Part {
  const evidence = keyCells(key.key);
  if (key.state === "unknown" || key.state === "unclear") {
    return { status: "UNKNOWN", text: key.because, evidence };
  }
  if (key.state !== "inactive") return { status: "NOT_APPLICABLE", text: `${key.name} is ${key.state}`, evidence };
  if (key.made.kind !== "days") {
    const text = key.made.kind === "unknown" ? key.made.because : `the report has no date for ${key.name}`;
    return { status: "UNKNOWN", text, evidence };
  }
  const text = `${key.name} has been inactive and unchanged for ${formatDays(key.made.days)} (limit ${keptDays})`;
  return { status: key.made.days >= keptDays ? "FAIL" : "PASS", text, evidence };
}

function inactive(days: number) {
  return credentialRow({ accessKeys: [accessKey(1, { lastRotated: at(days) }), accessKey(2)] });
}
