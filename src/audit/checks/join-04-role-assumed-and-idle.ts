import { administratorAccess } from "../../iam/index.ts";
import { type Behaviour, isServiceLinked, type RoleSession } from "../../model/index.ts";
import { assumed, logs, sessionIdentity } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, withoutLogs } from "../behaviour/questions.ts";
import { sessionMs } from "../behaviour/session-ledger.ts";
import { type Check, defineCheck } from "../check.ts";
import { identities, role } from "../examples/example-builders.ts";
import { allow, inline, serviceLinkedRole } from "../policies/examples.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Sessions that were opened and not used: a test of what can be reached, or a job that is broken. */
export const join04RoleAssumedAndIdle: Check<"role"> = defineCheck({
  id: "JOIN-04",
  title: "Role was assumed and did nothing",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Whoever tries doors opens a role and does nothing with it; so does a job that has lost its work.",
  remediation: {
    text: "Ask the caller what the sessions were for; if for nothing, take the caller out of the trust policy.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html"],
  parameters: {
    sessions: { default: 3, unit: "count", meaning: "So many idle sessions." },
    windowDays: { default: 90, unit: "days", meaning: "Sessions older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, now, access, parameters: { sessions: limit, windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    if (isServiceLinked(subject)) return { status: "NOT_APPLICABLE", reason: "An AWS service owns this role." };
    const since = now - windowDays * dayMs;
    const opened = behaviour.sessions.filter(
      ({ role: arn, byService, event }) => arn === subject.arn && !byService && event.ms >= since,
    );
    const joined = opened.filter((session) => isJoined(session, behaviour));
    const idle = joined.filter(({ uses }) => uses === 0);
    const lost = notComplete(behaviour, ["sessions"], since, now);
    const lacks = behaviour.evicted.sessions > 0 || behaviour.coverage.broken > 0;
    if (idle.length >= Math.max(1, limit) && !lacks) {
      const principal = access(subject.arn);
      const isAdmin = principal !== undefined && administratorAccess(principal).verdict === "allowed";
      const callers = [...new Set(idle.map(({ caller, callerAccount }) => caller ?? callerAccount ?? "somebody"))];
      return {
        status: "FAIL",
        ...(isAdmin && { severity: "high" as const }),
        reason: `${idle.length} of ${joined.length} sessions made no event within 12 hours (limit ${limit}), opened by ${listedUpTo(callers, 3)}; ${isAdmin ? "the role is an administrator; " : ""}calls that no trail records, such as those on objects, would not show.`,
        evidence: eventEvidence(idle.slice(-10).map(({ event }) => event)),
      };
    }
    if (lost !== undefined)
      return {
        status: "UNKNOWN",
        reason: sentence(
          `${idle.length === 0 ? "no idle session was" : idle.length === 1 ? "1 idle session was" : `${idle.length} idle sessions were`} seen, but ${lost}`,
        ),
      };
    if (opened.length === 0)
      return { status: "PASS", reason: `Nobody but AWS services assumed it in the last ${windowDays} days.` };
    return { status: "PASS", reason: `${idle.length} of ${joined.length} sessions did nothing (limit ${limit}).` };
  },

  examples: [
    {
      name: "three sessions without an event",
      given: role(),
      behaviour: logs(95, ...idle(3)),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "the same, of an administrator",
      given: admin(),
      snapshot: { identities: identities({ roles: [admin()] }) },
      behaviour: logs(95, ...idle(3)),
      expect: "FAIL",
      severity: "high",
    },
    { name: "two sessions without an event", given: role(), behaviour: logs(95, ...idle(2)), expect: "PASS" },
    {
      name: "three sessions, of which one was used",
      given: role(),
      behaviour: logs(95, ...idle(3), {
        days: 2,
        name: "ListUsers",
        identity: sessionIdentity("ASIAIDLEEXAMPLE00002"),
        readOnly: true,
      }),
      expect: "PASS",
    },
    {
      name: "three sessions within the last 12 hours",
      given: role(),
      behaviour: logs(95, ...idle(3, 0.3)),
      expect: "PASS",
    },
    {
      name: "opened by an AWS service",
      given: role(),
      behaviour: logs(
        95,
        ...idle(9).map((event) => ({ ...event, identity: { type: "AWSService", invokedBy: "lambda.amazonaws.com" } })),
      ),
      expect: "PASS",
    },
    { name: "no session, and logs of 30 days", given: role(), behaviour: logs(30), expect: "UNKNOWN" },
    { name: "no logs", given: role(), expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), behaviour: logs(95), expect: "NOT_APPLICABLE" },
  ],
});

/** Its credentials are known, and the logs go on for as long as they may have lived. */
function isJoined({ keyId, event }: RoleSession, { coverage }: Behaviour): boolean {
  return keyId !== undefined && (coverage.to ?? 0) >= event.ms + sessionMs;
}

function idle(count: number, days = 2) {
  return Array.from({ length: count }, (_, index) => assumed(days + index / 100, `ASIAIDLEEXAMPLE0000${index}`));
}

function admin() {
  return role({ inlinePolicies: inline([allow("*")]) });
}
