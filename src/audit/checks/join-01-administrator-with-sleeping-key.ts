import { administratorAccess } from "../../iam/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, credentialRow, unreadable, user } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { allow, uncollectedPolicy, userWith } from "../policies/examples.ts";
import { combineParts, type Part, sentence } from "../verdict.ts";

/** A key that nobody uses and that opens everything. */
export const join01AdministratorWithSleepingKey: Check<"user-credentials"> = defineCheck({
  id: "JOIN-01",
  title: "Administrator with a sleeping key",
  severity: "critical",
  subject: "user-credentials",
  needs: ["credential-report", "authorization-details"],
  risk: "Nobody would miss the key or see that somebody else has it, and it may do everything, without MFA.",
  remediation: {
    text: "Deactivate the key today and delete it when nobody has asked for it.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "A key that was not used for so long sleeps." },
    graceDays: {
      default: 14,
      unit: "days",
      meaning: "A key that was never used and is younger than this does not sleep yet.",
    },
  },
  countsKeys: true,

  evaluate(row, { now, parameters, access }) {
    const keys = keyStates(row, now).filter(({ state }) => state !== "absent" && state !== "inactive");
    if (keys.length === 0) return { status: "NOT_APPLICABLE", reason: "The user has no active access key." };
    const principal = access(row.arn);
    if (principal === undefined) {
      return {
        status: "UNKNOWN",
        reason: "The user is not in the authorization details, which may be older than the report.",
      };
    }
    const { verdict, because } = administratorAccess(principal);
    if (verdict === "denied")
      return { status: "NOT_APPLICABLE", reason: sentence(`it is no administrator: ${because}`) };
    const parts = keys.map((key) => judge(key, parameters));
    if (verdict === "allowed") {
      const { reason, ...answer } = combineParts(parts, "");
      return { ...answer, reason: `The user is an administrator. ${reason}` };
    }
    const sleeps = parts.some(({ status }) => status !== "PASS");
    if (!sleeps) return combineParts(parts, "");
    return { status: "UNKNOWN", reason: sentence(`whether it is an administrator is unknown: ${because}`) };
  },

  examples: [
    { name: "an administrator's key, used yesterday", ...admin(activeKey(1, 300, 1)), expect: "PASS" },
    { name: "an administrator's key, last used 90.0 days ago", ...admin(activeKey(1, 300, 90)), expect: "FAIL" },
    { name: "an administrator's key, last used 89.9 days ago", ...admin(activeKey(1, 300, 89.9)), expect: "PASS" },
    { name: "an administrator's key, never used", ...admin(activeKey(1, 30)), expect: "FAIL" },
    { name: "an administrator's key, made last week and not used yet", ...admin(activeKey(1, 7)), expect: "PASS" },
    {
      name: "another user's key, never used",
      ...userWith([allow("s3:GetObject")]),
      given: credentialRow({ accessKeys: [activeKey(1, 300), accessKey(2)] }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a sleeping key, and a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      given: credentialRow({ accessKeys: [activeKey(1, 300), accessKey(2)] }),
      expect: "UNKNOWN",
    },
    {
      name: "a garbled date of use",
      ...admin({ ...activeKey(1, 300), lastUsed: unreadable }),
      expect: "UNKNOWN",
    },
    { name: "an administrator without a key", ...admin(accessKey(1)), expect: "NOT_APPLICABLE" },
    {
      name: "a user whom the authorization details do not have",
      ...userWith([], user({ name: "bo" })),
      given: credentialRow({ accessKeys: [activeKey(1, 300), accessKey(2)] }),
      expect: "UNKNOWN",
    },
  ],
});

function judge(key: KeyState, limits: { readonly unusedDays: number; readonly graceDays: number }): Part {
  const evidence = keyCells(key.key);
  if (key.state !== "active") return { status: "UNKNOWN", text: key.because, evidence };
  if (key.used.kind === "unknown") return { status: "UNKNOWN", text: key.used.because, evidence };
  if (key.used.kind === "days") {
    const text = `${key.name} was last used ${formatDays(key.used.days)} ago (limit ${limits.unusedDays})`;
    return { status: key.used.days >= limits.unusedDays ? "FAIL" : "PASS", text, evidence };
  }
  if (key.made.kind !== "days") {
    const text = key.made.kind === "unknown" ? key.made.because : `the report does not say when ${key.name} was made`;
    return { status: "UNKNOWN", text, evidence };
  }
  const text = `${key.name} is ${formatDays(key.made.days)} old and was never used (grace ${limits.graceDays})`;
  return { status: key.made.days >= limits.graceDays ? "FAIL" : "PASS", text, evidence };
}

function admin(key: ReturnType<typeof accessKey>) {
  const { snapshot } = userWith([allow("*")]);
  return { snapshot, given: credentialRow({ accessKeys: [key, accessKey(2)] }) };
}
