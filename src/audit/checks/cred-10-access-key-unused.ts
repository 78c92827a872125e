import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, credentialRow } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** An active key that was in use once, and no longer is. */
export const cred10AccessKeyUnused: Check<"user-credentials"> = defineCheck({
  id: "CRED-10",
  title: "Access key unused for too long",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A forgotten key lies in old scripts and images, works without MFA, and nobody notices its use by others.",
  remediation: {
    text: "Deactivate the key, wait for complaints, then delete it.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    unusedDays: { default: 45, unit: "days", meaning: "An active key that was last used so long ago is unused." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { unusedDays } }) {
    return combineParts(
      keyStates(row, now).map((key) => judge(key, unusedDays)),
      "The user has no active access key.",
    );
  },

  examples: [
    { name: "used 44.9 days ago", given: keys(activeKey(1, 300, 44.9)), expect: "PASS" },
    { name: "used 45.0 days ago", given: keys(activeKey(1, 300, 45)), expect: "FAIL" },
    {
      name: "one key in use, the other not",
      given: credentialRow({ accessKeys: [activeKey(1, 300, 1), activeKey(2, 300, 200)] }),
      expect: "FAIL",
    },
    { name: "never used", given: keys(activeKey(1, 700)), expect: "NOT_APPLICABLE" },
    {
      name: "inactive",
      given: keys(accessKey(1, { lastRotated: at(300), lastUsed: at(299) })),
      expect: "NOT_APPLICABLE",
    },
    { name: "no keys", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "used after the clock", given: keys(activeKey(1, 300, -0.01)), expect: "UNKNOWN" },
    {
      name: "whether there is a second key is garbled",
      given: credentialRow({ accessKeys: [activeKey(1, 300, 1), accessKey(2, { active: "unreadable" })] }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState, unusedDays: number): Part {
  const evidence = keyCells(key.key);
  if (key.state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  if (key.state !== "active") return { status: "NOT_APPLICABLE", text: `${key.name} is not active`, evidence };
  if (key.used.kind === "unknown") return { status: "UNKNOWN", text: key.used.because, evidence };
  if (key.used.kind === "none") return { status: "NOT_APPLICABLE", text: `${key.name} was never used`, evidence };
  const text = `${key.name} was last used ${formatDays(key.used.days)} ago (limit ${unusedDays})`;
  return { status: key.used.days >= unusedDays ? "FAIL" : "PASS", text, evidence };
}

function keys(key: ReturnType<typeof accessKey>) {
  return credentialRow({ accessKeys: [key, accessKey(2)] });
}
