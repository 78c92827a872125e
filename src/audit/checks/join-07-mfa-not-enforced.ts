import { behaviourOf, type SeenEvent } from "../../model/index.ts";
import { logs, userSession } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, newestOf, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { credentialRow } from "../examples/example-builders.ts";
import { mfaActive } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A user who has a device, and does not need it for what matters. */
export const join07MfaNotEnforced: Check<"user-credentials"> = defineCheck({
  id: "JOIN-07",
  title: "MFA owned but not enforced",
  severity: "high",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "The device is registered, and yet permissions were changed without it: a stolen password or key is enough.",
  remediation: {
    text: "Deny everything but setting up MFA unless aws:MultiFactorAuthPresent is true, by policy.",
    cli: "aws iam put-user-policy --user-name <USER> --policy-name ForceMFA --policy-document file://force-mfa.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
  ],
  parameters: {
    windowDays: { default: 30, unit: "days", meaning: "Writes older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters: { windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const mfa = mfaActive(row);
    if (mfa.kind === "no") return { status: "NOT_APPLICABLE", reason: "The user has no MFA device." };
    if (mfa.kind === "unknown") return { status: "UNKNOWN", reason: sentence(mfa.because) };
    const since = now - windowDays * dayMs;
    const privileged = behaviourOf(behaviour, row.arn)?.privileged;
    const without = recent(privileged?.without.newest, since);
    const byKey = recent(privileged?.key.newest, since);
    const last = newestOf([without[0], byKey[0]]);
    if (last !== undefined) {
      const how = without.length > 0 ? "in a session without MFA" : "with an access key, which carries no MFA";
      return {
        status: "FAIL",
        // A key is often a program's, and the device the person's who owns it.
        ...(without.length === 0 && { severity: "medium" as const }),
        reason: `The user has an MFA device, and wrote to security services ${how}; the last time was ${last.eventName} at ${timeText(last.ms)}.`,
        evidence: eventEvidence([...without, ...byKey]),
      };
    }
    const gap = notComplete(behaviour, ["identities"], since, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
    if (recent(privileged?.silent.newest, since).length > 0) {
      return {
        status: "UNKNOWN",
        reason: "The user wrote to security services, and the events do not say whether with MFA.",
      };
    }
    const wrote = recent(privileged?.with.newest, since).length > 0;
    return {
      status: "PASS",
      reason: wrote
        ? `All writes to security services of the last ${windowDays} days were made with MFA.`
        : `The user wrote nothing to security services in the last ${windowDays} days.`,
    };
  },

  examples: [
    {
      name: "wrote without MFA",
      given: withMfa(),
      behaviour: logs(35, write({ identity: userSession("ana", false) })),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "wrote with MFA",
      given: withMfa(),
      behaviour: logs(35, write({ identity: userSession("ana", true) })),
      expect: "PASS",
    },
    {
      name: "wrote with an access key",
      given: withMfa(),
      behaviour: logs(35, write({ key: "AKIAEXAMPLE000000001" })),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "wrote without MFA long ago",
      given: withMfa(),
      behaviour: logs(60, write({ identity: userSession("ana", false), days: 40 })),
      expect: "PASS",
    },
    {
      name: "only read without MFA",
      given: withMfa(),
      behaviour: logs(35, write({ identity: userSession("ana", false), name: "ListUsers", readOnly: true })),
      expect: "PASS",
    },
    {
      name: "was denied without MFA",
      given: withMfa(),
      behaviour: logs(35, write({ identity: userSession("ana", false), error: "AccessDenied" })),
      expect: "PASS",
    },
    {
      name: "set up the device itself",
      given: withMfa(),
      behaviour: logs(35, write({ identity: userSession("ana", false), name: "EnableMFADevice" })),
      expect: "PASS",
    },
    {
      name: "wrote, and the event does not say how",
      given: withMfa(),
      behaviour: logs(35, write({})),
      expect: "UNKNOWN",
    },
    { name: "nothing in logs of a week", given: withMfa(), behaviour: logs(7), expect: "UNKNOWN" },
    { name: "no logs", given: withMfa(), expect: "UNKNOWN" },
    { name: "a user without MFA", given: credentialRow(), behaviour: logs(35), expect: "NOT_APPLICABLE" },
  ],
});

function recent(events: readonly SeenEvent[] | undefined, since: number): readonly SeenEvent[] {
  return (events ?? []).filter(({ ms }) => ms >= since);
}

function withMfa() {
  return credentialRow({ passwordEnabled: "true", mfaActive: "true" });
}

function write(parts: Partial<Parameters<typeof logs>[1]>) {
  return { days: 2, name: "AttachUserPolicy", ...parts };
}
