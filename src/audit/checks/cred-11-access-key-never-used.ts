import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, credentialRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** An active key that was made and never used. */
export const cred11AccessKeyNeverUsed: Check<"user-credentials"> = defineCheck({
  id: "CRED-11",
  title: "Access key never used",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A key that was made and never used lies somewhere, works without MFA, and nobody needs it.",
  remediation: {
    text: "Delete the key.",
    cli: "aws iam delete-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    unusedDays: { default: 45, unit: "days", meaning: "An active key that old without any use is unused." },
    graceDays: { default: 14, unit: "days", meaning: "A key younger than this is never reported." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { unusedDays, graceDays } }) {
    const limit = Math.max(unusedDays, graceDays);
    return combineParts(
      keyStates(row, now).map((key) => judge(key, limit)),
      "The user has no active access key.",
    );
  },

  examples: [
    { name: "made today", given: keys(activeKey(1, 0.1)), expect: "PASS" },
    { name: "made 44.9 days ago", given: keys(activeKey(1, 44.9)), expect: "PASS" },
    { name: "made 45.0 days ago", given: keys(activeKey(1, 45)), expect: "FAIL" },
    { name: "made 700 days ago", given: keys(activeKey(1, 700)), expect: "FAIL" },
    {
      name: "within the grace period of a strict limit",
      given: keys(activeKey(1, 13.9)),
      settings: { thresholds: { "CRED-11": { unusedDays: 1 } } },
      expect: "PASS",
    },
    {
      name: "at the end of the grace period of a strict limit",
      given: keys(activeKey(1, 14)),
      settings: { thresholds: { "CRED-11": { unusedDays: 1 } } },
      expect: "FAIL",
    },
    { name: "used once", given: keys(activeKey(1, 700, 600)), expect: "PASS" },
    {
      name: "key 1 in use, key 2 never used",
      given: credentialRow({ accessKeys: [activeKey(1, 300, 1), activeKey(2, 300)] }),
      expect: "FAIL",
    },
    { name: "inactive", given: keys(accessKey(1, { lastRotated: at(300) })), expect: "NOT_APPLICABLE" },
    { name: "made after the clock", given: keys(activeKey(1, -0.01)), expect: "UNKNOWN" },
    { name: "a garbled date of use", given: keys({ ...activeKey(1, 300), lastUsed: unreadable }), expect: "UNKNOWN" },
    {
      name: "AWS does not answer when it was used",
      given: keys({ ...activeKey(1, 300), lastUsed: { kind: "not_supported" } }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState, limit: number): Part {
  const evidence = keyCells(key.key);
  if (key.state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  if (key.state !== "active") return { status: "NOT_APPLICABLE", text: `${key.name} is not active`, evidence };
  if (key.used.kind === "unknown") return { status: "UNKNOWN", text: key.used.because, evidence };
  if (key.used.kind === "days") return { status: "PASS", text: `${key.name} was used`, evidence };
  if (key.made.kind === "unknown") return { status: "UNKNOWN", text: key.made.because, evidence };
  if (key.made.kind === "none") {
    return { status: "UNKNOWN", text: `the report does not say when ${key.name} was made`, evidence };
  }
  const text = `${key.name} is ${formatDays(key.made.days)} old and was never used (limit ${limit})`;
  return { status: key.made.days >= limit ? "FAIL" : "PASS", text, evidence };
}

function keys(key: ReturnType<typeof accessKey>) {
  return credentialRow({ accessKeys: [key, accessKey(2)] });
}
