import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, rootRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** A key of the root user that works. */
export const cred01RootAccessKeyActive: Check<"root-credentials"> = defineCheck({
  id: "CRED-01",
  title: "Root access key is active",
  severity: "critical",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "Whoever holds a root access key owns the account: no policy can limit it, and it works without MFA.",
  remediation: {
    text: "Sign in as root, move what uses the key to an IAM role, then delete the key.",
    cli: "aws iam delete-access-key --access-key-id <ACCESS_KEY_ID>  # with root credentials",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"],
  parameters: {},
  countsKeys: true,

  evaluate(row, { now }) {
    return combineParts(keyStates(row, now).map(judge), "The root user has no access key.");
  },

  examples: [
    { name: "root has no keys", given: rootRow(), expect: "PASS" },
    { name: "key 1 is active", given: rootRow({ accessKeys: [activeKey(1, 700, 2), accessKey(2)] }), expect: "FAIL" },
    { name: "only key 2 is active", given: rootRow({ accessKeys: [accessKey(1), activeKey(2, 3)] }), expect: "FAIL" },
    {
      name: "key 1 is inactive",
      given: rootRow({ accessKeys: [accessKey(1, { lastRotated: at(700) }), accessKey(2)] }),
      expect: "PASS",
    },
    {
      name: "an active key whose date is after the clock",
      given: rootRow({ accessKeys: [activeKey(1, -1), accessKey(2)] }),
      expect: "FAIL",
    },
    {
      name: "AWS does not answer for key 2",
      given: rootRow({ accessKeys: [accessKey(1), accessKey(2, { active: "not_supported" })] }),
      expect: "UNKNOWN",
    },
    {
      name: "the cells of key 1 are garbled",
      given: rootRow({ accessKeys: [accessKey(1, { active: "unreadable", lastRotated: unreadable }), accessKey(2)] }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState): Part {
  const evidence = keyCells(key.key);
  if (key.state === "active") return { status: "FAIL", text: `root ${key.name} is active${history(key)}`, evidence };
  if (key.state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  return { status: "PASS", text: `root ${key.name} is not active`, evidence };
}

function history({ made, used, key }: KeyState): string {
  const age = made.kind === "days" ? `, ${formatDays(made.days)} old` : ", of unknown age";
  if (used.kind === "none") return `${age}, never used`;
  if (used.kind === "unknown") return `${age}, last use unknown`;
  return `${age}, last used ${formatDays(used.days)} ago (${key.lastUsedService})`;
}
