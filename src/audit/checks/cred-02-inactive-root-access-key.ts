import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, at, notSupported, rootRow } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** A key of the root user that is switched off but not gone. */
export const cred02InactiveRootAccessKey: Check<"root-credentials"> = defineCheck({
  id: "CRED-02",
  title: "Inactive root access key kept",
  severity: "medium",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "An inactive root key is one API call away from owning the account again.",
  remediation: {
    text: "Sign in as root and delete the inactive key.",
    cli: "aws iam delete-access-key --access-key-id <ACCESS_KEY_ID>  # with root credentials",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html"],
  parameters: {},
  countsKeys: true,

  evaluate(row, { now }) {
    return combineParts(keyStates(row, now).map(judge), "Every access key of the root user is active.");
  },

  examples: [
    { name: "root has no keys", given: rootRow(), expect: "PASS" },
    {
      name: "key 1 is inactive",
      given: rootRow({ accessKeys: [accessKey(1, { lastRotated: at(700) }), accessKey(2)] }),
      expect: "FAIL",
    },
    { name: "key 1 is active", given: rootRow({ accessKeys: [activeKey(1, 10), accessKey(2)] }), expect: "PASS" },
    {
      name: "both keys are active",
      given: rootRow({ accessKeys: [activeKey(1, 10), activeKey(2, 20)] }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "AWS does not say when key 2 was made",
      given: rootRow({ accessKeys: [accessKey(1), accessKey(2, { lastRotated: notSupported })] }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState): Part {
  const evidence = keyCells(key.key);
  switch (key.state) {
    case "inactive": {
      const since = key.made.kind === "days" ? `, unchanged for ${formatDays(key.made.days)}` : "";
      return { status: "FAIL", text: `root ${key.name} is inactive but was kept${since}`, evidence };
    }
    case "unclear":
    case "unknown":
      return { status: "UNKNOWN", text: key.because, evidence };
    case "active":
      return { status: "NOT_APPLICABLE", text: `root ${key.name} is active`, evidence };
    case "absent":
      return { status: "PASS", text: `there is no root ${key.name}`, evidence };
  }
}
