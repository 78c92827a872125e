import { administratorAccess } from "../../iam/index.ts";
import { behaviourOf } from "../../model/index.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { allow, principal, serviceLinkedRole, uncollectedPolicy, userWith } from "../policies/examples.ts";
import { serviceLinkedVerdict } from "../policies/wording.ts";
import { sentence } from "../verdict.ts";

/** An administrator who could be a reader. */
export const join05AdministratorThatOnlyReads: Check<"principal"> = defineCheck({
  id: "JOIN-05",
  title: "Administrator that only reads",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Every call of it would work with read access; the rest of its power serves only whoever takes it over.",
  remediation: {
    text: "Give it ReadOnlyAccess, or ViewOnlyAccess where it need not read data, and take the rest away.",
    cli: "aws iam attach-user-policy --user-name <USER> --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess && aws iam detach-user-policy --user-name <USER> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],
  parameters: {
    windowDays: { default: 90, unit: "days", meaning: "So long it must have written nothing." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, now, parameters: { windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const { verdict, because } = administratorAccess(subject);
    if (verdict === "denied")
      return { status: "NOT_APPLICABLE", reason: sentence(`it is no administrator: ${because}`) };
    const seen = behaviourOf(behaviour, subject.arn);
    const since = now - windowDays * dayMs;
    if (seen?.lastWrite !== undefined && seen.lastWrite.ms >= since) {
      return {
        status: "PASS",
        reason: `It wrote in the last ${windowDays} days: ${seen.lastWrite.eventName} was the last.`,
        evidence: eventEvidence([seen.lastWrite]),
      };
    }
    const gap = notComplete(behaviour, ["identities"], since, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(`no write of it was seen, but ${gap}`) };
    if (seen === undefined || seen.last.ms < since) {
      return { status: "NOT_APPLICABLE", reason: `It did nothing at all in the last ${windowDays} days.` };
    }
    if (seen.unclear > 0) {
      return { status: "UNKNOWN", reason: `${seen.unclear} events of it do not say whether they only read.` };
    }
    if (verdict === "unknown") {
      return {
        status: "UNKNOWN",
        reason: sentence(`it only read, and whether it is an administrator is unknown: ${because}`),
      };
    }
    return {
      status: "FAIL",
      reason: `It is an administrator, and all of its ${seen.reads} calls in ${windowDays} days only read.`,
      evidence: eventEvidence([seen.last]),
    };
  },

  examples: [
    { name: "an administrator who reads", ...userWith([allow("*")]), behaviour: logs(95, read()), expect: "FAIL" },
    {
      name: "an administrator who writes",
      ...userWith([allow("*")]),
      behaviour: logs(95, read(), write(3)),
      expect: "PASS",
    },
    {
      name: "an administrator who last wrote long ago",
      ...userWith([allow("*")]),
      behaviour: logs(120, read(), write(100)),
      expect: "FAIL",
    },
    {
      name: "an administrator who reads, and one event does not say so",
      ...userWith([allow("*")]),
      behaviour: logs(95, read(), { ...read(), more: { readOnly: null } }),
      expect: "UNKNOWN",
    },
    {
      name: "an administrator who reads, and logs of 30 days",
      ...userWith([allow("*")]),
      behaviour: logs(30, read()),
      expect: "UNKNOWN",
    },
    {
      name: "an administrator who did nothing",
      ...userWith([allow("*")]),
      behaviour: logs(95),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "another user who reads",
      ...userWith([allow("s3:*")]),
      behaviour: logs(95, read()),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a reader with a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      behaviour: logs(95, read()),
      expect: "UNKNOWN",
    },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...userWith([allow("*")]), expect: "UNKNOWN" },
  ],
});

function read() {
  return { days: 2, name: "ListUsers", readOnly: true };
}

function write(days: number) {
  return { days, name: "CreateUser" };
}
