import { formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { accessKey, activeKey, credentialRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A replacement of a key that was begun and not ended. */
export const cred13TwoActiveAccessKeys: Check<"user-credentials"> = defineCheck({
  id: "CRED-13",
  title: "Two active access keys beyond the rotation window",
  severity: "low",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "Two keys are for the days of a replacement. Later the old one stays valid, or two programs share one user.",
  remediation: {
    text: "End the rotation: deactivate the older key, then delete it; give a second program its own role.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <OLD_ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"],
  parameters: {
    windowDays: { default: 7, unit: "days", meaning: "So long two keys may be active during a rotation." },
    recentDays: { default: 7, unit: "days", meaning: "Both keys used within so many days: severity medium." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { windowDays, recentDays } }): Verdict {
    const keys = keyStates(row, now);
    const evidence = keys.flatMap((key) => keyCells(key.key));
    return { ...judge(keys, windowDays, recentDays), evidence };
  },

  examples: [
    {
      name: "one active key",
      given: credentialRow({ accessKeys: [activeKey(1, 300, 1), accessKey(2)] }),
      expect: "PASS",
    },
    { name: "the new key is 6.9 days old", given: pair(activeKey(1, 300, 100), activeKey(2, 6.9)), expect: "PASS" },
    {
      name: "the new key is 7.0 days old",
      given: pair(activeKey(1, 300, 100), activeKey(2, 7)),
      expect: "FAIL",
      severity: "low",
    },
    { name: "slot 1 holds the new key", given: pair(activeKey(1, 2), activeKey(2, 300, 1)), expect: "PASS" },
    {
      name: "both were used within 7 days",
      given: pair(activeKey(1, 300, 1), activeKey(2, 200, 6.9)),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "one was used longer ago",
      given: pair(activeKey(1, 300, 1), activeKey(2, 200, 7.1)),
      expect: "FAIL",
      severity: "low",
    },
    { name: "no keys", given: credentialRow(), expect: "PASS" },
    {
      name: "whether key 2 is active is garbled",
      given: pair(activeKey(1, 300, 1), accessKey(2, { active: "unreadable" })),
      expect: "UNKNOWN",
    },
    {
      name: "the age of one key is garbled",
      given: pair(activeKey(1, 300, 1), { ...activeKey(2, 30), lastRotated: unreadable }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(keys: readonly KeyState[], windowDays: number, recentDays: number): Verdict {
  const maybeActive = keys.filter((key) => key.state === "active" || isUnknown(key));
  const unknown = maybeActive.find(isUnknown);
  if (maybeActive.length < 2) return { status: "PASS", reason: "The user has at most one active access key." };
  if (unknown !== undefined) return { status: "UNKNOWN", reason: sentence(unknown.because) };

  const ages = maybeActive.map((key) => key.made);
  const days = ages.flatMap((age) => (age.kind === "days" ? [age.days] : []));
  const youngest = Math.min(...days);
  // A key that is young enough decides alone, whatever the age of the other.
  if (youngest < windowDays) {
    return {
      status: "PASS",
      reason: `Two keys are active, one of them for only ${formatDays(youngest)} (limit ${windowDays}).`,
    };
  }
  const undated = ages.find((age) => age.kind !== "days");
  if (undated !== undefined) {
    const because = undated.kind === "unknown" ? undated.because : "the report does not say when a key was made";
    return { status: "UNKNOWN", reason: sentence(`two keys are active, but ${because}`) };
  }
  const bothUsed = maybeActive.every(({ used }) => used.kind === "days" && used.days <= recentDays);
  const use = bothUsed ? `, and both were used in the last ${formatDays(recentDays)}` : "";
  const reason = `Two access keys are active, the younger for ${formatDays(youngest)} (limit ${windowDays})${use}.`;
  return { status: "FAIL", reason, ...(bothUsed && { severity: "medium" }) };
}

function isUnknown(key: KeyState): boolean {
  return key.state === "unknown";
}

function pair(...accessKeys: readonly ReturnType<typeof accessKey>[]) {
  return credentialRow({ accessKeys });
}
