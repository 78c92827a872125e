import { sureness } from "../../iam/index.ts";
import { type ActionUse, type Behaviour, behaviourOf, type IdentityBehaviour } from "../../model/index.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { waysToMore } from "../identities/escalations.ts";
import { allow, principal, serviceLinkedRole, uncollectedPolicy, userWith } from "../policies/examples.ts";
import { beyondQuestion } from "../policies/wording.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Somebody who has a way to more permissions, and is trying where it leads. */
export const join08ProbingAnEscalationPath: Check<"principal"> = defineCheck({
  id: "JOIN-08",
  title: "Probing an escalation path",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "It has a way to more permissions and was refused steps of that kind: somebody is trying, and the open step is near.",
  remediation: {
    text: "Close the path today: deny its actions to the principal, then ask who tried.",
    cli: "aws iam put-user-policy --user-name <USER> --policy-name DenyEscalation --policy-document file://deny.json",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"],
  parameters: {
    windowDays: { default: 7, unit: "days", meaning: "Refusals older than this do not count." },
    denials: { default: 1, unit: "count", meaning: "So many different actions that were refused." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, now, snapshot, access, parameters: { windowDays, denials } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const fixed = beyondQuestion(subject);
    if (fixed !== undefined) return fixed;
    if (snapshot.identities === undefined)
      return { status: "UNKNOWN", reason: "The account's identities are not known." };
    const since = now - windowDays * dayMs;
    const seen = behaviourOf(behaviour, subject.arn);
    const refused = (seen?.actions ?? []).filter(({ lastDenied }) => (lastDenied?.ms ?? 0) >= since);
    const paths = waysToMore(subject, snapshot.identities, access);
    const certain = paths.filter((path) => sureness(path) <= 1);
    const steps = new Set((certain.length > 0 ? certain : paths).flatMap(({ actions }) => actions));
    const probing = refused.filter((use) => isStep(use, steps));
    const isProbing = probing.length >= Math.max(1, denials);
    if (certain.length > 0 && isProbing) return found(probing, certain[0]?.how ?? "get more permissions", windowDays);
    if (paths.length === 0 && subject.gaps.length === 0) {
      return { status: "PASS", reason: "It has no known way to more permissions." };
    }
    if (isProbing || (paths.length === 0 && refused.length > 0)) {
      const names = listedUpTo(
        refused.map(({ action }) => action),
        4,
      );
      const because = "whether it has a way to more permissions is not certain";
      return { status: "UNKNOWN", reason: sentence(`it was refused ${names}, and ${because}`) };
    }
    const gap = gapOf(seen, behaviour, since, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
    return { status: "PASS", reason: `No step of such a way was refused to it in the last ${windowDays} days.` };
  },

  examples: [
    {
      name: "may make keys for everybody, and was refused CreateUser",
      ...userWith([keys()]),
      behaviour: logs(10, denied("CreateUser")),
      expect: "FAIL",
    },
    {
      name: "may make keys for everybody, and was refused AssumeRole",
      ...userWith([keys()]),
      behaviour: logs(10, { ...denied("AssumeRole"), source: "sts", readOnly: true }),
      expect: "FAIL",
    },
    {
      name: "may make keys for everybody, and was refused to list users",
      ...userWith([keys()]),
      behaviour: logs(10, { ...denied("ListUsers"), readOnly: true }),
      expect: "PASS",
    },
    {
      name: "may make keys for everybody, and was refused CreateUser two weeks ago",
      ...userWith([keys()]),
      behaviour: logs(20, denied("CreateUser", 14)),
      expect: "PASS",
    },
    {
      name: "has no way, and was refused CreateUser",
      ...userWith([allow("s3:GetObject")]),
      behaviour: logs(10, denied("CreateUser")),
      expect: "PASS",
    },
    {
      name: "may make keys for everybody, and logs of two days",
      ...userWith([keys()]),
      behaviour: logs(2),
      expect: "UNKNOWN",
    },
    {
      name: "a policy that was not collected, and was refused CreateUser",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      behaviour: logs(10, denied("CreateUser")),
      expect: "UNKNOWN",
    },
    { name: "an administrator", ...userWith([allow("*")]), behaviour: logs(10), expect: "NOT_APPLICABLE" },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), behaviour: logs(10), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...userWith([keys()]), expect: "UNKNOWN" },
  ],
});

function found(probing: readonly ActionUse[], how: string, windowDays: number): Verdict {
  const last = probing.flatMap(({ lastDenied }) => lastDenied ?? []).toSorted((a, b) => b.ms - a.ms);
  const names = listedUpTo(
    probing.map(({ action }) => action),
    4,
  );
  const when = last[0] === undefined ? "" : ` (last at ${timeText(last[0].ms)})`;
  return {
    status: "FAIL",
    reason: `It was refused ${names} in the last ${windowDays} days${when}, and it may ${how}.`,
    evidence: eventEvidence(last.slice(0, 10)),
  };
}

function gapOf(
  seen: IdentityBehaviour | undefined,
  behaviour: Behaviour,
  since: number,
  now: number,
): string | undefined {
  return seen?.isTruncated === true ? "it did more than is kept" : notComplete(behaviour, ["identities"], since, now);
}

/** A step itself, on something else; or a write of IAM, another role, or a write of a service that the steps use. */
function isStep({ action, isRead }: ActionUse, steps: ReadonlySet<string>): boolean {
  if (steps.has(action) || action === "sts:AssumeRole") return true;
  if (isRead) return false;
  const service = action.slice(0, action.indexOf(":"));
  return service === "iam" || [...steps].some((step) => step.startsWith(`${service}:`));
}

function keys() {
  return allow("iam:CreateAccessKey");
}

function denied(name: string, days = 2) {
  return { days, name, error: "AccessDenied" };
}
